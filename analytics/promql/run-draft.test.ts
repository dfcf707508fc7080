import { expect, test } from 'vitest';
import type { RuleDraft } from './draft.ts';
import { checkInstant, draftFor, keyWithoutName } from './promtool-case.ts';
import { type DraftRun, type PromSeries, runDraft } from './run-draft.ts';
import { readLabels, samplesOf } from './series-notation.ts';

const MINUTE_MS = 60_000;

function series(text: string, values: string): PromSeries {
  return { labels: readLabels(text).labels, intervalMs: MINUTE_MS, samples: samplesOf(values) };
}

function draft(expr: string, forMin = 0, keepMin = 0): RuleDraft {
  const delays = { forMs: forMin * MINUTE_MS, keepFiringMs: keepMin * MINUTE_MS };
  const made = draftFor({ name: 'Made', expr, severity: 'warning', summary: '', ...delays });
  if (typeof made === 'string') throw new Error(made);
  return made;
}

/** F firing, p pending, . neither; one for each minute. */
function course(run: DraftRun, minutes: number): string {
  let states = '';
  for (let minute = 0; minute <= minutes; minute++) {
    run.advance(minute * MINUTE_MS);
    const isPending = run.states().some(({ explanation }) => explanation.verdict === 'pending');
    states += run.firing().length > 0 ? 'F' : isPending ? 'p' : '.';
  }
  return states;
}

const runOf = (made: RuleDraft, ...all: PromSeries[]) => runDraft(made, 'promtool', all);

test('an alert is pending for its time, fires, and resolves at once', () => {
  expect(course(runOf(draft('up == 0', 3), series('up{job="a"}', '1x1 0x5 1x3')), 10)).toBe('..pppFFF...');
});

test('a condition that breaks off begins to wait anew', () => {
  expect(course(runOf(draft('up == 0', 3), series('up', '0x1 1 0x5')), 8)).toBe('pp.pppFFF');
});

test('keep_firing_for holds it, and a condition that comes back is the same alert', () => {
  expect(course(runOf(draft('up == 0', 0, 2), series('up', '1 0 1 0 1x4')), 7)).toBe('.FFFFF..');
});

test('a series that falls silent resolves after five minutes, one that ends does at once', () => {
  expect(course(runOf(draft('up == 0'), series('up', '0x1')), 8)).toBe('FFFFFF...');
  expect(course(runOf(draft('up == 0'), series('up', '0x1 stale')), 4)).toBe('FF...');
});

test('absence is noticed from the beginning, when it comes and when it goes', () => {
  const made = draft('absent(up{job="a"})', 2);
  expect(course(runOf(made), 4)).toBe('ppFFF');
  expect(course(runOf(made, series('up{job="a"}', '1 _x7 1')), 9)).toBe('.....ppF..');
});

test('each label set is an alert of its own', () => {
  const run = runOf(
    draft('sum by (job) (rate(errors[5m])) / sum by (job) (rate(requests[5m])) > 0.5'),
    ...[series('errors{job="a",i="1"}', '0+60x10'), series('errors{job="a",i="2"}', '0+30x10')],
    ...[series('errors{job="b",i="1"}', '0+6x10'), series('requests{job="a",i="1"}', '0+60x10')],
    ...[series('requests{job="a",i="2"}', '0+60x10'), series('requests{job="b",i="1"}', '0+60x10')],
  );
  run.advance(10 * MINUTE_MS);
  expect(run.firing().map(keyWithoutName)).toEqual(['[["job","a"]]']);
});

test('results have the values of Prometheus', () => {
  const all = [
    series('b_bucket{le="1"}', '0+10x10'),
    series('b_bucket{le="2"}', '0+30x10'),
    series('b_bucket{le="+Inf"}', '0+40x10'),
    series('free{disk="c"}', '100-5x10'),
    series('size{disk="c"}', '200x10'),
    series('owner{disk="c",team="x"}', '1x10'),
  ];
  const at = 10 * MINUTE_MS;
  const c = readLabels('{disk="c"}').labels;
  for (const [expr, value] of [
    ['predict_linear(free[10m], 600)', 0],
    ['deriv(free[10m]) * 60', -5],
    ['max(free / size) * 100', 25],
    ['free * on (disk) group_left () owner', 50],
    ['timestamp(free) - time()', 0],
  ] as const) {
    const labels = expr.startsWith('max') ? {} : c;
    expect(checkInstant(expr, at, all, [{ labels, value }]), expr).toEqual({ kind: 'same' });
  }
  const median = checkInstant('histogram_quantile(0.5, rate(b_bucket[5m]))', at, all, [{ labels: {}, value: 1.5 }]);
  expect(median).toEqual({ kind: 'same' });
  expect(checkInstant('free > 60', at, all, [{ labels: c, value: 50 }])).toMatchObject({ kind: 'different' });
});
