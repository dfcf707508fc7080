import { expect, test } from 'vitest';
import { fixtureAlarms } from '../ui/harness/fixture-alarms.ts';
import { createCamera } from './camera.ts';

const alarms = fixtureAlarms(0);
const acknowledged = alarms.map((a) => (a.level === 'red' ? { ...a, state: 'active-acknowledged' as const } : a));

function recorded() {
  const moves: string[] = [];
  const scene = {
    flyTo: async ({ latDeg }: { latDeg: number }) => void moves.push(`fly ${latDeg}`),
    home: async () => void moves.push('home'),
  };
  const camera = createCamera();
  camera.use(scene);
  return { camera, moves };
}

test('a red is flown to once and left when it is acknowledged', () => {
  const { camera, moves } = recorded();
  camera.follow({ alarms, chosen: null, pinned: false, stop: null });
  camera.follow({ alarms, chosen: null, pinned: false, stop: null });
  camera.follow({ alarms: acknowledged, chosen: null, pinned: false, stop: null });
  expect(moves).toEqual(['fly 31.1905', 'home']);
});

test('pinned, it stays; dismissed, it does not come back to the same red', () => {
  const { camera, moves } = recorded();
  camera.follow({ alarms, chosen: null, pinned: true, stop: null });
  expect(moves).toEqual([]);
  camera.follow({ alarms, chosen: null, pinned: false, stop: null });
  camera.home();
  camera.follow({ alarms, chosen: null, pinned: false, stop: null });
  expect(moves).toEqual(['fly 31.1905', 'home']);
});

test('what a person chose wins', () => {
  const { camera, moves } = recorded();
  camera.follow({ alarms, chosen: 'fixture-a4', pinned: false, stop: null });
  expect(moves).toEqual(['fly 31.1642']);
});

test('a tour moves it from stop to stop, a red interrupts', () => {
  const { camera, moves } = recorded();
  const stop = { domain: 'flood', target: { lonDeg: 121.5, latDeg: 31.05, rangeM: 9_000 } };
  const rest = { chosen: null, pinned: false };
  camera.follow({ alarms: [], ...rest, stop });
  camera.follow({ alarms: [], ...rest, stop });
  camera.follow({ alarms: [], ...rest, stop: { domain: '', target: null } });
  camera.follow({ alarms, ...rest, stop });
  camera.follow({ alarms: [], ...rest, stop: null });
  expect(moves).toEqual(['fly 31.05', 'home', 'fly 31.1905', 'home']);
});
