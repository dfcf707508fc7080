/** The routes of one's own account. Changes that end the old session bring a new token for the next request. */
import type { AccountChange } from '../state/account-changes.ts';
import { sendJson } from '../ui/send-json.ts';
import type { WhoAmI } from '../ui/server-api.ts';

export interface SessionLine {
  readonly id: string;
  readonly label: string;
  readonly createdAt: number;
  readonly seenAt: number;
}

export type Said<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

export interface AccountServer {
  changePassword(current: string, next: string): Promise<Said<unknown>>;
  beginSecond(password: string): Promise<Said<{ readonly secret: string; readonly uri: string }>>;
  confirmSecond(code: string): Promise<Said<{ readonly codes: readonly string[] }>>;
  hasSecond(): Promise<boolean>;
  sessions(): Promise<{ readonly own: string; readonly sessions: readonly SessionLine[] }>;
  /** Newest first. */
  changes(): Promise<readonly AccountChange[]>;
  close(id: string): Promise<void>;
}

export function accountServer({ csrf: first }: Pick<WhoAmI, 'csrf'>): AccountServer {
  let csrf = first;
  const post = async <T>(path: string, body: unknown): Promise<Said<T>> => {
    const response = await sendJson(path, csrf, body);
    const answer = (await response.json()) as { csrf?: string; error?: { message: string } };
    if (answer.csrf) csrf = answer.csrf;
    return response.ok
      ? { ok: true, value: answer as T }
      : { ok: false, message: answer.error?.message ?? `HTTP ${response.status}` };
  };
  const get = async <T>(path: string): Promise<T> => {
    const response = await fetch(path, { credentials: 'same-origin' });
    if (!response.ok) throw new Error(`The server answered ${response.status}.`);
    return (await response.json()) as T;
  };
  return {
    changePassword: (current, next) => post('/api/me/password', { current, next }),
    beginSecond: (password) => post('/api/me/second-factor/begin', { password }),
    confirmSecond: (code) => post('/api/me/second-factor/confirm', { code }),
    hasSecond: async () => (await get<{ isOn: boolean }>('/api/me/second-factor')).isOn,
    changes: async () => (await get<{ changes: readonly AccountChange[] }>('/api/me/changes')).changes,
    sessions: () => get('/api/me/sessions'),
    close: async (id) => {
      await post('/api/me/sessions/close', { id });
    },
  };
}
