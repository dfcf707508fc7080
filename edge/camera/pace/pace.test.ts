import { createMetrics } from '@chengyun/platform/service/metrics.ts';
import { expect, test } from 'vitest';
import { allot } from './allotment.ts';
import { createPace, SETTLE_EVERY_MS } from './pace.ts';
import { createPaceMeters } from './pace-meters.ts';
import { createTurns } from './turns.ts';

const demand = (priority: 'high' | 'normal' | 'low', framesPerS = 4) => ({ priority, framesPerS });

test('low priorities give up first, and nobody gets nothing', () => {
  const all = [demand('low'), demand('high'), demand('normal')];
  expect(allot(all, 12)).toEqual([4, 4, 4]);
  expect(allot(all, 9)).toEqual([1, 4, 4]);
  expect(allot(all, 6)).toEqual([0.5, 4, 1.5]);
  expect(allot(all, 3)).toEqual([0.5, 2, 0.5]);
  expect(allot(all, 0.1)).toEqual([0.5, 0.5, 0.5]);
  expect(allot([demand('high', 0.2), demand('normal')], 2)).toEqual([0.2, 1.8]);
});

/** A box of two cameras, whose threads manage so many frames a second; frames of both come four times a second. */
function run(seconds: number, manages: number) {
  const said: string[] = [];
  const pace = createPace((sentence) => said.push(sentence));
  const dropped = { gate: 0, square: 0 };
  const lanes = {
    gate: pace.lane('gate', demand('high'), () => dropped.gate),
    square: pace.lane('square', demand('low'), () => dropped.square),
  };
  const judged = { gate: 0, square: 0 };
  const waits = { gate: false, square: false };
  let room = 0;
  const go = (from: number, to: number, rate: number) => {
    for (let ms = from * 1000; ms < to * 1000; ms += 250) {
      room = Math.min(2, room + rate / 4);
      for (const name of ['gate', 'square'] as const) {
        // A frame that waits for a thread is overwritten by the next one.
        if (waits[name]) dropped[name] += 1;
        else waits[name] = lanes[name].isDue(ms);
        if (!waits[name] || room < 1) continue;
        room -= 1;
        judged[name] += 1;
        waits[name] = false;
      }
      if (ms % SETTLE_EVERY_MS === 0) pace.settle();
    }
  };
  go(0, seconds, manages);
  return { said, pace, lanes, judged, dropped, go };
}

test('a box with room judges everything and says nothing', () => {
  const { said, judged, dropped, pace } = run(20, 9);
  expect([judged.gate, judged.square]).toEqual([80, 80]);
  expect(dropped).toEqual({ gate: 0, square: 0 });
  expect([said, pace.isFull()]).toEqual([[], false]);
});

test('a full box slows the low camera down, says so, and has room again later', () => {
  const { said, judged, lanes, pace, go } = run(60, 5.5);
  expect(pace.isFull()).toBe(true);
  expect(judged.gate / 60).toBeGreaterThan(3.5);
  expect(lanes.square.target()).toBeLessThan(2);
  expect(judged.gate).toBeGreaterThan(judged.square * 2);
  expect(lanes.square.thinned()).toBeGreaterThan(0);
  expect(said[0]).toMatch(/^The box is full: judged are fewer frames a second \(square \d\.\d of 4\)\.$/);
  go(60, 140, 12);
  expect([lanes.gate.target(), lanes.square.target()]).toEqual([4, 4]);
  expect(said.at(-1)).toBe('The box has room again: all cameras are judged at their own pace.');
});

test('who waits for a thread gets it by priority, and among equals by the time of waiting', async () => {
  const turns = createTurns(1);
  const leave = await turns.enter('normal');
  const order: string[] = [];
  const waiting = (['low', 'normal', 'high', 'normal'] as const).map(async (priority, index) => {
    const done = await turns.enter(priority);
    order.push(`${priority} ${index}`);
    done();
    done();
  });
  expect([turns.busy(), turns.waiting()]).toEqual([1, 4]);
  leave();
  await Promise.all(waiting);
  expect(order).toEqual(['high 2', 'normal 1', 'normal 3', 'low 0']);
  expect([turns.busy(), turns.waiting()]).toEqual([0, 0]);
});

test('figures tell how many are slowed and what share is left, and all are back with room', async () => {
  const metrics = createMetrics('edgeCamera');
  const show = createPaceMeters(metrics);
  const figure = async (name: string) =>
    Number(new RegExp(`^chengyun_camera_${name}\\{[^}]*\\} (\\S+)$`, 'm').exec(await metrics.text())?.[1]);
  const { pace, lanes, go } = run(60, 5.5);
  show(pace.figures());
  expect(await figure('streams_slowed')).toBe(1);
  expect(await figure('wanted_frames_per_second')).toBe(8);
  expect(await figure('rate_share')).toBeCloseTo((lanes.gate.target() + lanes.square.target()) / 8, 5);
  const thinned = await figure('frames_thinned_total');
  expect(thinned).toBe(lanes.gate.thinned() + lanes.square.thinned());
  expect(thinned).toBeGreaterThan(0);
  go(60, 140, 9);
  show(pace.figures());
  expect([await figure('streams_slowed'), await figure('rate_share')]).toEqual([0, 1]);
});
