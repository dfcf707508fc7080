import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Observation } from '@chengyun/contracts';
import { createManualClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { afterAll, expect, test } from 'vitest';
import { createSeededChance } from '../../../agent/chance.ts';
import { readDriver } from '../index.ts';

const folder = mkdtempSync(join(tmpdir(), 'file-driver-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'rain.csv');
writeFileSync(path, 't,v\n1000000000,1\n1000000060,2\n1000000120,3\n');

function play(config: object): Promise<Observation[]> {
  return new Promise((resolve) => {
    const seen: Observation[] = [];
    const driver = readDriver(
      { kind: 'file', path, timeColumn: 't', valueColumn: 'v', metric: 'rain.intensity', ...config },
      'test',
    )({
      device: 'rain-1',
      observe: async (observation) => {
        if (seen.push(observation) === 3) resolve(seen);
      },
      report: async () => undefined,
      rejected: () => expect.unreachable(),
      clock: createManualClock(5_000),
      chance: createSeededChance(1),
      logger: silentLogger,
      basePort: 8600,
    });
    void driver.start();
  });
}

test('the rhythm of the recording is kept, divided by the pace, from now on', async () => {
  const readings = await play({ pace: 60_000 });
  expect(readings.map(({ at, value }) => [at, value])).toEqual([
    [5000, 1],
    [5001, 2],
    [5002, 3],
  ]);
});

test('the recorded times are kept on request', async () => {
  const readings = await play({ pace: 1e9, shiftToNow: false });
  expect(readings.map(({ at }) => at)).toEqual([1_000_000_000_000, 1_000_000_060_000, 1_000_000_120_000]);
});

test('a driver that does not exist is named with those that do', () => {
  expect(() => readDriver({ kind: 'modem' }, 'sensors.json.devices[0].driver')).toThrow(
    'sensors.json.devices[0].driver.kind "modem" is no driver; there are: simulator, file, http-poll',
  );
});
