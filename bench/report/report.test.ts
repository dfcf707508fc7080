import { expect, test } from 'vitest';
import { createReport } from './report.ts';
import { createSamples, rounded } from './samples.ts';

test('a figure is the median of the runs with the least and the greatest beside it', () => {
  const samples = createSamples();
  for (const rate of [24_000.4, 26_000.6, 25_000.5]) samples.add('messages_per_s', rate);
  expect(samples.figures()).toEqual({
    messages_per_s: 25_001,
    messages_per_s_min: 24_000,
    messages_per_s_max: 26_001,
  });
});

test('a group has a median for each member, the largest first', () => {
  const samples = createSamples();
  samples.addEach('resident_mb_by_process', { archive: 80, ingest: 90 });
  samples.addEach('resident_mb_by_process', { archive: 82, ingest: 94, ffmpeg: 33 });
  const { resident_mb_by_process: group } = samples.figures();
  expect(Object.entries(group ?? {})).toEqual([
    ['ingest', 92],
    ['archive', 81],
    ['ffmpeg', 33],
  ]);
});

test('what was not measured is not there', () => {
  expect(createSamples().figures()).toEqual({});
});

test('four digits are kept, and all whole ones', () => {
  expect([0.55123, 12.3456, 999.94, 1234.56, 234_567.8, 0].map(rounded)).toEqual([
    0.5512, 12.35, 999.9, 1235, 234_568, 0,
  ]);
});

test('the report is one object of known shape that names no machine', () => {
  const report = createReport({
    ...{ bench: 'spine', commit: 'abc1234', changed: false, runs: 3 },
    figures: { messages_per_s: 25_000 },
  });
  expect(Object.keys(report)).toEqual(['bench', 'commit', 'changed', 'machine', 'runs', 'figures']);
  expect(report).toMatchObject({ bench: 'spine', commit: 'abc1234', runs: 3, figures: { messages_per_s: 25_000 } });
  expect(Object.keys(report.machine)).toEqual(['cpu', 'cores', 'memory_gb']);
  expect(report.machine.cores).toBeGreaterThan(0);
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});
