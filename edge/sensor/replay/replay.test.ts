import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSeededChance } from '../../agent/chance.ts';
import { startTestBroker, type TestBroker } from '../../testing/test-broker.ts';
import type { FileReplayConfig } from '../drivers/file/file-replay.ts';
import { createReplay, type ReplayConfig, type ReplayProgress } from './replay.ts';

let folder: string;
let broker: TestBroker;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'replay-'));
  broker = await startTestBroker();
});
afterEach(async () => {
  await broker.close();
  rmSync(folder, { recursive: true, force: true });
});

const account = (device: string) => ({ device, credentials: { device, secret: 's' } });

function replayOf(series: ReplayConfig['series'], stepMs: number, onProgress?: (progress: ReplayProgress) => void) {
  const devices = [...new Set(series.map(({ device }) => device))].map(account);
  return createReplay(
    {
      mqttUrl: broker.url,
      outboxDir: join(folder, 'outbox'),
      series,
      devices,
      conductor: account('conductor'),
      stepMs,
    },
    {
      clock: systemClock,
      chance: createSeededChance(5),
      logger: silentLogger,
      ...(onProgress === undefined ? {} : { onProgress }),
    },
  );
}

/** A whole number of 3 s steps. */
const BEGIN_MS = 533_333_333 * 3000;

/** Everything that arrived, one line per item: times of observations, `clock <at>`. */
function story(): (string | number)[] {
  return broker.arrived.flatMap(({ payload }) =>
    (payload.items as { event?: string; at: number }[]).map(({ event, at }) => {
      const sinceMs = at - BEGIN_MS;
      return event ? `${event} ${sinceMs}` : sinceMs;
    }),
  );
}

test('a clock event follows when everything up to it is acknowledged, empty steps included', async () => {
  const path = join(folder, 'a.csv');
  const row = (sinceMs: number, name: string, value: number) => `${BEGIN_MS + sinceMs},${name},${value}`;
  const rows = [row(2000, 'a', 1), row(3000, 'b', 2), row(4000, 'a', 3), row(10_500, 'b', 4)];
  writeFileSync(path, ['time,name,value', ...rows].join('\n'));
  const file = (name: string): FileReplayConfig => ({
    path,
    timeColumn: 'time',
    valueColumn: 'value',
    where: { name },
    metric: 'water.level',
    asset: name,
  });
  const seen: number[] = [];
  const replay = replayOf(
    [
      { device: 'gauge-a', file: file('a') },
      { device: 'gauge-b', file: file('b') },
    ],
    3000,
    ({ at }) => seen.push(at - BEGIN_MS),
  );
  const summary = await replay.run();
  expect(story()[0]).toBe('clock 0');
  expect(new Set(story().slice(1, 3))).toEqual(new Set([2000, 3000]));
  expect(story().slice(3)).toEqual(['clock 3000', 4000, 'clock 6000', 'clock 9000', 10_500, 'clock 12000']);
  expect(seen).toEqual([0, 3000, 6000, 9000, 12_000]);
  expect(summary).toMatchObject({ steps: 5, observations: 4, dropped: 0 });
});

test('an abort ends the replay and closes everything', async () => {
  const path = join(folder, 'a.csv');
  writeFileSync(path, 'time,value\n1600000001000,1\n1600000002000,2\n');
  broker.hold = true;
  const file = { path, timeColumn: 'time', valueColumn: 'value', metric: 'water.level' };
  const running = new AbortController();
  const done = replayOf([{ device: 'gauge-a', file }], 1000).run(running.signal);
  await broker.until(() => broker.held() === 1);
  running.abort(new Error('enough'));
  await expect(done).rejects.toThrow('enough');
});

const data = process.env.CHENGYUN_DATA_DIR ?? new URL('../../../../shared/data', import.meta.url).pathname;
const arthur = join(data, 'water-arthur/sea_level.csv');

/** Rows of the four gauges without a value. */
const EMPTY_ROWS = 21;

test.skipIf(!existsSync(arthur))('four recorded tide gauges under a hurricane arrive whole and in order', async () => {
  const stations = ['8651370', '8658163', '8661070', '8665530'];
  const series = stations.map((station) => ({
    device: `gauge-${station}`,
    file: {
      path: arthur,
      timeColumn: 'time_utc',
      valueColumn: 'sea_surface_height_m',
      where: { station, series: 'OBS_DATA' },
      metric: 'water.level',
      asset: `gauge-${station}`,
    },
  }));
  const summary = await replayOf(series, 6 * 3_600_000).run();
  expect(summary).toMatchObject({ observations: 4 * 1684 - EMPTY_ROWS, dropped: EMPTY_ROWS });
  let clock = 0;
  const lastOf = new Map<string, number>();
  for (const { topic, payload } of broker.arrived) {
    for (const { event, at } of payload.items as { event?: string; at: number }[]) {
      if (event) clock = at;
      else {
        expect(at).toBeGreaterThan(clock);
        expect(at).toBeGreaterThan(lastOf.get(topic) ?? 0);
        lastOf.set(topic, at);
      }
    }
  }
  expect(lastOf.size).toBe(4);
});
