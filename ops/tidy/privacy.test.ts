/** privacy.yaml against what the code would collect and show. */
import { DATA_OF_VIEW, ROUTE_ACCESS } from '@chengyun/console/server/access/access-table.ts';
import { metricStandards } from '@chengyun/domains/index.ts';
import { readPrivacy } from '@chengyun/platform/privacy/privacy-file.ts';
import { expect, it } from 'vitest';

const privacy = readPrivacy();

it('names every metric of every domain: another one would be refused by ingest', () => {
  expect([...metricStandards().keys()].filter((metric) => !privacy.collectsMetric(metric))).toEqual([]);
});

it('names every kind of data that a route or a view shows, for every role that may come there', () => {
  const wrong: string[] = [];
  for (const [line, { to, data }] of Object.entries(ROUTE_ACCESS)) {
    if (data === undefined) continue;
    for (const role of to) if (!privacy.who(data).includes(role)) wrong.push(`${line} shows ${data} to ${role}`);
  }
  expect(wrong).toEqual([]);
  for (const kinds of Object.values(DATA_OF_VIEW)) for (const kind of kinds) expect(privacy.who(kind)).toBeDefined();
});
