import { basemapData } from '@chengyun/basemap/build.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { easeInOut, eyeOf, poseBetween, poseFromHome, poseFromTarget } from './camera-path.ts';
import { createFrameLoop } from './frame-loop.ts';
import { glyphPaths, glyphSvg, shapes } from './glyph.ts';
import { wallHome } from './home-views.ts';
import { inks, type Level, numerals } from './ink.ts';
import { createClay } from './loft.ts';
import { overlaps, placeLabels } from './placement.ts';
import { createPlanInset } from './plan-inset.ts';
import { drawStaff, staffRange } from './staff.ts';
import { addLandmark } from './towers.ts';
import type { SceneAlarm, SceneGauge } from './types.ts';

const data = basemapData();
const levels: readonly Level[] = ['red', 'orange', 'yellow', 'blue'];

describe('frame loop', () => {
  function manual(draw: (nowMs: number) => boolean) {
    const queue: ((nowMs: number) => void)[] = [];
    let drawn = 0;
    const loop = createFrameLoop({
      requestFrame: (f) => queue.push(f),
      cancelFrame: () => queue.splice(0),
      draw: (nowMs) => {
        drawn++;
        return draw(nowMs);
      },
      framesPerSecondMax: 30,
    });
    const tick = (nowMs: number): void => {
      for (const f of queue.splice(0)) f(nowMs);
    };
    return { loop, tick, drawn: () => drawn, waiting: () => queue.length };
  }

  it('draws nothing while nothing changes, and once for many changes', () => {
    const { loop, tick, drawn, waiting } = manual(() => false);
    tick(0);
    expect(drawn()).toBe(0);
    for (let i = 0; i < 20; i++) loop.invalidate();
    tick(16);
    tick(33);
    tick(50);
    expect(drawn()).toBe(1);
    expect(waiting()).toBe(0);
  });

  it('never draws more than thirty frames a second', () => {
    const { loop, tick, drawn } = manual(() => true);
    loop.invalidate();
    for (let t = 0; t <= 1000; t += 1000 / 144) tick(t);
    expect(drawn()).toBeLessThanOrEqual(32);
    expect(drawn()).toBeGreaterThan(20);
  });

  it('is silent after stop', () => {
    const { loop, tick, drawn } = manual(() => true);
    loop.invalidate();
    loop.stop();
    loop.invalidate();
    tick(100);
    expect(drawn()).toBe(0);
  });
});

describe('camera', () => {
  it('stands where the home view says', () => {
    const [x, y, z] = eyeOf(poseFromHome(wallHome));
    const pose = poseFromHome(wallHome);
    expect(Math.hypot(x - pose.xM, y - pose.yM, z)).toBeCloseTo(wallHome.rangeM, 3);
    expect(z).toBeGreaterThan(1000);
    // Looking south-south-east, the camera is north-west of its target.
    expect(y).toBeGreaterThan(pose.yM);
    expect(x).toBeLessThan(pose.xM);
  });

  it('flies from end to end, turning the short way', () => {
    const a = { xM: 0, yM: 0, rangeM: 1000, heading: 6.2, elevation: 0.2 };
    const b = { xM: 100, yM: 50, rangeM: 4000, heading: 0.1, elevation: 0.4 };
    expect(poseBetween(a, b, 0)).toEqual(a);
    const end = poseBetween(a, b, 1);
    expect(end.rangeM).toBeCloseTo(4000);
    expect(Math.cos(end.heading)).toBeCloseTo(Math.cos(0.1));
    expect(poseBetween(a, b, 0.5).rangeM).toBeCloseTo(2000);
    expect(Math.abs(end.heading - a.heading)).toBeLessThan(Math.PI);
    expect([easeInOut(0), easeInOut(0.5), easeInOut(1)]).toEqual([0, 0.5, 1]);
  });

  it('looks down more on a close-up, unless told otherwise', () => {
    const from = poseFromHome(wallHome);
    expect(poseFromTarget({ lonDeg: 121.5, latDeg: 31.2, rangeM: 2000 }, from).elevation).toBeGreaterThan(
      from.elevation,
    );
    const told = poseFromTarget({ lonDeg: 121.5, latDeg: 31.2, rangeM: 2000, elevationDeg: 5 }, from);
    expect(told.elevation).toBeCloseTo((5 * Math.PI) / 180);
  });
});

describe('label placement', () => {
  const bounds = { x: 0, y: 0, w: 2144, h: 848 };
  const box = fc.record({
    x: fc.integer({ min: 0, max: 1900 }),
    y: fc.integer({ min: 0, max: 700 }),
    w: fc.integer({ min: 10, max: 300 }),
    h: fc.integer({ min: 10, max: 200 }),
  });
  const item = fc.record({
    anchorX: fc.integer({ min: 0, max: 2144 }),
    anchorY: fc.integer({ min: 0, max: 848 }),
    w: fc.integer({ min: 40, max: 420 }),
    h: fc.integer({ min: 20, max: 60 }),
  });

  it('never lets labels touch each other, a card or the edge, and keeps to the limit', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 40 }), fc.array(box, { maxLength: 4 }), (raw, hard) => {
        const items = raw.map((r, i) => ({ id: String(i), ...r }));
        const placed = placeLabels(items, { bounds, hard, soft: [], most: 12, stepPx: 22 });
        expect(placed.length).toBeLessThanOrEqual(12);
        for (const [i, a] of placed.entries()) {
          expect(a.x >= 0 && a.y >= 0 && a.x + a.w <= bounds.w && a.y + a.h <= bounds.h).toBe(true);
          expect(hard.some((h) => overlaps(a, h))).toBe(false);
          for (const b of placed.slice(i + 1)) expect(overlaps(a, b)).toBe(false);
        }
      }),
      { seed: 11, numRuns: 60 },
    );
  });

  it('puts a lone label straight above its anchor, and gives way to the more important', () => {
    const one = { id: 'a', anchorX: 1000, anchorY: 400, w: 200, h: 40 };
    const [only] = placeLabels([one], { bounds, hard: [], soft: [], most: 12, stepPx: 22 });
    expect(only!.y + only!.h).toBeLessThan(400);
    expect(only!.leadX).toBe(1000);
    const both = placeLabels([one, { ...one, id: 'b' }], { bounds, hard: [], soft: [], most: 12, stepPx: 22 });
    expect(both[0]).toEqual(only);
    expect(both[1]!.id).toBe('b');
  });
});

describe('glyphs', () => {
  it('differ by shape for every level, and by drawing for every state', () => {
    expect(new Set(Object.values(shapes)).size).toBe(4);
    expect(Object.values(numerals)).toEqual(['I', 'II', 'III', 'IV']);
    for (const theme of ['ink', 'paper'] as const) {
      for (const level of levels) {
        const drawings = (['new', 'acked', 'cleared', 'stale'] as const).map((state) =>
          glyphPaths({ level, state, theme }),
        );
        expect(new Set(drawings).size).toBe(4);
      }
    }
    expect(glyphSvg({ level: 'orange', state: 'acked', theme: 'ink' })).toContain('data-shape="diamond"');
    expect(glyphPaths({ level: 'orange', state: 'acked', theme: 'ink' })).toContain('fill="none"');
  });
});

describe('gauge staff', () => {
  const gauge: SceneGauge = {
    id: 'g',
    lonDeg: 121.5,
    latDeg: 31.2,
    levelM: 5.22,
    marks: [
      { level: 'blue', valueM: 4.55 },
      { level: 'orange', valueM: 5.1 },
    ],
    crestM: 5.5,
    unit: 'm',
    stale: false,
  };
  const options = { x: 100, y: 500, em: 28, ink: inks.ink, full: true, crestWord: '堤顶' };

  it('spans its marks and writes level and crest', () => {
    const [low, high] = staffRange(gauge);
    expect(low).toBeLessThan(4.55);
    expect(high).toBeGreaterThan(5.5);
    const { svg, topY, box } = drawStaff(gauge, options);
    expect(svg).toContain('>5.22<');
    expect(svg).toContain('堤顶 5.50');
    expect(topY).toBeLessThan(500);
    expect(box.y + box.h).toBe(500);
  });

  it('has colour only above a mark, and none when its data is stale', () => {
    const calm = drawStaff({ ...gauge, levelM: 3 }, options).svg;
    for (const level of levels) expect(calm).not.toContain(inks.ink.level[level]);
    expect(drawStaff(gauge, options).svg).toContain(inks.ink.level.orange);
    const stale = drawStaff({ ...gauge, stale: true }, options).svg;
    expect(stale).not.toContain(inks.ink.level.orange);
    expect(stale).toContain('stroke-dasharray');
  });
});

describe('landmarks', () => {
  it('are as tall as they are', () => {
    for (const landmark of data.landmarks) {
      const clay = createClay();
      addLandmark(clay, landmark, 0, 0);
      const heights = clay.positions.filter((_, i) => i % 3 === 2);
      expect(Math.max(...heights), landmark.nameEn).toBeCloseTo(landmark.heightM, 1);
      expect(Math.min(...heights), landmark.nameEn).toBeLessThan(1);
      expect(clay.positions).toHaveLength(clay.normals.length);
      expect(Math.max(...clay.indices)).toBeLessThan(clay.positions.length / 3);
    }
  });
});

describe('plan inset', () => {
  const alarm = (id: string, level: Level): SceneAlarm => ({
    id,
    level,
    state: 'acked',
    lonDeg: 121.5,
    latDeg: 31.2,
    radiusM: 300,
    title: '',
    value: '',
  });

  it('shows every alarm, the most severe last, without inline styles or raw markup', () => {
    const plan = createPlanInset({ data, theme: 'paper', widthPx: 392, heightPx: 446 });
    const svg = plan?.marks({ alarms: [alarm('r', 'red'), alarm('b', 'blue'), alarm('<x>', 'yellow')] }) ?? '';
    expect(svg.match(/data-plan-alarm/g)).toHaveLength(3);
    expect(svg.lastIndexOf('data-plan-alarm="r"')).toBeGreaterThan(svg.lastIndexOf('data-plan-alarm="b"'));
    expect(svg).toContain('data-plan-alarm="&lt;x&gt;"');
    for (const picture of [svg, plan?.ground]) expect(picture).not.toContain('style=');
    expect(plan?.ground).toContain('km</text>');
    // Acknowledged glyphs are outlines here as everywhere.
    expect(svg).not.toContain(`fill="${inks.paper.level.red}"`);
  });
});
