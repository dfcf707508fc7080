/** The open routes of the console as the citizens' page asks them. Nothing here carries a session. */
import type { Bilingual, Level } from '@chengyun/contracts';

export interface CityStatus {
  readonly timeline: { readonly kind: string; readonly nowMs: number };
  readonly districts: readonly {
    readonly id: string;
    readonly name: Bilingual;
    readonly lonDeg: number;
    readonly latDeg: number;
    readonly levels: Readonly<Record<Level, number>>;
    readonly reports: number | null;
  }[];
  readonly warnings: readonly { readonly level: Level; readonly title: Bilingual; readonly district: string | null }[];
}

export interface StoredKind {
  readonly id: string;
  readonly name: Bilingual;
  readonly what: Bilingual;
  readonly why: Bilingual;
  readonly keepDays: number | null;
  readonly who: readonly string[];
}

export interface ReportStep {
  readonly step: string;
  readonly at: number;
  /** A word of whoever looked at it. */
  readonly note?: string;
}

export interface ReportWish {
  readonly token: string;
  readonly kind: string;
  readonly text: string;
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly photo?: string;
}

export interface PublicServer {
  status(): Promise<CityStatus>;
  stored(): Promise<readonly StoredKind[]>;
  /** Null when it was taken; else why not, in both languages as the server says it. */
  report(wish: ReportWish): Promise<string | null>;
  /** Null: there is no report of this token. */
  progress(token: string): Promise<readonly ReportStep[] | null>;
}

async function get<T>(path: string): Promise<T> {
  const response = await fetch(path, { credentials: 'omit' });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return (await response.json()) as T;
}

const post = (path: string, body: unknown): Promise<Response> =>
  fetch(path, {
    method: 'POST',
    credentials: 'omit',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

export const publicServer: PublicServer = {
  status: () => get('/api/public/status'),
  stored: async () => (await get<{ entries: readonly StoredKind[] }>('/api/public/privacy')).entries,
  async report(wish) {
    const response = await post('/api/public/reports', wish);
    if (response.ok) return null;
    const answer = (await response.json().catch(() => ({}))) as { error?: { message: string } };
    return answer.error?.message ?? `HTTP ${response.status}`;
  },
  async progress(token) {
    const response = await post('/api/public/reports/progress', { token });
    if (response.status === 404) return null;
    if (!response.ok) throw new Error(`The server answered ${response.status}.`);
    return ((await response.json()) as { steps: readonly ReportStep[] }).steps;
  },
};

/** 192 bits of chance: the only way to the answer. */
export function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}

/** A file as base64 without its head; rejects when it cannot be read. */
export function base64Of(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(new Error('The photo cannot be read.'));
    reader.readAsDataURL(file);
  });
}
