/** Sessions: a random token in an HttpOnly cookie, of which the store keeps the SHA-256 only. */
import { createHash, randomBytes } from 'node:crypto';
import type { Bilingual, Role } from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Queryable } from '@chengyun/platform/store/store.ts';

export const SESSION_COOKIE = 'chengyun_session';

export interface Session {
  readonly account: string;
  readonly role: Role;
  readonly name: Bilingual;
  /** Must come back in the header `x-csrf-token` of every POST. */
  readonly csrf: string;
}

export interface Sessions {
  open(account: string): Promise<{ token: string; csrf: string }>;
  /**
   * Null when the token is unknown, idle for too long or too old. `touch` counts as activity. A wall's read-only session
   * has no greatest age: a screen that runs for months must not go dark.
   */
  find(token: string, touch?: boolean): Promise<Session | null>;
  close(token: string): Promise<void>;
  /** Deletes what has expired; called now and then. */
  sweep(): Promise<void>;
}

interface SessionRow {
  account: string;
  role: Role;
  name: Bilingual;
  csrf: string;
  seen_ms: number;
  created_ms: number;
}

/** `seen_at` is written at most this often per session. */
const TOUCH_MS = 60_000;

export function createSessions(
  config: { readonly sessionIdleMs: number; readonly sessionMaxMs: number },
  { store, clock }: { readonly store: Queryable; readonly clock: Clock },
): Sessions {
  const sha256 = (token: string): Buffer => createHash('sha256').update(token).digest();
  const at = (ms: number): Date => new Date(ms);
  return {
    async open(account) {
      const token = randomBytes(32).toString('base64url');
      const csrf = randomBytes(18).toString('base64url');
      const now = at(clock.nowMs());
      await store.query(
        'INSERT INTO sessions (token_sha256, account, csrf, created_at, seen_at) VALUES ($1, $2, $3, $4, $4)',
        [sha256(token), account, csrf, now],
      );
      return { token, csrf };
    },
    async find(token, touch = true) {
      const { rows } = await store.query<SessionRow>(
        `SELECT s.account, s.csrf, a.role, a.name, (extract(epoch FROM s.seen_at) * 1000)::bigint AS seen_ms,
                (extract(epoch FROM s.created_at) * 1000)::bigint AS created_ms
         FROM sessions s JOIN accounts a ON a.id = s.account WHERE s.token_sha256 = $1`,
        [sha256(token)],
      );
      const [row] = rows;
      if (!row) return null;
      const nowMs = clock.nowMs();
      const isTooOld = row.role !== 'wall' && nowMs - row.created_ms > config.sessionMaxMs;
      if (nowMs - row.seen_ms > config.sessionIdleMs || isTooOld) return null;
      if (touch && nowMs - row.seen_ms > TOUCH_MS) {
        await store.query('UPDATE sessions SET seen_at = $2 WHERE token_sha256 = $1', [sha256(token), at(nowMs)]);
      }
      return { account: row.account, role: row.role, name: row.name, csrf: row.csrf };
    },
    async close(token) {
      await store.query('DELETE FROM sessions WHERE token_sha256 = $1', [sha256(token)]);
    },
    async sweep() {
      const nowMs = clock.nowMs();
      await store.query("DELETE FROM sessions WHERE seen_at < $1 OR (created_at < $2 AND account <> 'wall')", [
        at(nowMs - config.sessionIdleMs),
        at(nowMs - config.sessionMaxMs),
      ]);
    },
  };
}

/** Session of a request that is not Fastify's: the handshake of a socket. */
export async function sessionFromCookies(
  sessions: Sessions,
  header: string | undefined,
  touch: boolean,
): Promise<Session | null> {
  const name = `${SESSION_COOKIE}=`;
  const cookie = header?.split(';').find((part) => part.trim().startsWith(name));
  return cookie ? sessions.find(cookie.trim().slice(name.length), touch) : null;
}
