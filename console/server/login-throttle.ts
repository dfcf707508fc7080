/**
 * Slows guessing down, by account name and by address: after some free attempts the next one has to wait, 5 s at first
 * and twice as long each time, at most 15 min. An attempt is counted before it is judged, so that many at once gain
 * nothing; a success forgets those of its account and the one of its address. Kept in the store, known names or not: a restart forgives nobody.
 */
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Queryable } from '@chengyun/platform/store/store.ts';

export interface LoginThrottle {
  /** Takes an attempt; milliseconds to wait when none may be made now, else 0. */
  attempt(account: string, address: string): Promise<number>;
  /** Forgets the attempts of the account, and this one of the address. */
  succeeded(account: string, address: string): Promise<void>;
  /** The password was right and the second factor is still to come: the address guessed nothing. */
  undecided(address: string): Promise<void>;
  /** Accounts that have to wait, and until when (epoch ms). */
  waiting(): Promise<readonly { readonly account: string; readonly count: number; readonly untilMs: number }[]>;
  /** Lets an account try again at once; false when it did not have to wait. */
  unlock(account: string): Promise<boolean>;
  /** Forgets attempts that are a day old. */
  sweep(): Promise<void>;
}

const FREE = { account: 3, address: 30 } as const;
const FIRST_WAIT_MS = 5000;
const WAIT_MS_MAX = 15 * 60_000;
const FORGET_MS = 24 * 3_600_000;

export function createLoginThrottle(clock: Clock, store: Queryable): LoginThrottle {
  const take = async (kind: keyof typeof FREE, name: string): Promise<number> => {
    const now = new Date(clock.nowMs());
    const { rows } = await store.query<{ refused: boolean; wait_ms: number }>(
      `INSERT INTO sign_in_attempts AS known (key, count, wait_until, last_at) VALUES ($1, 1, $2, $2)
       ON CONFLICT (key) DO UPDATE SET
         refused = known.wait_until > $2,
         count = CASE WHEN known.wait_until > $2 THEN known.count ELSE known.count + 1 END,
         wait_until = CASE WHEN known.wait_until > $2 OR known.count < $3 THEN known.wait_until
           ELSE $2 + make_interval(secs => least($4::float8, $5::float8 * 2 ^ least(known.count - $3, 20)) / 1000) END,
         last_at = $2
       RETURNING refused, (extract(epoch FROM wait_until - $2) * 1000)::float8 AS wait_ms`,
      [`${kind}:${name}`, now, FREE[kind], WAIT_MS_MAX, FIRST_WAIT_MS],
    );
    const [row] = rows;
    return row?.refused ? Math.max(1, Math.ceil(row.wait_ms)) : 0;
  };
  const forget = async (account: string): Promise<boolean> => {
    const { rowCount } = await store.query('DELETE FROM sign_in_attempts WHERE key = $1', [`account:${account}`]);
    return (rowCount ?? 0) > 0;
  };
  const refund = async (address: string): Promise<void> => {
    await store.query(
      'UPDATE sign_in_attempts SET count = greatest(count - 1, 0), wait_until = last_at WHERE key = $1',
      [`address:${address}`],
    );
  };
  return {
    async attempt(account, address) {
      const byAddress = await take('address', address);
      return byAddress > 0 ? byAddress : take('account', account);
    },
    async succeeded(account, address) {
      await forget(account);
      await refund(address);
    },
    undecided: refund,
    async waiting() {
      const { rows } = await store.query<{ account: string; count: number; untilMs: number }>(
        `SELECT substr(key, 9) AS account, count, (extract(epoch FROM wait_until) * 1000)::bigint AS "untilMs"
         FROM sign_in_attempts WHERE key LIKE 'account:%' AND wait_until > $1 ORDER BY key`,
        [new Date(clock.nowMs())],
      );
      return rows;
    },
    unlock: forget,
    async sweep() {
      await store.query('DELETE FROM sign_in_attempts WHERE last_at < $1', [new Date(clock.nowMs() - FORGET_MS)]);
    },
  };
}
