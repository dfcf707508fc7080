import type { BackTest, SetResult } from '@chengyun/analytics/backtest/back-test.ts';
import { diffAlarms } from '@chengyun/analytics/backtest/diff.ts';
import type { Episode } from '@chengyun/analytics/backtest/episodes.ts';
import { operatorLoad } from '@chengyun/analytics/backtest/load.ts';
import { scoreAlarms } from '@chengyun/analytics/backtest/score.ts';
import { expect, test } from 'vitest';
import { pageOf } from './page.ts';
import { createProgressBar } from './progress-bar.ts';
import { timeOf } from './span.ts';
import { sparkline } from './sparkline.ts';
import { linesOf } from './words.ts';

const FROM = Date.UTC(2026, 8, 10, 18);
const HOUR = 3_600_000;
const TO = FROM + 6 * HOUR;

function episode(part: Partial<Episode>): Episode {
  const raisedAt = part.raisedAt ?? FROM + HOUR;
  return {
    ...{ id: 'a', rule: 'flood.tide-level', ruleVersion: 2, asset: 'gauge-<1>', condition: 'abnormal' },
    ...{ title: { zh: '高潮', en: 'High & rising' }, raisedAt, clearedAt: raisedAt + HOUR, peak: 'orange' },
    ...{ levels: [{ at: raisedAt, level: 'orange' }], calls: [raisedAt] },
    ...part,
  };
}

function setOf(episodes: readonly Episode[]): SetResult {
  const byPeak = { blue: 0, yellow: 0, orange: episodes.length, red: 0 };
  const rule = { rule: 'flood.tide-level', version: 2, fires: episodes.length, calls: 1, byPeak, standingMin: 60 };
  return { rules: [rule], fires: episodes.length, load: operatorLoad(episodes, FROM, TO, 1), episodes };
}

const now = [
  episode({ raisedAt: FROM + HOUR - 300_000 }),
  episode({ id: 'b', asset: 'gauge-2', raisedAt: FROM + 3 * HOUR }),
];
const before = [episode({}), episode({ id: 'c', asset: 'gauge-3' })];
const truth = [
  { asset: 'gauge-<1>', fromMs: FROM + HOUR, toMs: FROM + 2 * HOUR, kind: 'tide-level', level: 'orange' as const },
  { asset: 'gauge-3', fromMs: FROM + HOUR, toMs: FROM + 2 * HOUR, kind: null, level: 'blue' as const },
];
const report: BackTest = {
  ...{ timeline: 'live', fromMs: FROM, toMs: TO, warmUpFromMs: FROM - HOUR, series: 3, observations: 900, seconds: 2 },
  ticks: { are: 'derived', count: 420, stepMs: 60_000 },
  ...{ timesRealTime: 12_600, observationsPerS: 450, tested: setOf(now), against: setOf(before) },
  ...{
    diff: diffAlarms(now, before),
    score: scoreAlarms(now, truth),
    scoredBy: 'truth',
    againstScore: null,
    withoutForecasts: [],
  },
};

test('the page holds everything itself, with text from rules and assets made safe', () => {
  const page = pageOf(report);
  expect(page).not.toMatch(/<script|src=|href=|https?:/);
  expect(page).toContain('gauge-&lt;1&gt;');
  expect(page).not.toContain('gauge-<1>');
  expect(page.match(/class="lane">/g)?.length).toBe(4);
  expect(page).toContain('50.0%');
});

test('the lines say what was found, missed and moved', () => {
  const text = linesOf(report).join('\n');
  expect(text).toContain('POD 50.0 % (1 of 2), FAR 50.0 % (1 of 2)');
  expect(text).toContain('0 the same, 1 added, 1 gone, 1 earlier, 0 later');
  expect(text).toContain('< 2026-09-11 02:55:00  flood.tide-level gauge-<1> orange  -5.0 min');
  expect(text).toContain('made every 60 s, because none are stored');
});

test('a sparkline keeps the peak of what it puts together, and shows nothing as nothing', () => {
  expect(sparkline([0, 1, 0, 8], 4)).toBe(' ▁ █');
  expect(sparkline([0, 0, 8, 0, 0, 0], 3)).toBe(' █ ');
  expect(sparkline([0, 0], 2)).toBe('  ');
});

test('times without a zone are Shanghai times; what is no time is refused by the name of its option', () => {
  expect(timeOf('2026-09-11', 'from', 0)).toBe(Date.UTC(2026, 8, 10, 16));
  expect(timeOf('2026-09-11T02:00', 'from', 0)).toBe(Date.UTC(2026, 8, 10, 18));
  expect(timeOf('2026-09-11T02:00Z', 'from', 0)).toBe(Date.UTC(2026, 8, 11, 2));
  expect(timeOf('-2d', 'from', 2 * 86_400_000 + 5)).toBe(5);
  expect(() => timeOf('yesterday', 'to', 0)).toThrow('--to "yesterday" is no time');
});

test('the bar redraws at its pace and no faster', () => {
  const written: string[] = [];
  let nowMs = 0;
  const bar = createProgressBar({ write: (text) => written.push(text), isTTY: true }, () => nowMs);
  for (nowMs = 0; nowMs < 1_000; nowMs += 10) bar.show(nowMs / 1_000, 'reading');
  expect(written.length).toBe(10);
  expect(written.at(-1)).toContain(' 90 %  reading');
});
