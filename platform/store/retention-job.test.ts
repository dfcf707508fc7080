import { expect, test } from 'vitest';
import { createPostgresLog } from '../log/postgres-log.ts';
import { readPrivacy } from '../privacy/privacy-file.ts';
import { createManualClock, systemClock } from '../service/clock.ts';
import { silentLogger } from '../service/logger.ts';
import { withTestDatabase } from '../testing/test-database.ts';
import { writeCursor } from './cursors.ts';
import { DAY_MS, ensurePartitions } from './partitions.ts';
import { createRetention } from './retention-job.ts';

const database = withTestDatabase();

test('the log is cut where it is old and behind every consumer; days of observations go by their own age', async () => {
  const store = database.store();
  const clock = createManualClock(systemClock.nowMs());
  const log = createPostgresLog(store, { partitions: { telemetry: 1 } });
  const writer = await log.acquire('telemetry', 0, 'ingest');
  for (let n = 1; n <= 5; n++) await writer.append(['a', 'b'], { producer: 'p', producerSeq: n });
  const today = Math.floor(clock.nowMs() / DAY_MS) * DAY_MS;
  await ensurePartitions(store, today, today);
  const config = { keepLogMs: DAY_MS, keepObservationsMs: 3 * DAY_MS, keepForecastsMs: DAY_MS, everyMs: 3_600_000 };
  const retention = createRetention(config, { store, log, clock, logger: silentLogger, privacy: readPrivacy() });

  clock.advance(2 * DAY_MS);
  expect(await retention.runOnce()).toEqual({ batches: 0, days: [] });
  await writeCursor(store, 'archive', 'telemetry', 0, 10);
  await writeCursor(store, 'analytics', 'telemetry', 0, 5);
  expect(await retention.runOnce()).toEqual({ batches: 2, days: [] });
  await writeCursor(store, 'analytics', 'telemetry', 0, 10);
  clock.advance(-1.5 * DAY_MS);
  expect(await retention.runOnce()).toEqual({ batches: 0, days: [] });
  clock.advance(4.5 * DAY_MS);
  const { batches, days } = await retention.runOnce();
  expect([batches, days.length]).toEqual([3, 1]);
  await log.close();
});

test('it runs when started and leaves no timer behind', async () => {
  const store = database.store();
  const log = createPostgresLog(store, { partitions: { telemetry: 1 } });
  const config = { keepLogMs: 0, keepObservationsMs: 0, keepForecastsMs: 0, everyMs: 3_600_000 };
  const clock = createManualClock(systemClock.nowMs() + DAY_MS);
  const retention = createRetention(config, { store, log, clock, logger: silentLogger, privacy: readPrivacy() });
  const writer = await log.acquire('telemetry', 0, 'ingest');
  await writer.append(['x'], { producer: 'q', producerSeq: 1 });
  await writeCursor(store, 'archive', 'telemetry', 0, await log.head('telemetry', 0));
  await writeCursor(store, 'analytics', 'telemetry', 0, await log.head('telemetry', 0));
  await retention.start();
  await retention.stop();
  await retention.stop();
  expect((await store.query<{ n: number }>('SELECT count(*) AS n FROM log_batches')).rows).toEqual([{ n: 0 }]);
  await log.close();
});
