import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Observation } from '@chengyun/contracts';
import { afterAll, expect, test } from 'vitest';
import { createFileReplay, type FileReplayConfig, fileReplayConfig, msFromText } from './file-replay.ts';

const folder = mkdtempSync(join(tmpdir(), 'file-replay-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const path = join(folder, 'levels.csv');
writeFileSync(
  path,
  [
    'station,series,time_utc,"level, m"',
    'a,OBS,2014-07-04T00:00:00Z,1.5',
    'b,OBS,2014-07-04T00:00:00Z,9',
    'a,"MODEL",2014-07-04T00:00:00Z,2',
    'a,OBS,2014-07-04 00:06:00,"1.6"',
    'a,OBS,yesterday,1.7',
    'a,OBS,2014-07-04T00:12:00Z,',
    '',
    'a,OBS,2014-07-04T02:18:00+02:00,-0.25',
  ].join('\r\n'),
);
const config: FileReplayConfig = {
  path,
  timeColumn: 'time_utc',
  valueColumn: 'level, m',
  where: { station: 'a', series: 'OBS' },
  metric: 'water.level',
  asset: 'gauge-a',
  unit: 'm',
  scale: 2,
  offset: 1,
};

test('the rows of one series become observations, the bad ones are counted with a reason', async () => {
  const rejected: string[] = [];
  const readings: Observation[] = [];
  for await (const reading of createFileReplay(config, (reason) => rejected.push(reason)).readings()) {
    readings.push(reading);
  }
  const at = Date.UTC(2014, 6, 4);
  const fixed = { metric: 'water.level', asset: 'gauge-a', unit: 'm' };
  expect(readings).toEqual([
    { ...fixed, at, value: 4 },
    { ...fixed, at: at + 360_000, value: 4.2 },
    { ...fixed, at: at + 1_080_000, value: 0.5 },
  ]);
  expect(rejected).toEqual(['time', 'value']);
});

test('a missing column is named', async () => {
  const readings = createFileReplay({ ...config, valueColumn: 'depth' }).readings();
  await expect(readings.next()).rejects.toThrow(
    `${path} has no column "depth"; it has: station, series, time_utc, level, m.`,
  );
});

test('a missing file is one sentence', async () => {
  const readings = createFileReplay({ ...config, path: '/nowhere/x.csv' }).readings();
  await expect(readings.next()).rejects.toThrow(/^\/nowhere\/x.csv cannot be read: ENOENT/);
});

test('times are read as ISO 8601, epoch seconds and epoch milliseconds', () => {
  expect(msFromText('2014-07-04')).toBe(Date.UTC(2014, 6, 4));
  expect(msFromText('1404432000')).toBe(1_404_432_000_000);
  expect(msFromText('1404432000123')).toBe(1_404_432_000_123);
  expect(msFromText('noon')).toBeNull();
});

test('a column that says how good a reading is becomes its quality, in the words of the recording', async () => {
  const graded = join(folder, 'graded.csv');
  writeFileSync(
    graded,
    't,v,q\n1404432000,1,good\n1404432060,2,suspect\n1404432120,3,bad\n1404432180,4,not evaluated\n',
  );
  const series = { path: graded, timeColumn: 't', valueColumn: 'v', metric: 'water.level', qualityColumn: 'q' };
  const { qualities } = fileReplayConfig(series, 'test');
  const said: unknown[] = [];
  for await (const { quality } of createFileReplay({ ...series, qualities }).readings()) said.push(quality?.verdict);
  expect(said).toEqual(['good', 'uncertain', 'bad', undefined]);
  expect(() => fileReplayConfig({ ...series, qualities: { suspect: 'poor' } }, 'test')).toThrow(
    'test.qualities.suspect must be one of good, uncertain, bad',
  );
});
