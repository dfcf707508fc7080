/**
 * Hands a notice to every channel that its level takes: in the background, with repetitions, once for each task and
 * channel. What was sent is marked in the store, and after a restart open tasks that nobody received are told again, so
 * that nothing is lost; where a crash falls between the sending and its mark, a channel may be told twice, with the same
 * key.
 */
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { ComponentCounts } from '@chengyun/platform/service/metrics.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { Notice, Notifier } from './notifier.ts';
import type { ConfiguredChannel } from './notify-config.ts';
import { takes } from './policy.ts';

/** Waits before the repetitions; then it is given up and counted. */
const RETRY_AFTER_MS = [1_000, 5_000, 20_000, 60_000, 180_000] as const;
/** Notices that wait for a channel, over all channels. */
const WAITING_MAX = 2_000;
/** Marks are kept as long as a task could be told again. */
const KEPT_DAYS = 7;

export interface Dispatcher extends Notifier {
  /** Resolves when nothing is on its way any more; waits in between are cut short. */
  stop(): Promise<void>;
  sweep(): Promise<void>;
}

export interface DispatcherDeps {
  /** Asked for each notice; one that is on its way keeps the way it took. */
  readonly channels: () => readonly ConfiguredChannel[];
  /** Asked before every attempt: who goes off duty is not paged by what still waits. */
  readonly isOnDuty: (account: string) => boolean;
  readonly store: Store;
  readonly clock: Clock;
  readonly counts: ComponentCounts;
  readonly logger: Logger;
  /** Rejects when the signal fires. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const { channels, isOnDuty, store, clock, counts, logger, wait } = deps;
  const underway = new Map<string, Promise<void>>();
  const stopping = new AbortController();

  const isSent = async (key: string): Promise<boolean> =>
    ((await store.query('SELECT FROM notices_sent WHERE key = $1', [key])).rowCount ?? 0) > 0;
  const mark = (key: string) =>
    store.query('INSERT INTO notices_sent (key) VALUES ($1) ON CONFLICT (key) DO NOTHING', [key]);

  /** True when it is done with: sent, or hopeless. */
  const attempt = async ({ channel }: ConfiguredChannel, notice: Notice, key: string): Promise<boolean> => {
    try {
      if (await isSent(key)) return true;
      if (!isOnDuty(notice.officer)) {
        counts.dropped('off-duty');
        return true;
      }
      await channel.send(notice, key);
      counts.sent();
      await mark(key);
      return true;
    } catch (error) {
      counts.error();
      const { code, message } = error as AppError;
      logger.warn({ channel: channel.id, task: notice.task, why: message }, 'a notice was not taken');
      if (!(error instanceof AppError) || code !== 'NO_ADDRESS') return false;
      counts.dropped('no-address');
      return true;
    }
  };
  const deliver = async (way: ConfiguredChannel, notice: Notice, key: string): Promise<void> => {
    for (const afterMs of [0, ...RETRY_AFTER_MS]) {
      if (afterMs > 0) await wait(afterMs, stopping.signal);
      if (await attempt(way, notice, key)) return;
    }
    counts.dropped('given-up');
  };

  return {
    async notify(notice) {
      for (const way of channels()) {
        if (!takes(way.policy, notice.level, clock.nowMs())) continue;
        const key = `${notice.task}/${way.channel.id}`;
        if (underway.has(key)) continue;
        counts.received();
        if (underway.size >= WAITING_MAX) {
          counts.dropped('full');
          continue;
        }
        const running = deliver(way, notice, key)
          .catch(() => undefined)
          .finally(() => underway.delete(key));
        underway.set(key, running);
      }
    },
    async stop() {
      stopping.abort();
      await Promise.all(underway.values());
    },
    async sweep() {
      await store.query(`DELETE FROM notices_sent WHERE at < now() - interval '${KEPT_DAYS} days'`);
    },
  };
}
