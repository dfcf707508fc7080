import type { Handover } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { fixtureAlarms } from '../../ui/harness/fixture-alarms.ts';
import { markdownOf, reportOf } from './handover-report.ts';

const [alarm] = fixtureAlarms(1e9);
const empty: Handover = {
  ...{ timeline: 'live', fromMs: 0, toMs: 8 * 3_600_000, open: [], shelved: [], quiet: [], notes: [] },
  ...{ rules: [], service: [], raised: 0, closed: 0, figures: null, response: null },
};
const names = { asset: () => undefined, officer: () => undefined };

test('a quiet shift says so in every section', () => {
  const { sections, shift } = reportOf(empty, names);
  expect(shift).toContain('1970-01-01 08:00');
  for (const { rows, none } of sections) {
    expect(rows).toEqual([]);
    expect(none).not.toBe('');
  }
  expect(markdownOf(reportOf(empty, names)).match(/^## /gm)).toHaveLength(sections.length);
});

test('what was shelved carries who, why and how long; a text of a person cannot break the table', () => {
  const shelved = {
    ...alarm!,
    state: 'shelved' as const,
    shelvedUntil: empty.toMs + 60_000,
    reason: 'a | b\nc',
    by: 'operator',
  };
  const report = reportOf({ ...empty, shelved: [shelved] }, names);
  const row = report.sections.flatMap(({ rows }) => rows)[0];
  expect(row).toContain('operator');
  expect(row?.join()).toContain('01:00');
  expect(markdownOf(report)).toContain('a \\| b c');
});
