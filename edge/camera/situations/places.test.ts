import { createRandom } from '@chengyun/models/synthetic/random.ts';
import { expect, test } from 'vitest';
import { type Body, car, createWalkedStreet, walker } from '../../testing/walked-street.ts';
import { createScene, type Scene } from '../scene.ts';
import type { ZoneConfig } from '../zones/zone.ts';

const area = { left: -5, right: 5, near: 12, far: 30 };

function watch(bodies: readonly Body[], kind: ZoneConfig['kind']) {
  const street = createWalkedStreet(bodies);
  const random = createRandom(8);
  const at = street.pointOf;
  const polygon = [
    at(area.left, area.near),
    at(area.right, area.near),
    at(area.right, area.far),
    at(area.left, area.far),
  ];
  const zones = [{ id: 'place', polygon, counts: [], kind }];
  const scene = createScene({ zones, lines: [], ground: street.ground }, { believedMin: 0.4 });
  const valuesOf = (s: number) =>
    Object.fromEntries(scene.zones(s * 1000)[0]!.situation.map(({ metric, value }) => [metric, value]));
  return {
    valuesOf,
    /** From a second up to another one, five frames each. */
    run(from: number, to: number, each?: (s: number, scene: Scene) => void): void {
      for (let frame = from * 5; frame <= to * 5; frame += 1) {
        const flaws = { tremble: 0.02, visibleMin: 0.1, random: () => random.next() };
        scene.see(street.see(frame / 5, flaws), frame * 200, null);
        each?.(frame / 5, scene);
      }
    },
  };
}

test('a fire lane is blocked by what stands in it, not by what drives through or stands beside it', () => {
  const blocked = watch([car((s) => [-1, Math.max(20, 45 - 10 * s)])], 'fire-lane');
  blocked.run(0, 8);
  expect(blocked.valuesOf(8)).toEqual({ 'safety.fire_lane_blocked': 0 });
  blocked.run(8, 60);
  expect(Math.abs(blocked.valuesOf(60)['safety.fire_lane_blocked']! - 57.5)).toBeLessThanOrEqual(1.5);
  const free = watch([car((s) => [-1, 60 - 3 * s]), car(() => [8, 20]), walker(() => [0, 16])], 'fire-lane');
  free.run(0, 30);
  expect(free.valuesOf(30)).toEqual({ 'safety.fire_lane_blocked': 0 });
});

test('people in the water are counted, vehicles there and people beside it are not', () => {
  const water = watch([walker(() => [1, 18]), walker(() => [8, 18]), car(() => [-2, 25])], 'water');
  water.run(0, 5);
  expect(water.valuesOf(5)).toEqual({ 'safety.person_in_water': 1 });
});

test('a crowd is people a square metre of ground, and how fast it grows', () => {
  // Ten by eighteen metres; one more person every six seconds, from the second minute on the same twenty.
  const bodies = Array.from({ length: 20 }, (_, n) =>
    walker((s) => (s < n * 6 ? null : [-4 + (n % 5) * 2, 13 + Math.floor(n / 5) * 4])),
  );
  const crowd = watch(bodies, 'crowd');
  crowd.run(0, 110);
  const growing = crowd.valuesOf(110);
  expect(growing['crowd.density']).toBeCloseTo(19 / 180, 1);
  // Ten people a minute on 180 square metres.
  expect(growing['crowd.growth']).toBeGreaterThan(0.045);
  expect(growing['crowd.growth']).toBeLessThan(0.065);
  crowd.run(110, 260);
  expect(crowd.valuesOf(260)['crowd.density']).toBeCloseTo(20 / 180, 2);
  expect(Math.abs(crowd.valuesOf(260)['crowd.growth']!)).toBeLessThan(0.005);
});
