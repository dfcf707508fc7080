import { createRandom } from '@chengyun/models/synthetic/random.ts';
import { expect, test } from 'vitest';
import { type Body, car, createWalkedStreet, lorry, type WalkedStreet } from '../../testing/walked-street.ts';
import { createScene, type Scene } from '../scene.ts';
import type { ZoneConfig } from '../zones/zone.ts';

/** Traffic comes towards the camera between x = -4 and 0, from 45 m to 10 m. */
function laneOf(street: WalkedStreet, part: Partial<ZoneConfig> = {}): ZoneConfig {
  const at = street.pointOf;
  return {
    id: 'inbound',
    polygon: [at(-4.2, 10), at(0.2, 10), at(0.2, 45), at(-4.2, 45)],
    ...{ counts: ['vehicles'], kind: 'lane', direction: [at(-2, 45), at(-2, 10)] },
    ...part,
  };
}

interface Run {
  readonly seconds: number;
  readonly fps?: number;
  readonly part?: Partial<ZoneConfig>;
  readonly isCalibrated?: boolean;
  /** Times at which the detector finds nothing. */
  readonly blind?: (s: number) => boolean;
  readonly each?: (values: Readonly<Record<string, number>>, s: number, scene: Scene) => void;
}

const valuesOf = (scene: Scene, ms: number): Record<string, number> =>
  Object.fromEntries(scene.zones(ms)[0]!.situation.map(({ metric, value }) => [metric.replace('traffic.', ''), value]));

function run(bodies: readonly Body[], { seconds, fps = 5, part, isCalibrated = true, blind, each }: Run) {
  const street = createWalkedStreet(bodies);
  const random = createRandom(4);
  const shapes = { zones: [laneOf(street, part)], lines: [], ...(isCalibrated ? { ground: street.ground } : {}) };
  const scene = createScene(shapes, { believedMin: 0.4 });
  for (let frame = 0; frame <= seconds * fps; frame += 1) {
    const s = frame / fps;
    const boxes = blind?.(s) ? [] : street.see(s, { tremble: 0.02, random: () => random.next() });
    scene.see(boxes, s * 1000, null);
    each?.(valuesOf(scene, s * 1000), s, scene);
  }
  return valuesOf(scene, seconds * 1000);
}

/** One after the other, so many metres apart, at one speed. */
const column = (count: number, gapM: number, mPerS: number): Body[] =>
  Array.from({ length: count }, (_, n) => car((s) => [-2, 45 + n * gapM - mPerS * s]));

test('the speed of a lane is the median of what drives in it, in kilometres an hour', () => {
  const values = run(column(12, 15, 10), { seconds: 8 });
  expect(Math.abs(values.speed! - 36)).toBeLessThanOrEqual(2);
  expect(values.queue_length).toBe(0);
  expect(values.stopped_vehicle).toBe(0);
});

test('without the ground nothing is said in metres, and the rest still is', () => {
  const values = run(column(12, 15, 10), { seconds: 8, isCalibrated: false });
  expect(Object.keys(values).sort()).toEqual(['stopped_vehicle', 'wrong_way']);
});

test('a queue at a red light is measured from its head to its end, and is no stopped vehicle', () => {
  // Five cars at 7 m behind each other, the first one at 14 m: 28 m of ways and a car's length.
  const bodies = [0, 1, 2, 3, 4].map((n) => car((s) => [-2, Math.max(14 + n * 7, 45 + n * 7 - 10 * s)]));
  const values = run(bodies, { seconds: 60 });
  expect(Math.abs(values.queue_length! - 32.5)).toBeLessThanOrEqual(3);
  expect(values.speed).toBeLessThanOrEqual(1);
  expect(values.stopped_vehicle).toBe(0);
});

test('a vehicle that others pass has stopped; so has one that stands longer than any light is red', () => {
  const broken = car((s) => [-3, Math.max(22, 45 - 10 * s)]);
  const others = Array.from({ length: 6 }, (_, n) => car((s) => [-0.6, 70 + n * 30 - 8 * s]));
  const seen: [number, number][] = [];
  run([broken, ...others], {
    seconds: 30,
    each: ({ stopped_vehicle = 0 }, s) => seen.push([s, stopped_vehicle]),
  });
  const first = seen.find(([, value]) => value > 0);
  expect(first?.[0]).toBeGreaterThan(10);
  expect(first?.[0]).toBeLessThan(22);
  // It stands since 2.3 s.
  expect(Math.abs(seen.at(-1)![1] - 27.7)).toBeLessThanOrEqual(1.5);
  const alone = run([car((s) => [-3, Math.max(22, 45 - 10 * s)])], { seconds: 200, fps: 2 });
  expect(alone.stopped_vehicle).toBeGreaterThan(190);
});

test('hidden by a lorry or lost for a while it is the same one, and its time goes on', () => {
  const broken = car((s) => [-3, Math.max(22, 45 - 10 * s)]);
  const others = Array.from({ length: 8 }, (_, n) => car((s) => [-0.6, 70 + n * 30 - 8 * s]));
  const passing = lorry((s) => [-3 + 1.2 * (s - 45), 18]);
  let least = Infinity;
  const blind = (s: number) => s >= 60 && s < 85;
  const each = ({ stopped_vehicle = 0 }: Readonly<Record<string, number>>, s: number) => {
    if (s > 30) least = Math.min(least, stopped_vehicle - s);
  };
  const values = run([broken, ...others, passing], { seconds: 100, blind, each });
  expect(Math.abs(values.stopped_vehicle! - 97.7)).toBeLessThanOrEqual(1.5);
  expect(least).toBeGreaterThan(-5);
});

test('while it is hidden the camera is less and less sure, and after a minute says nothing of it', () => {
  const founded: number[] = [];
  const each = (_values: unknown, s: number, scene: Scene) => {
    const stopped = scene.zones(s * 1000)[0]!.situation.find(({ metric }) => metric === 'traffic.stopped_vehicle');
    if (s === 195 || s === 230 || s === 270) founded.push(stopped!.value > 0 ? stopped!.founded : 0);
  };
  run([car(() => [-3, 22])], { seconds: 280, fps: 2, blind: (s) => s > 200, each });
  expect(founded[0]).toBe(1);
  expect(founded[1]).toBeCloseTo(0.5, 1);
  expect(founded[2]).toBe(0);
});

test('who drives against the lane is told for ten seconds, with and without the ground; nobody else is', () => {
  for (const isCalibrated of [true, false]) {
    const told: number[] = [];
    const each = ({ wrong_way = 0 }: Readonly<Record<string, number>>, s: number) => {
      if (wrong_way > 0) told.push(s);
    };
    const ghost = car((s) => (s < 3 || s > 6 ? null : [-2, 12 + 9 * (s - 3)]));
    run([ghost, ...column(3, 25, 9).map((one) => ({ ...one, at: (s: number) => one.at(s - 20) }))], {
      ...{ seconds: 30, isCalibrated, each },
    });
    expect(told[0]).toBeGreaterThan(4);
    expect(told[0]).toBeLessThan(6);
    expect(told.at(-1)).toBeGreaterThan(15);
    expect(told.at(-1)).toBeLessThan(17);
    expect(run(column(12, 15, 10), { seconds: 12, isCalibrated }).wrong_way).toBe(0);
    // One that stands and trembles drives nowhere.
    expect(run([car(() => [-2, 20])], { seconds: 12, isCalibrated }).wrong_way).toBe(0);
  }
});
