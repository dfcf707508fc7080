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
  camera.follow({ alarms, chosen: null, pinned: false });
  camera.follow({ alarms, chosen: null, pinned: false });
  camera.follow({ alarms: acknowledged, chosen: null, pinned: false });
  expect(moves).toEqual(['fly 31.1905', 'home']);
});

test('pinned, it stays; dismissed, it does not come back to the same red', () => {
  const { camera, moves } = recorded();
  camera.follow({ alarms, chosen: null, pinned: true });
  expect(moves).toEqual([]);
  camera.follow({ alarms, chosen: null, pinned: false });
  camera.home();
  camera.follow({ alarms, chosen: null, pinned: false });
  expect(moves).toEqual(['fly 31.1905', 'home']);
});

test('what a person chose wins', () => {
  const { camera, moves } = recorded();
  camera.follow({ alarms, chosen: 'fixture-a4', pinned: false });
  expect(moves).toEqual(['fly 31.1642']);
});
