/**
 * Keeps log and archive within their time. The log of telemetry, and of what is computed from it at length, is cut
 * where it is old, and only behind every consumer that has a cursor; alarms and facts are small and are the record of
 * what people did, so they stay.
 */
import type { Stream } from '@chengyun/contracts';
import type { Log } from '../log/log.ts';
import { trimLog } from '../log/trim-log.ts';
import { runExpiry } from '../privacy/expiry.ts';
import type { PrivacyBudget } from '../privacy/privacy-file.ts';
import type { Clock } from '../service/clock.ts';
import type { Logger } from '../service/logger.ts';
import type { Service } from '../service/service.ts';
import { dropOldAssessments } from './assessments.ts';
import { dropOldModels } from './forecast-models.ts';
import { dropOldForecasts } from './forecasts.ts';
import { dropOldObservations } from './retention.ts';
import type { Store } from './store.ts';

const TRIMMED: readonly Stream[] = ['telemetry', 'forecasts', 'assessments'];

export interface RetentionConfig {
  /** Age in wall time after which a logged batch may go, milliseconds. */
  readonly keepLogMs: number;
  /** Age after which a day of observations may go, milliseconds. */
  readonly keepObservationsMs: number;
  /** Age of the issue after which a forecast may go, milliseconds. */
  readonly keepForecastsMs: number;
  /** Pause between two runs, milliseconds. */
  readonly everyMs: number;
}

export interface RetentionDeps {
  readonly store: Store;
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What of people is kept how long. */
  readonly privacy: PrivacyBudget;
}

export interface Retention extends Service {
  /** One run; returns what went. */
  runOnce(): Promise<{ readonly batches: number; readonly days: readonly string[] }>;
}

export function createRetention(config: RetentionConfig, deps: RetentionDeps): Retention {
  const { store, log, clock, logger, privacy } = deps;
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<unknown> = Promise.resolve();

  const runOnce = async () => {
    const nowMs = clock.nowMs();
    let batches = 0;
    for (const stream of TRIMMED) {
      for (let partition = 0; partition < log.partitions(stream); partition++) {
        const before = await dispensableOffset(store, stream, partition, nowMs - config.keepLogMs);
        if (before > 0) batches += await trimLog(store, stream, partition, before);
      }
    }
    await dropOldAssessments(store, nowMs - config.keepObservationsMs);
    await dropOldForecasts(store, nowMs - config.keepForecastsMs);
    await dropOldModels(store);
    const keepReadingsMs = Math.min(config.keepObservationsMs, privacy.keepMs('readings') ?? Number.MAX_SAFE_INTEGER);
    const days = await dropOldObservations(store, nowMs - keepReadingsMs);
    const expired = await runExpiry(store, privacy, nowMs);
    if (Object.keys(expired).length > 0) logger.info({ expired }, 'what was past its days under privacy.yaml is gone');
    if (batches > 0 || days.length > 0) logger.info({ batches, days }, 'what was past its time is gone');
    return { batches, days };
  };
  const tick = () => {
    running = runOnce().catch((error: Error) => logger.error({ err: error }, 'retention failed, trying again later'));
  };

  return {
    runOnce,
    start: async () => {
      tick();
      timer = setInterval(tick, config.everyMs);
    },
    stop: async () => {
      if (timer !== null) clearInterval(timer);
      timer = null;
      await running;
    },
  };
}

/** Everything below it is older than `beforeMs` and behind every consumer; 0 while nobody consumes the partition. */
async function dispensableOffset(store: Store, stream: Stream, partition: number, beforeMs: number): Promise<number> {
  const { rows } = await store.query<{ before: number | null }>(
    `SELECT least(
       (SELECT min(next_offset) FROM cursors WHERE stream = $3 AND partition = $1),
       (SELECT base_offset + count FROM log_batches
        WHERE stream = $3 AND partition = $1 AND appended_at < $2 ORDER BY base_offset DESC LIMIT 1)) AS before
     WHERE EXISTS (SELECT FROM cursors WHERE stream = $3 AND partition = $1)
       AND EXISTS (SELECT FROM log_batches WHERE stream = $3 AND partition = $1 AND appended_at < $2)`,
    [partition, new Date(beforeMs).toISOString(), stream],
  );
  return rows[0]?.before ?? 0;
}
