import { createScene } from '@chengyun/models/synthetic/scene.ts';
import { expect, test } from 'vitest';
import { createTracker } from '../tracking/tracker.ts';
import type { RelativeBox } from './geometry.ts';
import { createLineCounter, type LineConfig } from './line-counter.ts';

/** Across the picture at half height, counting what goes down. */
const across: LineConfig = {
  id: 'stop',
  ends: [
    [0, 0.5],
    [1, 0.5],
  ],
};
const upwards: LineConfig = { id: 'out', ends: [across.ends[1], across.ends[0]] };
const standing = (x: number, y: number, side = 0.1): RelativeBox => ({
  x: x - side / 2,
  y: y - side,
  w: side,
  h: side,
});

/** A counter behind a tracker, for vehicles or people that the detector is sure of. */
function createWatch(lines: readonly LineConfig[], cls: 'vehicle' | 'person' = 'vehicle') {
  const tracker = createTracker({ believedMin: 0.4 });
  const counter = createLineCounter(lines);
  return {
    see: (boxes: readonly RelativeBox[], ms: number) =>
      counter.see(
        tracker.see(
          boxes.map((box) => ({ ...box, cls, score: 0.9 })),
          ms,
        ),
        ms,
      ),
    counted: (ms: number) => counter.perMin(ms).map(({ perMin }) => perMin),
  };
}
const each = (forward: number, back = 0) => ({ forward, back });

test('what crosses from left to right is counted, on the line and in the direction of the line alone', () => {
  const half: LineConfig = {
    id: 'half',
    ends: [
      [0.6, 0.5],
      [1, 0.5],
    ],
  };
  const counter = createWatch([across, upwards, half]);
  for (let ms = 0; ms <= 60_000; ms += 250) counter.see(ms < 3000 ? [standing(0.3, 0.1 + ms / 4000)] : [], ms);
  expect(counter.counted(60_000)).toEqual([each(1), each(0, 1), each(0)]);
  expect(counter.counted(70_000)).toEqual([each(0), each(0), each(0)]);
});

test('nothing is said before it has watched for ten seconds, and then by the minute', () => {
  const counter = createWatch([across]);
  for (let ms = 0; ms <= 20_000; ms += 250) {
    if (ms === 9750) expect(counter.counted(ms)).toEqual([null]);
    counter.see(ms < 3000 ? [standing(0.3, 0.1 + ms / 4000)] : [], ms);
  }
  expect(counter.counted(20_000)).toEqual([each(3)]);
});

test('a queue that trembles on the line is not counted before it has left it behind, and then once', () => {
  const counter = createWatch([across, upwards]);
  for (let ms = 0; ms <= 60_000; ms += 250) {
    const tremble = (ms / 250) % 2 === 0 ? 0.004 : -0.004;
    const onward = Math.max(0, ms - 40_000) / 80_000;
    counter.see([standing(0.3, 0.45 + ms / 1_000_000 + tremble), standing(0.6, 0.5 + onward + tremble)], ms);
    if (ms === 35_000) expect(counter.counted(ms)).toEqual([each(0), each(0)]);
  }
  // The second one was first seen on the line, so nobody knows from where it came.
  expect(counter.counted(60_000)).toEqual([each(1), each(0, 1)]);
});

test('who turns back is counted once each way, and people are counted where people are meant', () => {
  const there = (ms: number) => standing(0.3, 0.5 + 0.3 * Math.sin((ms / 60_000) * 2 * Math.PI));
  const lines = [across, { ...upwards, counts: 'people' as const }];
  const [vehicles, people] = [createWatch(lines), createWatch(lines, 'person')];
  for (let ms = 0; ms <= 60_000; ms += 250) {
    vehicles.see([there(ms + 50_000)], ms);
    people.see([there(ms + 50_000)], ms);
  }
  expect(vehicles.counted(60_000)).toEqual([each(1, 1), each(0)]);
  expect(people.counted(60_000)).toEqual([each(0), each(1, 1)]);
});

test('two lanes in opposite directions do not change places', () => {
  const counter = createWatch([across, upwards]);
  for (let ms = 0; ms < 60_000; ms += 333) {
    // Every three seconds a car in each lane, most of its own length a frame.
    const cars = [0, 1, 2].flatMap((n) => {
      const share = ((ms + n * 3000) % 9000) / 9000;
      return [standing(0.4, share * 3, 0.15), standing(0.55, 1 - share * 3, 0.15)];
    });
    counter.see(
      cars.filter(({ y, h }) => y + h > 0 && y + h < 1),
      ms,
    );
  }
  const [down, up] = counter.counted(59_999);
  expect(Math.abs(down!.forward - 20)).toBeLessThanOrEqual(1);
  expect(Math.abs(up!.forward - 20)).toBeLessThanOrEqual(1);
  expect([down!.back, up!.back]).toEqual([up!.forward, down!.forward]);
});

test('of a drawn street as many are counted at four frames a second as at twelve', { timeout: 60_000 }, () => {
  const [width, height, seconds] = [480, 270, 30];
  const scene = createScene(41, { kind: 'street', cameraModel: 'simulator', widthPx: width, heightPx: height });
  scene.setTraffic({ vehiclesPerMin: 30, queueLengthM: 0, speedFactor: 1, people: 0 });
  scene.setLight({ day: 0.85, rain: 0 });
  const lane = scene.laneZone(30).map(({ u, v }) => [u / width, v / height] as const);
  const middle = (a: readonly [number, number], b: readonly [number, number]) =>
    [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] as const;
  // Over the lanes that come towards the camera, half way between the stop line and thirty metres.
  const line: LineConfig = { id: 'lane', ends: [middle(lane[0]!, lane[3]!), middle(lane[1]!, lane[2]!)] };
  const [often, seldom] = [createWatch([line]), createWatch([line])];
  for (let frame = 0; frame < seconds * 12; frame += 1) {
    const ms = (frame * 1000) / 12;
    const { truth } = scene.renderFrame(ms / 1000);
    const vehicles = truth
      .filter(({ cls, visible }) => cls === 'vehicle' && visible > 0.3)
      .map(({ x, y, w, h }) => ({ x: x / width, y: y / height, w: w / width, h: h / height }));
    often.see(vehicles, ms);
    if (frame % 3 === 0) seldom.see(vehicles, ms);
  }
  const [wanted, got] = [often.counted(30_000)[0]!.forward, seldom.counted(30_000)[0]!.forward];
  expect(wanted).toBeGreaterThan(9);
  expect(Math.abs(got - wanted)).toBeLessThanOrEqual(2);
});
