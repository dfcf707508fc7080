/** What the desk asks the server for over HTTP. Trouble is an answer with one sentence, never an exception. */
import type { Bilingual, Role } from '@chengyun/contracts';
import { newEpoch } from '../ui/live-surface.ts';
import { sayDesk } from './words/say-desk.ts';

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

export interface DeskServer {
  readonly who: { readonly account: string; readonly role: Role; readonly name: Bilingual };
  readonly get: <T>(path: string, query?: Readonly<Record<string, string | number>>) => Promise<Answer<T>>;
  readonly post: <T>(path: string, body: Readonly<Record<string, unknown>>) => Promise<Answer<T>>;
  /** Posts something that must not happen twice: it carries the number that tells a repetition. */
  readonly postOnce: <T>(path: string, body: Readonly<Record<string, unknown>>) => Promise<Answer<T>>;
}

export interface DeskServerDeps {
  readonly who: DeskServer['who'] & { readonly csrf: string };
  readonly nowMs: () => number;
}

export function createDeskServer({ who, nowMs }: DeskServerDeps): DeskServer {
  const epoch = newEpoch();
  let seq = 0;

  async function ask<T>(path: string, options: RequestInit): Promise<Answer<T>> {
    try {
      const response = await fetch(path, { credentials: 'same-origin', ...options });
      const value = (await response.json()) as T & { error?: { message?: string }; message?: string };
      if (response.ok) return { ok: true, value };
      return { ok: false, message: value.error?.message ?? value.message ?? sayDesk('page.unreachable') };
    } catch {
      return { ok: false, message: sayDesk('page.unreachable') };
    }
  }
  const post = <T>(path: string, body: Readonly<Record<string, unknown>>) =>
    ask<T>(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-csrf-token': who.csrf },
      body: JSON.stringify(body),
    });

  return {
    who,
    get: (path, query = {}) => {
      const text = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)])).toString();
      return ask(text === '' ? path : `${path}?${text}`, {});
    },
    post,
    postOnce: (path, body) => {
      seq += 1;
      return post(path, { ...body, epoch, seq, at: Math.round(nowMs()) });
    },
  };
}
