import { expect, test } from 'vitest';
import { createSelfReport } from './self-report.ts';

const state = {
  ...{ clockSkewMs: 1500, waiting: 3, rateShare: null },
  statistics: { received: 12, sent: 9, error: 0, dropped: { 'queue-full': 2, 'outbox-full': 1 } },
};
const said = (observations: readonly { metric: string; value: number; at: number }[]) =>
  observations.map(({ metric, value, at }) => [metric, value, at]);

test('an agent says how it is, in the time of its readings', () => {
  const report = createSelfReport();
  expect(report.due(0, state)).toEqual([]);
  report.read(7_000);
  report.read(5_000);
  expect(said(report.due(0, state))).toEqual([
    ['agent.clock_skew', 1.5, 7_000],
    ['agent.waiting', 3, 7_000],
    ['agent.sent', 9, 7_000],
    ['agent.dropped', 3, 7_000],
  ]);
});

test('it speaks again only when readings went on for a minute, and not more often than its own clock allows', () => {
  const report = createSelfReport();
  report.read(0);
  report.due(0, state);
  expect(report.due(60_000, state)).toEqual([]);
  report.read(600_000);
  expect(report.due(5_000, state)).toEqual([]);
  expect(report.due(10_000, state)).toHaveLength(4);
  report.read(659_999);
  expect(report.due(90_000, state)).toEqual([]);
});

test('of a clock that it cannot judge it says nothing', () => {
  const report = createSelfReport();
  report.read(1);
  const metrics = report.due(0, { ...state, clockSkewMs: null }).map(({ metric }) => metric);
  expect(metrics).not.toContain('agent.clock_skew');
  expect(metrics).toHaveLength(3);
});

test('a camera also says how much of its rate a full box leaves it', () => {
  const report = createSelfReport();
  report.read(1);
  expect(said(report.due(0, { ...state, rateShare: 0.25 })).at(-1)).toEqual(['agent.rate_share', 0.25, 1]);
});
