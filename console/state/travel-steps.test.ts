import type { ReplayView } from '@chengyun/contracts';
import { signal } from '@preact/signals-core';
import { expect, test } from 'vitest';
import type { Travel } from './live.ts';
import { createTravelSteps } from './travel-steps.ts';

const DAY_MS = 86_400_000;
const NOW_MS = 30 * DAY_MS;

function setup(replaying: Partial<ReplayView> | null) {
  const did: unknown[] = [];
  const travel: Travel = {
    seek: (atMs) => did.push(['seek', atMs]),
    setPace: (pace) => did.push(['pace', pace.speed, pace.isPaused]),
    toLive: () => did.push(['live']),
  };
  const live = { nowMs: NOW_MS, standing: { blue: 0, yellow: 0, orange: 0, red: 0 }, unacknowledged: 0, waiting: null };
  const known: ReplayView | null = replaying && {
    ...{ at: 0, speed: 1, isPaused: false, fromMs: NOW_MS - 7 * DAY_MS, toMs: NOW_MS - 5000, live },
    ...replaying,
  };
  const steps = createTravelSteps({ replay: signal(known), nowMs: signal(known?.at ?? NOW_MS) }, travel);
  return { steps, did };
}

test('a step back from now begins a replay; a step beyond its end leads back', () => {
  const { steps, did } = setup(null);
  steps.by(-60_000);
  expect(did).toEqual([['seek', NOW_MS - 60_000]]);
  const late = setup({ at: NOW_MS - 30_000 });
  late.steps.by(60_000);
  late.steps.by(10_000);
  expect(late.did).toEqual([['live'], ['seek', NOW_MS - 20_000]]);
});

test('nothing before the seven days is asked for', () => {
  const { steps, did } = setup(null);
  steps.to(0);
  expect(did).toEqual([['seek', NOW_MS - 7 * DAY_MS]]);
});

test('speeds go up and down within their list, and pausing keeps the speed', () => {
  const { steps, did } = setup({ speed: 30 });
  steps.faster();
  steps.slower();
  steps.togglePause();
  const slowest = setup({ speed: 1 });
  slowest.steps.slower();
  expect([...did, ...slowest.did]).toEqual([
    ['pace', 60, false],
    ['pace', 10, false],
    ['pace', 30, true],
    ['pace', 1, false],
  ]);
});

test('now has no pace', () => {
  const { steps, did } = setup(null);
  steps.togglePause();
  steps.faster();
  expect(did).toEqual([]);
});
