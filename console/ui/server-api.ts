/** The console server's HTTP side as the browser uses it. What comes in is checked for its shape once, here. */
import type { BasemapData } from '@chengyun/basemap/data.ts';
import type { Bilingual, LayerShape, MapLayerView, OfficerView, Role } from '@chengyun/contracts';
import type { AccountChange } from '../state/account-changes.ts';
import { sendJson } from './send-json.ts';
import type { HistoryPoint, HistoryRange } from './surface.ts';

export interface WhoAmI {
  readonly account: string;
  readonly role: Role;
  readonly name: Bilingual;
  readonly csrf: string;
  /** What has to be done before anything else may be. */
  readonly mustDo?: 'password' | 'second-factor' | null;
  /** Of a sign-in: what was done to the account since the one before. */
  readonly changes?: readonly AccountChange[];
}

export type LoginAnswer =
  | { readonly ok: true; readonly who: WhoAmI }
  /** `retryAfterMs` when too many attempts were made. */
  | { readonly ok: false; readonly retryAfterMs: number | null; readonly code: string };

interface Place {
  readonly lonDeg: number;
  readonly latDeg: number;
}

const json = async <T>(response: Response): Promise<T> => (await response.json()) as T;

/** Null when nobody is signed in; rejects when the server cannot be reached. */
export async function whoAmI(): Promise<WhoAmI | null> {
  const response = await fetch('/api/me', { credentials: 'same-origin' });
  if (response.status === 401 || response.status === 403) return null;
  if (!response.ok) throw new Error(`The server answered ${response.status} to the question who is signed in.`);
  return json<WhoAmI>(response);
}

/** `code`: of the second factor, when the answer before asked for one. */
export async function login(account: string, password: string, code?: string): Promise<LoginAnswer> {
  const response = await fetch('/api/login', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ account, password, ...(code ? { code } : {}) }),
  });
  if (response.ok) return { ok: true, who: await json<WhoAmI>(response) };
  const seconds = Number(response.headers.get('retry-after'));
  const answer = (await response.json().catch(() => ({}))) as { error?: { code: string } };
  const retryAfterMs = response.status === 429 ? (seconds || 60) * 1000 : null;
  return { ok: false, retryAfterMs, code: answer.error?.code ?? '' };
}

export async function logout(csrf: string): Promise<void> {
  await sendJson('/api/logout', csrf);
}

export async function fetchBasemap(): Promise<BasemapData> {
  const response = await fetch('/api/basemap', { credentials: 'same-origin' });
  if (!response.ok) throw new Error(`The server answered ${response.status} to the question for the base map.`);
  return json<BasemapData>(response);
}

/** What domains show on the map; empty when nobody answers, because the map stands without it. */
export const fetchMapLayers = (): Promise<readonly MapLayerView[]> => listOf('/api/map-layers');

/** The shapes of one layer; empty when nobody answers. */
export const fetchLayerShapes = (id: string): Promise<readonly LayerShape[]> =>
  listOf(`/api/map-layers/${encodeURIComponent(id)}/shapes`);

/** The road of the map at a place; null where there is none, undefined when nobody answers. */
export async function fetchRoadAt({ lonDeg, latDeg }: Place): Promise<string | null | undefined> {
  const query = new URLSearchParams({ lonDeg: String(lonDeg), latDeg: String(latDeg) });
  try {
    const response = await fetch(`/api/basemap/road?${query}`, { credentials: 'same-origin' });
    return response.ok ? (await json<{ road: string | null }>(response)).road : undefined;
  } catch {
    return undefined;
  }
}

async function listOf<T>(path: string): Promise<readonly T[]> {
  try {
    const response = await fetch(path, { credentials: 'same-origin' });
    return response.ok ? await json<readonly T[]>(response) : [];
  } catch {
    return [];
  }
}

/** Who could be sent to an alarm, best first, with the distance to it; empty when nobody answers. */
export async function fetchOfficers(timeline: string, alarm: string): Promise<readonly OfficerView[]> {
  try {
    const response = await fetch(`/api/officers?${new URLSearchParams({ timeline, alarm })}`, {
      credentials: 'same-origin',
    });
    return response.ok ? (await json<{ officers: readonly OfficerView[] }>(response)).officers : [];
  } catch {
    return [];
  }
}

/** Whether an officer may be paged; false when the server did not agree or cannot be reached. */
export async function setDuty(onDuty: boolean, csrf: string): Promise<boolean> {
  return sendJson('/api/duty', csrf, { onDuty }).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** At most `bins` points, oldest first; empty when the store cannot answer, because a chart can wait. */
export async function fetchHistory(timeline: string, range: HistoryRange, bins = 240): Promise<HistoryPoint[]> {
  const query = new URLSearchParams({
    timeline,
    asset: range.asset,
    metric: range.metric,
    from: String(Math.round(range.fromMs)),
    to: String(Math.round(range.toMs)),
    bins: String(bins),
  });
  try {
    const response = await fetch(`/api/history?${query}`, { credentials: 'same-origin' });
    return response.ok ? pointsFrom(await json<unknown>(response)) : [];
  } catch {
    return [];
  }
}

/** A list of `{at, value}`, bare or under `points`; anything else is no history. */
export function pointsFrom(answer: unknown): HistoryPoint[] {
  const list = Array.isArray(answer) ? answer : ((answer as { points?: unknown } | null)?.points ?? []);
  if (!Array.isArray(list)) return [];
  return list.filter((item): item is HistoryPoint => typeof item?.at === 'number' && typeof item?.value === 'number');
}
