/** What the desk asks the server for over HTTP. Trouble is an answer with one sentence, never an exception. */
import type { Bilingual, Role } from '@chengyun/contracts';
import { newEpoch } from '../ui/live-surface.ts';
import { sendJson } from '../ui/send-json.ts';
import { sayDesk } from './words/say-desk.ts';

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

export interface DeskServer {
  readonly who: { readonly account: string; readonly role: Role; readonly name: Bilingual };
  readonly get: <T>(path: string, query?: Readonly<Record<string, string | number>>) => Promise<Answer<T>>;
  /** A picture or a recording. */
  readonly bytes: (path: string) => Promise<Answer<Blob>>;
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

  async function settle<T>(
    asked: Promise<Response>,
    read = (response: Response): Promise<T> => response.json(),
  ): Promise<Answer<T>> {
    try {
      const response = await asked;
      if (response.ok) return { ok: true, value: await read(response) };
      const said = (await response.json()) as { error?: { message?: string }; message?: string };
      return { ok: false, message: said.error?.message ?? said.message ?? sayDesk('page.unreachable') };
    } catch {
      return { ok: false, message: sayDesk('page.unreachable') };
    }
  }
  const ask = (path: string) => fetch(path, { credentials: 'same-origin' });
  const post = <T>(path: string, body: Readonly<Record<string, unknown>>) => settle<T>(sendJson(path, who.csrf, body));

  return {
    who,
    get: (path, query = {}) => {
      const text = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)])).toString();
      return settle(ask(text === '' ? path : `${path}?${text}`));
    },
    bytes: (path) => settle(ask(path), (response) => response.blob()),
    post,
    postOnce: (path, body) => {
      seq += 1;
      return post(path, { ...body, epoch, seq, at: Math.round(nowMs()) });
    },
  };
}
