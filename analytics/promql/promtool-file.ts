/** A file of unit tests as promtool reads it: groups of series with expected alerts and results. */
import { parse } from 'yaml';
import type { AlertText } from './draft.ts';
import { promDurationMs } from './parse.ts';
import type { Labels } from './population.ts';
import type { PromResult } from './promtool-case.ts';
import { readAlerts } from './rule-file.ts';
import type { PromSeries } from './run-draft.ts';
import { promNumber, readLabels, samplesOf } from './series-notation.ts';

export interface PromtoolGroup {
  readonly name: string;
  readonly everyMs: number;
  readonly series: readonly { readonly text: string; readonly read: () => PromSeries }[];
  readonly alerts: readonly { readonly atMs: number; readonly alert: string; readonly expected: readonly Labels[] }[];
  readonly instants: readonly {
    readonly atMs: number;
    readonly expr: string;
    readonly results: () => readonly PromResult[];
  }[];
}

/** An alert with the labels that it adds to those of its series. */
export interface PromtoolAlert extends AlertText {
  readonly added: readonly string[];
}

export interface PromtoolFile {
  readonly groups: readonly PromtoolGroup[];
  readonly alerts: readonly PromtoolAlert[];
  /** Names of series that recording rules make. */
  readonly recorded: readonly string[];
}

/** `values: 0x10` is eleven zeros, and not the number sixteen. */
const AS_TEXT = { schema: 'failsafe' } as const;

type Node = Readonly<Record<string, unknown>>;

function listOf(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.map((each) => Object(each) as Node) : [];
}

function msOf(value: unknown, otherwise = '0'): number {
  return promDurationMs(String(value ?? otherwise));
}

/** null for a file that holds no tests. `open` gives the text of a rule file. */
export function readPromtoolFile(text: string, open: (name: string) => string): PromtoolFile | null {
  const content = Object(parse(text, AS_TEXT)) as Node;
  if (!Array.isArray(content.tests)) return null;
  const names = Array.isArray(content.rule_files) ? content.rule_files.map(String) : [];
  const ruleTexts = names.map((name) => ({ name, text: open(name) }));
  const rules = ruleTexts.flatMap((file) =>
    listOf((Object(parse(file.text, AS_TEXT)) as Node).groups).flatMap((group) => listOf(group.rules)),
  );
  const alerts = ruleTexts.flatMap((file) => readAlerts(file.name, file.text).alerts);
  return {
    alerts: alerts.map((alert) => {
      const rule = rules.find((each) => each.alert === alert.name);
      return { ...alert, added: Object.keys(Object(rule?.labels)) };
    }),
    recorded: rules.flatMap((rule) => (rule.record === undefined ? [] : [String(rule.record)])),
    groups: listOf(content.tests).map((group, i) => groupOf(group, content, `test ${i + 1}`)),
  };
}

function groupOf(group: Node, content: Node, name: string): PromtoolGroup {
  const everyMs = msOf(content.evaluation_interval, '1m');
  const intervalMs = group.interval === undefined ? everyMs : msOf(group.interval);
  return {
    name: String(group.name ?? name),
    everyMs,
    series: listOf(group.input_series).map(({ series, values }) => ({
      text: String(series),
      read: () => ({ labels: readLabels(String(series)).labels, intervalMs, samples: samplesOf(String(values)) }),
    })),
    alerts: listOf(group.alert_rule_test).map((each) => ({
      atMs: msOf(each.eval_time),
      alert: String(each.alertname),
      expected: listOf(each.exp_alerts).map(({ exp_labels: labels }) => Object(labels ?? {}) as Labels),
    })),
    instants: listOf(group.promql_expr_test).map((each) => ({
      atMs: msOf(each.eval_time),
      expr: String(each.expr),
      results: () =>
        listOf(each.exp_samples).map(({ labels, value }) => ({
          labels: readLabels(String(labels ?? '')).labels,
          value: promNumber(String(value ?? 'nan')),
        })),
    })),
  };
}
