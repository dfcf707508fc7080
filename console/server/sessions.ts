/**
 * Sessions: a random token in an HttpOnly cookie, of which the store keeps the SHA-256 only. Role, limits and duties of
 * the account are read with every look, so that a change of them is in force at once. Whoever changes what an account
 * may do closes its sessions; listeners hear of it and cut the sockets.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Bilingual, Role } from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Queryable } from '@chengyun/platform/store/store.ts';
import { type Scope, WHOLE_CITY } from './access/scope.ts';

export const SESSION_COOKIE = 'chengyun_session';

/** What has to be done before anything else may be. */
export type Duty = 'password' | 'second-factor';

export interface Session {
  /** Its own name, for lists; opens nothing. */
  readonly id: string;
  readonly account: string;
  readonly role: Role;
  readonly name: Bilingual;
  /** Must come back in the header `x-csrf-token` of every request that changes something. */
  readonly csrf: string;
  readonly scope: Scope;
  readonly mustDo: Duty | null;
}

export interface SessionLine {
  readonly id: string;
  readonly label: string;
  /** Epoch ms. */
  readonly createdAt: number;
  readonly seenAt: number;
  readonly secondFactor: boolean;
}

export interface OpenOptions {
  /** Kind of browser, see session-label.ts. */
  readonly label?: string;
  readonly secondFactor?: boolean;
}

export interface Sessions {
  open(account: string, options?: OpenOptions): Promise<{ token: string; csrf: string }>;
  /**
   * Null when the token is unknown, idle for too long or too old, or its account is disabled. `touch` counts as
   * activity. A wall's read-only session has no greatest age: a screen that runs for months must not go dark.
   */
  find(token: string, touch?: boolean): Promise<Session | null>;
  close(token: string): Promise<void>;
  /** Newest first. */
  list(account: string): Promise<readonly SessionLine[]>;
  /** One of the account's own; false when it is not. */
  closeById(account: string, id: string): Promise<boolean>;
  /** All of an account but one; returns how many. */
  closeAll(account: string, exceptId?: string): Promise<number>;
  /** Deletes what has expired; called now and then. */
  sweep(): Promise<void>;
  onClosed(listener: () => void): void;
}

interface SessionRow {
  id: string;
  account: string;
  role: Role;
  name: Bilingual;
  csrf: string;
  districts: string[] | null;
  domains: string[] | null;
  must_change: boolean;
  has_totp: boolean;
  oidc: boolean;
  seen_ms: number;
  created_ms: number;
}

export interface SessionsConfig {
  readonly sessionIdleMs: number;
  readonly sessionMaxMs: number;
  /** Roles that need a second factor; people of an identity provider bring theirs from there. */
  readonly secondFactorRoles?: readonly Role[];
}

/** `seen_at` is written at most this often per session. */
const TOUCH_MS = 60_000;
/** Of one account; opening another closes the oldest. */
const SESSIONS_MAX = 50;
const WALL_SESSIONS_MAX = 1000;

export function createSessions(
  config: SessionsConfig,
  { store, clock }: { readonly store: Queryable; readonly clock: Clock },
): Sessions {
  const sha256 = (token: string): Buffer => createHash('sha256').update(token).digest();
  const at = (ms: number): Date => new Date(ms);
  const listeners: (() => void)[] = [];
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const needsSecond = (role: Role) => config.secondFactorRoles?.includes(role) ?? false;
  const dutyOf = (row: SessionRow): Duty | null => {
    if (row.must_change) return 'password';
    return needsSecond(row.role) && !row.has_totp && !row.oidc ? 'second-factor' : null;
  };
  const scopeOf = ({ districts, domains }: SessionRow): Scope =>
    districts || domains ? { districts, domains } : WHOLE_CITY;

  return {
    async open(account, { label = '', secondFactor = false } = {}) {
      const token = randomBytes(32).toString('base64url');
      const csrf = randomBytes(18).toString('base64url');
      const now = at(clock.nowMs());
      await store.query(
        `INSERT INTO sessions (token_sha256, account, csrf, created_at, seen_at, id, label, second_factor)
         VALUES ($1, $2, $3, $4, $4, $5, $6, $7)`,
        [sha256(token), account, csrf, now, randomBytes(9).toString('base64url'), label, secondFactor],
      );
      await store.query(
        `DELETE FROM sessions WHERE account = $1 AND token_sha256 NOT IN
           (SELECT token_sha256 FROM sessions WHERE account = $1 ORDER BY created_at DESC, id LIMIT $2)`,
        [account, account === 'wall' ? WALL_SESSIONS_MAX : SESSIONS_MAX],
      );
      return { token, csrf };
    },
    async find(token, touch = true) {
      const { rows } = await store.query<SessionRow>(
        `SELECT s.id, s.account, s.csrf, a.role, a.name, a.districts, a.domains, a.must_change,
                a.totp_confirmed_at IS NOT NULL AS has_totp, a.oidc_subject IS NOT NULL AS oidc,
                (extract(epoch FROM s.seen_at) * 1000)::bigint AS seen_ms,
                (extract(epoch FROM s.created_at) * 1000)::bigint AS created_ms
         FROM sessions s JOIN accounts a ON a.id = s.account WHERE s.token_sha256 = $1 AND a.disabled_at IS NULL`,
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
      const { id, account, role, name, csrf } = row;
      return { id, account, role, name, csrf, scope: scopeOf(row), mustDo: dutyOf(row) };
    },
    async close(token) {
      await store.query('DELETE FROM sessions WHERE token_sha256 = $1', [sha256(token)]);
      tell();
    },
    async list(account) {
      const { rows } = await store.query<SessionLine>(
        `SELECT id, label, (extract(epoch FROM created_at) * 1000)::bigint AS "createdAt",
           (extract(epoch FROM seen_at) * 1000)::bigint AS "seenAt", second_factor AS "secondFactor"
         FROM sessions WHERE account = $1 AND seen_at > $2 AND created_at > $3 ORDER BY created_at DESC, id`,
        [account, at(clock.nowMs() - config.sessionIdleMs), at(clock.nowMs() - config.sessionMaxMs)],
      );
      return rows;
    },
    async closeById(account, id) {
      const { rowCount } = await store.query('DELETE FROM sessions WHERE account = $1 AND id = $2', [account, id]);
      if (rowCount) tell();
      return (rowCount ?? 0) > 0;
    },
    async closeAll(account, exceptId = '') {
      const { rowCount } = await store.query('DELETE FROM sessions WHERE account = $1 AND id <> $2', [
        account,
        exceptId,
      ]);
      if (rowCount) tell();
      return rowCount ?? 0;
    },
    async sweep() {
      const nowMs = clock.nowMs();
      await store.query("DELETE FROM sessions WHERE seen_at < $1 OR (created_at < $2 AND account <> 'wall')", [
        at(nowMs - config.sessionIdleMs),
        at(nowMs - config.sessionMaxMs),
      ]);
    },
    onClosed(listener) {
      listeners.push(listener);
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
  const session = cookie ? await sessions.find(cookie.trim().slice(name.length), touch) : null;
  // Who has a duty to settle first sees nothing before.
  return session?.mustDo ? null : session;
}
