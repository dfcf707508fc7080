/** The console's HTTP interface for browsers, typed; `fetch` is injected, so that nothing here needs a page. */
import type { AlarmRecord, Bilingual, FactRequest, OfficerView, Role } from '@chengyun/contracts';
import type { FactAnswer } from './wire.ts';

export interface Me {
  readonly account: string;
  readonly role: Role;
  readonly name: Bilingual;
  readonly csrf: string;
}

export type LoginAnswer =
  | { readonly ok: true; readonly me: Me }
  /** `waitMs` > 0: too many attempts, the next one is heard after that time. */
  | { readonly ok: false; readonly waitMs: number; readonly message: string };

export interface HistoryQuery {
  readonly timeline: string;
  readonly asset: string;
  readonly metric: string;
  /** Timeline time, epoch milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Averages over this many spans; 240 when left out. */
  readonly bins?: number;
}

export interface Api {
  /** Null when nobody is signed in. Must be called (or login) before anything is posted. */
  me(): Promise<Me | null>;
  login(account: string, password: string): Promise<LoginAnswer>;
  logout(): Promise<void>;
  history(query: HistoryQuery): Promise<readonly { readonly at: number; readonly value: number }[]>;
  /** The type is BasemapData of @chengyun/basemap/data.ts. */
  basemap(): Promise<unknown>;
  transitions(alarm: string): Promise<readonly AlarmRecord[]>;
  /** Best to send first; `suggested` is null when nobody is free. */
  officers(timeline: string, alarm: string): Promise<{ officers: readonly OfficerView[]; suggested: string | null }>;
  /** For the outbox. Rejects when the network or the session is gone. */
  sendFact(request: FactRequest): Promise<FactAnswer>;
  setDuty(onDuty: boolean): Promise<void>;
  pushKey(): Promise<string>;
  subscribePush(subscription: unknown): Promise<void>;
}

/** An answer that is neither data nor an expected refusal. */
export class ApiError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
  }
}

type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

export function createApi(fetch: Fetch): Api {
  let csrf = '';

  const read = async <T>(response: Response): Promise<T> => {
    const body = (await response.json().catch(() => null)) as (T & { error?: { message: string } }) | null;
    if (response.ok && body !== null) return body;
    throw new ApiError(response.status, body?.error?.message ?? `The console answered ${response.status}.`);
  };
  const get = async <T>(path: string): Promise<T> => read<T>(await fetch(path));
  const send = (path: string, body: unknown): Promise<Response> =>
    fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-csrf-token': csrf },
      body: JSON.stringify(body),
    });
  const query = (parts: Readonly<Record<string, string | number>>): string =>
    Object.entries(parts)
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&');

  return {
    async me() {
      const response = await fetch('/api/me');
      if (response.status === 401) return null;
      const me = await read<Me>(response);
      csrf = me.csrf;
      return me;
    },
    async login(account, password) {
      const response = await send('/api/login', { account, password });
      if (response.status === 401 || response.status === 429) {
        const refusal = (await response.json()) as { waitMs?: number; error?: { message: string } };
        return { ok: false, waitMs: refusal.waitMs ?? 0, message: refusal.error?.message ?? '' };
      }
      const me = await read<Me>(response);
      csrf = me.csrf;
      return { ok: true, me };
    },
    async logout() {
      await read(await send('/api/logout', {}));
      csrf = '';
    },
    async history({ timeline, asset, metric, fromMs, toMs, bins = 240 }) {
      const parts = query({ timeline, asset, metric, from: fromMs, to: toMs, bins });
      return (await get<{ points: { at: number; value: number }[] }>(`/api/history?${parts}`)).points;
    },
    basemap: () => get('/api/basemap'),
    async transitions(alarm) {
      return (await get<{ transitions: AlarmRecord[] }>(`/api/alarms/${encodeURIComponent(alarm)}`)).transitions;
    },
    officers: (timeline, alarm) => get(`/api/officers?${query({ timeline, alarm })}`),
    async sendFact(request) {
      const response = await send('/api/facts', request);
      const answer = (await response.json().catch(() => null)) as (FactAnswer & { error?: unknown }) | null;
      if (answer === null || answer.ok === undefined) throw new ApiError(response.status, 'The fact was not answered.');
      return answer;
    },
    async setDuty(onDuty) {
      await read(await send('/api/duty', { onDuty }));
    },
    async pushKey() {
      return (await get<{ key: string }>('/api/push/key')).key;
    },
    async subscribePush(subscription) {
      await read(await send('/api/push/subscribe', subscription));
    },
  };
}
