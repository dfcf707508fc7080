import { expect, test } from 'vitest';
import { CannotState } from './expression.ts';
import { importAlerts } from './import-rules.ts';
import { parsePromql } from './parse.ts';
import { translate } from './translate.ts';

const alert = (expr: string, name = 'Made') => ({
  ...{ name, expr, forMs: 300_000, keepFiringMs: 60_000, severity: 'critical' },
  summary: 'Queue of {{ $labels.instance }} is {{ $value | humanize }}',
});

test('a comparison of one series is one condition on the asset of the series', () => {
  const { inputs, formula, catalogue } = translate(parsePromql('queue_length{job="a"} > 10'), 'made');
  expect(inputs.queueLength).toMatchObject({ metric: 'made.queue-length', aggregate: 'last', maxAge: '4m59s999ms' });
  expect(formula.present).toBe('queueLength > 10.0');
  expect(catalogue.metrics).toEqual([
    { id: 'made.queue-length', name: 'queue_length', matchers: [{ label: 'job', op: '=', value: 'a' }] },
  ]);
});

test('an offset belongs to the series before it, as Prometheus reads it', () => {
  const expression = parsePromql('a / b{x="offset 1h"} offset 10m > 3');
  expect(expression).toMatchObject({
    op: '>',
    left: { op: '/', left: { name: 'a', offsetMs: 0 }, right: { name: 'b', offsetMs: 600_000 } },
  });
});

test('an aggregate of an expression is read from the assets that feed the group', () => {
  const { inputs, catalogue } = translate(parsePromql('sum by (job) (a / b) > 1'), 'made');
  expect(Object.values(inputs)[0]).toMatchObject({ give: 'a / b', from: { upstream: 1, combine: 'sum' } });
  expect(catalogue.kinds.map(({ feeds }) => feeds?.relation ?? null)).toEqual([
    null,
    { of: 'becomes', choice: { keep: 'by', labels: ['job'] } },
  ]);
});

test.each([
  'up == 0',
  'rate(errors_total[5m]) / rate(requests_total[5m]) * 100 > 5 and rate(requests_total[5m]) > 0',
  'up == 0 unless on(job) (sum by (job) (up) == 0)',
  'histogram_quantile(0.99, sum by (le, job) (rate(latency_bucket[5m]))) > 1',
  'time() - last_success_timestamp_seconds > 3600',
  'absent(up{job="a"})',
  'predict_linear(disk_free[1h], 4 * 3600) < 0',
  'avg without (cpu) (usage) - avg without (cpu) (usage offset 1d) > 10',
  'count by (job) (up == 0) > 3 or vector(0) > 1',
  'restarts * on (pod) group_left (team) owner > 2',
])('%s is compiled by the loader', (expr) => {
  const { results, reasons } = importAlerts([alert(expr)], 'made');
  expect(reasons).toEqual([]);
  const [result] = results;
  const text = result && 'draft' in result ? result.draft.text : '';
  expect(text).toContain('TO BE WRITTEN');
  expect(text).toContain('onDelay: 5m');
  expect(text).toContain('offDelay: 1m');
  expect(text).toContain('Queue of {asset} is {value:2}');
});

test.each([
  ['topk(3, a) > 1', 'topk() over label sets'],
  ['max_over_time(rate(a[5m])[1h:5m]) > 1', 'subquery: an expression evaluated at steps of its own'],
  ['sum by (team) (a * on (pod) group_left (team) owner) > 1', 'labels by which it groups come from another series'],
  ['avg_over_time(a[30d]) > 1', 'the loader: a window is longer than 8d'],
  ['a >', 'not PromQL'],
])('%s is refused with its reason', (expr, reason) => {
  expect(importAlerts([alert(expr)], 'made').reasons).toEqual([[reason, 1]]);
});

test('a constant reads no series and is not counted among those that do', () => {
  expect(importAlerts([alert('vector(1)')], 'made')).toMatchObject({ numeric: 0, statable: 0, constant: 1 });
});

test('what has no like is an error with its reason, not a guess', () => {
  expect(() => translate(parsePromql('quantile_over_time(0.5, a[1h]) > 1'), 'made')).toThrow(CannotState);
});
