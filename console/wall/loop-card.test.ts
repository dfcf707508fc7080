import { HOPS, type Hop, type Incident } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { loopHops } from './loop-card.tsx';

const none: Incident['hops'] = {
  ...(Object.fromEntries(HOPS.map((hop) => [hop, null])) as Record<Hop, null>),
};

test('what has happened says how long it took, the next hop runs, later ones are open', () => {
  const hops = loopHops({ ...none, observed: 1000, committed: 1300, fired: 1350, acknowledged: 9000 }, 21_000);
  expect(hops.slice(0, 6).map(({ tookMs }) => tookMs)).toEqual([0, null, 300, 50, null, 7650]);
  expect(hops[6]).toEqual({ hop: 'dispatched', tookMs: 12_000, state: 'waiting' });
  expect(hops.slice(7).every(({ state, tookMs }) => state === 'open' && tookMs === null)).toBe(true);
});

test('a hop that was skipped is no longer waited for, and time never runs backwards', () => {
  const hops = loopHops({ ...none, observed: 1000, fired: 900, resolved: 5000, verified: 5000 }, 6000);
  expect(hops.find(({ hop }) => hop === 'acknowledged')).toMatchObject({ state: 'done', tookMs: null });
  expect(hops.find(({ hop }) => hop === 'fired')?.tookMs).toBe(0);
  expect(hops.find(({ hop }) => hop === 'closed')).toMatchObject({ state: 'waiting', tookMs: 1000 });
});
