/** Alerts of a file of Prometheus, or of the collection awesome-prometheus-alerts, which has a form of its own. */
import { AppError } from '@chengyun/platform/service/service.ts';
import { parse } from 'yaml';
import type { AlertText } from './draft.ts';
import { promDurationMs } from './parse.ts';

type Node = Readonly<Record<string, unknown>>;

const LIST_MAX = 20_000;

function listOf(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.filter((each): each is Node => typeof each === 'object' && each !== null) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function durationOf(value: unknown): number {
  const text = textOf(value);
  return text === '' ? 0 : promDurationMs(text);
}

/** Throws AppError when the text is no such file. Recording rules are left out; `recorded` counts them. */
export function readAlerts(
  file: string,
  text: string,
): { readonly alerts: readonly AlertText[]; readonly recorded: number } {
  let content: unknown;
  try {
    // Everything as it is written: `expr: 0x10` is an expression.
    content = parse(text, { maxAliasCount: 100, schema: 'failsafe' });
  } catch (cause) {
    throw new AppError('RULES', `${file} is not YAML: ${(cause as Error).message.split('\n')[0]}.`, { cause });
  }
  const groups = listOf(Object(content).groups);
  const rules = groups.flatMap((group) => [
    ...listOf(group.rules),
    ...listOf(group.services).flatMap(({ exporters }) =>
      listOf(exporters).flatMap((exporter) => listOf(exporter.rules)),
    ),
  ]);
  if (rules.length === 0) throw new AppError('RULES', `${file} has no groups with rules.`);
  if (rules.length > LIST_MAX) throw new AppError('RULES', `${file} has more than ${LIST_MAX} rules.`);
  const alerts = rules.flatMap((rule): AlertText[] => {
    const name = textOf(rule.alert ?? rule.name);
    const expr = textOf(rule.expr ?? rule.query);
    if (name === '' || expr === '') return [];
    const annotations: Node = Object(rule.annotations);
    return [
      {
        ...{ name, expr, forMs: durationOf(rule.for), keepFiringMs: durationOf(rule.keep_firing_for) },
        severity: textOf(Object(rule.labels).severity ?? rule.severity),
        summary: textOf(annotations.summary ?? annotations.description ?? rule.description),
      },
    ];
  });
  return { alerts, recorded: rules.length - alerts.length };
}
