/**
 * The tests by which Prometheus checks itself, on this engine, where the evaluation data is at hand. Files of alert rules
 * (`*.yml`) are run through translated rules; the instant expressions of these and of the scripts (`*.test`) as alerts
 * that fire where the expression has a result. What is left out is named and counted.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type InstantCase, readScript } from './promqltest-file.ts';
import { checkInstant, draftFor, keyWithoutName, type Outcome, runAlert } from './promtool-case.ts';
import { type PromtoolFile, type PromtoolGroup, readPromtoolFile } from './promtool-file.ts';
import type { PromSeries } from './run-draft.ts';

const data = process.env.CHENGYUN_DATA_DIR ?? new URL('../../../shared/data', import.meta.url).pathname;
const folder = `${data}/peer-corpora/prometheus`;
const absent = !existsSync(folder);
const open = (name: string) => readFileSync(`${folder}/${name}`, 'utf8');

const HISTOGRAMS = 'out of scope: native histograms';
const RECORDED = 'out of scope: recording rules';
const COMPARED = 'out of scope: how promtool compares';
const RANGES = 'out of scope: ranges of results';
const ERRORS = 'out of scope: errors of evaluation';
/** The asset keeps the labels of its own side. */
const TAKEN = 'different: labels that a match takes over';
const BEYOND = 'different: numbers that no sensor gives: NaN, Inf, 1e16 and more';

/** Sums of larger numbers lose what Prometheus keeps by compensation; no sensor gives them. */
const LARGE = 1e16;

function outOfScope(group: PromtoolGroup, expr: string, { recorded }: PromtoolFile): string | null {
  if (group.name.includes('fuzzy')) return 'how promtool compares';
  if (recorded.some((name) => expr.includes(name))) return 'recording rules';
  if (group.series.some(({ text, read }) => expr.includes(text) && isHistogram(read))) return 'native histograms';
  return null;
}

function isHistogram(read: () => unknown): boolean {
  try {
    read();
    return false;
  } catch {
    return true;
  }
}

const seriesOf = (group: PromtoolGroup): PromSeries[] =>
  group.series.flatMap(({ read }) => (isHistogram(read) ? [] : [read()]));

/** Every check of a file in words: what it asks, and how it came out. */
function runFile(name: string): string[] {
  const file = readPromtoolFile(open(name), open);
  return (file?.groups ?? []).flatMap((group) => {
    const alerts = group.alerts.map(({ atMs, alert, expected }) => {
      const rule = file?.alerts.find((each) => each.name === alert);
      const made = rule && draftFor(rule);
      const firing =
        made && typeof made !== 'string' ? runAlert(made, seriesOf(group), group.everyMs, atMs).firing : [];
      const wanted = expected.map((labels) =>
        keyWithoutName(Object.fromEntries(Object.entries(labels).filter(([label]) => !rule?.added.includes(label)))),
      );
      const isSame = JSON.stringify(firing.map(keyWithoutName).sort()) === JSON.stringify(wanted.sort());
      return `alert ${alert} at ${atMs / 60_000} min: ${isSame ? 'same' : 'different'}`;
    });
    const instants = group.instants.map(({ atMs, expr, results }) => {
      if (expr === 'count(ALERTS) by (alertname, alertstate)')
        return `states at ${atMs / 60_000} min: ${statesOf(file!, group, atMs)}`;
      const reason = outOfScope(group, expr, file!);
      if (reason !== null) return `out of scope: ${reason}`;
      return `${expr} at ${atMs / 1000} s: ${wordOf(checkInstant(expr, atMs, seriesOf(group), results()))}`;
    });
    return [...alerts, ...instants];
  });
}

function statesOf(file: PromtoolFile, group: PromtoolGroup, atMs: number): string {
  return file.alerts
    .flatMap((alert) => {
      const made = draftFor(alert);
      if (typeof made === 'string') return [made];
      const { firing, pending } = runAlert(made, seriesOf(group), group.everyMs, atMs);
      return [...firing.map(() => `${alert.name} firing`), ...pending.map(() => `${alert.name} pending`)];
    })
    .join(', ');
}

const wordOf = (outcome: Outcome) => (outcome.kind === 'not-stated' ? `not stated: ${outcome.reason}` : outcome.kind);

/** Why a result may differ and yet the rule mean the same; null when there is no such reason. */
function whyDifferent({ expr, series, expected }: InstantCase): string | null {
  if (/group_(left|right)\s*\(\w/i.test(expr)) return 'labels that a match takes over';
  const read = series.filter(
    ({ labels }) => expr.includes('{job=') || expr.includes(labels.__name__ ?? '') || expr.includes('__name__'),
  );
  const numbers = [...read.flatMap(({ samples }) => samples), ...expected.map(({ value }) => value)];
  const isBeyond = numbers.some((each) => typeof each === 'number' && !(Math.abs(each) < LARGE));
  return isBeyond ? 'numbers that no sensor gives: NaN, Inf, 1e16 and more' : null;
}

function countScript(name: string): {
  readonly counts: Record<string, number>;
  readonly unexplained: readonly string[];
} {
  const counts: Record<string, number> = {};
  const unexplained: string[] = [];
  for (const each of readScript(open(name))) {
    const outcome = each.outOfScope === null ? checkInstant(each.expr, each.atMs, each.series, each.expected) : null;
    const why = outcome?.kind === 'different' ? whyDifferent(each) : null;
    if (outcome?.kind === 'different' && why === null) unexplained.push(`${each.expr}: ${outcome.what}`);
    const word =
      outcome === null
        ? `out of scope: ${each.outOfScope}`
        : outcome.kind === 'different'
          ? `different: ${why}`
          : outcome.kind;
    counts[word] = (counts[word] ?? 0) + 1;
  }
  return { counts, unexplained };
}

describe.skipIf(absent)(
  absent ? `tests of Prometheus (not run: no ${folder}; set CHENGYUN_DATA_DIR)` : 'tests of Prometheus',
  () => {
    test.each<[string, readonly string[]]>([
      [
        'unittest.yml',
        [
          ...[
            'timestamp(test_full) at 0 s: same',
            'timestamp(test_full) at 60 s: same',
            'timestamp(test_full) at 120 s: same',
          ],
          ...['test_repeat at 120 s: same', 'test_increase at 120 s: same', HISTOGRAMS, HISTOGRAMS, HISTOGRAMS],
          ...['test_stale at 59 s: same', 'test_stale at 60 s: same'],
          ...['timestamp(test_missing) at 299 s: same', 'timestamp(test_missing) at 300 s: same', 'test at 0 s: same'],
          ...[RECORDED, RECORDED],
          ...['alert AlwaysFiring at 1440 min: same', 'alert InstanceDown at 1440 min: same'],
          ...['alert AlwaysFiring at 0 min: same', 'alert InstanceDown at 0 min: same'],
          'states at 4 min: InstanceDown pending, AlwaysFiring firing',
          ...[RECORDED, RECORDED, RECORDED, RECORDED, RECORDED, RECORDED],
        ],
      ],
      // It is there to fail: each check differs, as it does in promtool.
      [
        'failing.yml',
        [
          'alert Test at 0 min: different',
          'test at 0 s: different',
          'alert InstanceDown at 5 min: different',
          'alert AlwaysFiring at 5 min: different',
        ],
      ],
      // The second is called a wrong test.
      ['rules_run.yml', ['test at 0 s: same', 'test at 0 s: different']],
      ['rules_run_fuzzy.yml', [COMPARED, COMPARED, COMPARED, COMPARED]],
      ['no-test-group-interval.yml', ['test at 59 s: same', 'test at 60 s: same']],
      [
        'long-period.yml',
        ['timestamp(test) at 0 s: same', 'test at 8640000 s: same', 'timestamp(test) at 9218880000 s: same', RECORDED],
      ],
    ])('%s: each check comes out as in promtool', (name, expected) => {
      expect(runFile(name)).toEqual(expected);
    });

    test('files without tests, and one that only asks for an error, are no cases', () => {
      for (const name of ['rules.yml', 'rules_duplicates.yml', 'at-modifier.yml']) expect(runFile(name)).toEqual([]);
      expect(runFile('at-modifier-test.yml')).toEqual([]);
      // Two partners for one label set: Prometheus refuses to evaluate, a rule takes the first of them.
      expect(runFile('bad-promql.yml')).toHaveLength(1);
    });

    test.each<[string, Record<string, number>]>([
      [
        'operators.test',
        { same: 81, [TAKEN]: 9, [BEYOND]: 2, 'not-stated': 7, [RANGES]: 101, [ERRORS]: 6, [HISTOGRAMS]: 8 },
      ],
      ['aggregators.test', { same: 48, [BEYOND]: 21, 'not-stated': 61, [RANGES]: 7, [ERRORS]: 4, [HISTOGRAMS]: 19 }],
      ['functions.test', { same: 104, [BEYOND]: 37, 'not-stated': 150, [RANGES]: 37, [ERRORS]: 7, [HISTOGRAMS]: 96 }],
      ['selectors.test', { same: 30, 'not-stated': 1 }],
      ['trig_functions.test', { 'not-stated': 19 }],
      ['range_queries.test', { 'not-stated': 2, [RANGES]: 13, [HISTOGRAMS]: 3 }],
    ])('%s: what can be said has the results of Prometheus', (name, expected) => {
      const { counts, unexplained } = countScript(name);
      expect(unexplained).toEqual([]);
      expect(counts).toEqual(expected);
    });
  },
);
