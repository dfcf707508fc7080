import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Observation } from '@chengyun/contracts';
import { createManualClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { afterAll, expect, test } from 'vitest';
import { createSeededChance } from '../../../agent/chance.ts';
import { createDriverBench } from '../../../testing/driver-bench.ts';
import { INTAKE_MAX } from '../../intake.ts';
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
    ).create({
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

test('a recording that cannot be read is a state of health in one sentence, and so is its end', async () => {
  const missing = { kind: 'file', path: '/nowhere/x.csv', timeColumn: 't', valueColumn: 'v', metric: 'rain.intensity' };
  const broken = createDriverBench(missing);
  await broken.driver.start();
  await broken.until(() => broken.driver.fault?.()?.startsWith('/nowhere/x.csv cannot be read: ENOENT') === true);
  expect(broken.driver.connected()).toBe(false);
  expect(broken.rejected.get('source')).toBe(1);
  const whole = createDriverBench({ ...missing, path, pace: 1e9 });
  await whole.driver.start();
  await whole.until(() => whole.driver.fault?.() === `${path} is played to its end.`);
  expect(whole.observations).toHaveLength(3);
  await whole.driver.stop();
});

test('at most so many readings are on their way to the disk', async () => {
  const long = join(folder, 'long.csv');
  const rows = Array.from({ length: INTAKE_MAX + 50 }, (_, n) => `1000000000,${n}`);
  writeFileSync(long, `t,v\n${rows.join('\n')}\n`);
  const held: (() => void)[] = [];
  const config = { kind: 'file', path: long, timeColumn: 't', valueColumn: 'v', metric: 'rain.intensity', pace: 1e9 };
  const { driver, until } = createDriverBench(config, {
    observe: () => new Promise<void>((resolve) => held.push(resolve)),
    clock: createManualClock(5_000),
  });
  await driver.start();
  await until(() => held.length === INTAKE_MAX);
  for (const release of held.splice(0)) release();
  await until(() => held.length === 50);
  for (const release of held.splice(0)) release();
  await driver.stop();
});

test('a driver that does not exist is named with those that do', () => {
  expect(() => readDriver({ kind: 'modem' }, 'sensors.json.devices[0].driver')).toThrow(
    'sensors.json.devices[0].driver.kind "modem" is no driver; there are: simulator, file, http-poll',
  );
});
