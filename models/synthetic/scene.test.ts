import { describe, expect, it } from 'vitest';
import { createScene } from './scene.ts';
import { isInside } from './truth.ts';

const small = { widthPx: 320, heightPx: 180 } as const;
const calm = { vehiclesPerMin: 25, speedFactor: 1, queueLengthM: 0, people: 6 };

describe('a synthetic street', () => {
  it('is the same for the same seed, and another for another', () => {
    const [a, b, c] = [5, 5, 6].map((seed) => {
      const scene = createScene(seed, small);
      scene.setTraffic(calm);
      return scene.renderFrame(12);
    });
    expect(a!.truth).toEqual(b!.truth);
    expect(Buffer.compare(Buffer.from(a!.rgba), Buffer.from(b!.rgba))).toBe(0);
    expect(Buffer.compare(Buffer.from(a!.rgba), Buffer.from(c!.rgba))).not.toBe(0);
  });

  it('keeps truth boxes inside the picture', () => {
    const scene = createScene(8, small);
    scene.setTraffic({ ...calm, vehiclesPerMin: 60 });
    for (let tS = 0; tS < 20; tS += 5) {
      for (const { x, y, w, h, visible } of scene.renderFrame(tS).truth) {
        expect(x >= 0 && y >= 0 && x + w <= 320.001 && y + h <= 180.001).toBe(true);
        expect(visible >= 0 && visible <= 1).toBe(true);
      }
    }
  });

  it('grows a queue on demand and lets it go', () => {
    const scene = createScene(900_001, { ...small, cameraModel: 'simulator' });
    scene.setTraffic(calm);
    scene.renderFrame(0);
    const zone = scene.laneZone();
    expect(scene.truthQueueM()).toBeLessThan(15);
    scene.setTraffic({ ...calm, queueLengthM: 50 });
    for (let tS = 5; tS <= 150; tS += 5) scene.renderFrame(tS);
    const jammed = scene.truthCounts(zone).vehicle;
    expect(scene.truthQueueM()).toBeGreaterThan(40);
    expect(scene.truthQueueM()).toBeLessThan(75);
    scene.setTraffic(calm);
    for (let tS = 155; tS <= 260; tS += 5) scene.renderFrame(tS);
    expect(scene.truthQueueM()).toBeLessThan(15);
    expect(scene.truthCounts(zone).vehicle).toBeLessThan(jammed);
  });

  it('ties pixels to metres both ways', () => {
    const { camera, groundPoints } = createScene(900_001, { ...small, cameraModel: 'simulator' });
    expect(groundPoints()).toHaveLength(4);
    for (const { u, v, xM, yM } of groundPoints()) {
      const ground = camera.groundAt({ u, v });
      expect(ground?.xM).toBeCloseTo(xM, 4);
      expect(ground?.yM).toBeCloseTo(yM, 4);
    }
  });
});

describe('a synthetic underpass', () => {
  it('floods from its lowest point outwards', () => {
    const scene = createScene(900_002, { ...small, kind: 'underpass', cameraModel: 'simulator' });
    scene.setTraffic({ ...calm, vehiclesPerMin: 0, people: 0 });
    const dry = scene.renderFrame(0).rgba;
    scene.setWater({ depthCm: 40 });
    const wet = scene.renderFrame(0).rgba;
    const zone = scene.waterZone(30);
    let changed = 0;
    let pixels = 0;
    for (let v = 0; v < 180; v += 3) {
      for (let u = 0; u < 320; u += 3) {
        if (!isInside({ u, v }, zone)) continue;
        pixels++;
        const at = (v * 320 + u) * 4;
        if (Math.abs(wet[at]! - dry[at]!) + Math.abs(wet[at + 2]! - dry[at + 2]!) > 12) changed++;
      }
    }
    expect(pixels).toBeGreaterThan(50);
    expect(changed / pixels).toBeGreaterThan(0.5);
  });
});
