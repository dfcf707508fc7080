import type { Incident } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { SLA_DEFAULT } from '../sla/sla-config.ts';
import { hopTimings } from './hop-timings.ts';

const hops = {
  ...{ observed: 0, sent: 0, committed: 700_000, fired: 701_000, shown: 701_000, acknowledged: 701_000 },
  ...{ dispatched: 710_000, delivered: null, seen: null, accepted: null, onScene: null, resolved: null },
  ...{ verified: null, closed: null },
} satisfies Incident['hops'];
const took = (rule: string) =>
  Object.fromEntries(
    hopTimings({ hops, peak: 'yellow', rule }, SLA_DEFAULT, 1).map(({ hop, tookMs, limitMs }) => [
      hop,
      [tookMs, limitMs],
    ]),
  );

test('a report that lay at the desk for twelve minutes is the desk’s lateness and not that of a machine', () => {
  expect(took('report.hazard')).toMatchObject({
    ...{ sent: [null, null], committed: [null, null], fired: [null, null], shown: [null, null] },
    acknowledged: [701_000, 600_000],
    dispatched: [9000, 900_000],
  });
  expect(took('flood.tide-level')).toMatchObject({ committed: [700_000, null], acknowledged: [0, 600_000] });
});
