/**
 * Slows guessing down: from the fourth wrong password of an account on, the next try has to wait, 5 s at first and
 * twice as long each time, at most 15 min. A right password forgets the failures. Kept in memory: a restart is rare,
 * and the rate limit per address stands beside it.
 */
import type { Clock } from '@chengyun/platform/service/clock.ts';

export interface LoginThrottle {
  /** Milliseconds to wait before the next try, 0 when it may be made. */
  waitMs(account: string): number;
  failed(account: string): void;
  succeeded(account: string): void;
}

const FREE_FAILURES = 3;
const FIRST_WAIT_MS = 5000;
const WAIT_MS_MAX = 15 * 60_000;
const ACCOUNTS_MAX = 10_000;

export function createLoginThrottle(clock: Clock): LoginThrottle {
  const failures = new Map<string, { count: number; untilMs: number }>();
  return {
    waitMs: (account) => Math.max(0, (failures.get(account)?.untilMs ?? 0) - clock.nowMs()),
    failed(account) {
      const count = (failures.get(account)?.count ?? 0) + 1;
      const waitMs =
        count > FREE_FAILURES ? Math.min(WAIT_MS_MAX, FIRST_WAIT_MS * 2 ** (count - FREE_FAILURES - 1)) : 0;
      failures.delete(account);
      failures.set(account, { count, untilMs: clock.nowMs() + waitMs });
      for (const oldest of failures.keys()) if (failures.size > ACCOUNTS_MAX) failures.delete(oldest);
    },
    succeeded(account) {
      failures.delete(account);
    },
  };
}
