/**
 * A street of known things for tests of what a camera understands: bodies that walk and drive on given ways over the
 * ground, seen by a pin-hole camera as boxes with the flaws of a detector. Metres, seconds; everything by seed.
 */
import { type Ground, type GroundMap, mapGround } from '@chengyun/contracts';
import { type CameraPose, createCamera, type Point3 } from '@chengyun/models/synthetic/camera.ts';
import type { ScoredBox, SeenClass } from '../camera/tracking/tracker.ts';
import type { Point } from '../camera/zones/geometry.ts';

export interface Body {
  readonly cls: SeenClass;
  readonly widthM: number;
  readonly lengthM: number;
  readonly heightM: number;
  /** Where its middle stands at a time, x to the right and y ahead of the camera's foot; null: not there. */
  readonly at: (s: number) => readonly [xM: number, yM: number] | null;
}

export interface KnownBox extends ScoredBox {
  /** Index of the body that it shows. */
  readonly body: number;
}

export interface Flaws {
  /** Edges tremble by this, in parts of the box. */
  readonly tremble?: number;
  /** Score of a wholly visible body. */
  readonly score?: number;
  /** A body of which less than this is visible has no box. */
  readonly visibleMin?: number;
  readonly random?: () => number;
}

export const STREET_POSE: CameraPose = {
  ...{ heightM: 7, pitchRad: 0.32, yawRad: 0, rollRad: 0 },
  ...{ focalPx: 560, widthPx: 640, heightPx: 360 },
};

export const car = (at: Body['at']): Body => ({ cls: 'vehicle', widthM: 1.8, lengthM: 4.4, heightM: 1.5, at });
export const lorry = (at: Body['at']): Body => ({ cls: 'vehicle', widthM: 2.5, lengthM: 9, heightM: 3.4, at });
export const walker = (at: Body['at']): Body => ({ cls: 'person', widthM: 0.5, lengthM: 0.4, heightM: 1.7, at });

/** Straight ahead at a speed, from a place at a time; gone before. */
export const along =
  ([fromX, fromY]: Point, [perSX, perSY]: Point, startS = 0): Body['at'] =>
  (s) =>
    s < startS ? null : [fromX + perSX * (s - startS), fromY + perSY * (s - startS)];

export interface WalkedStreet {
  /** What a detector gives at a time: nothing of what is mostly hidden, a doubtful score for what is half hidden. */
  see(s: number, flaws?: Flaws): KnownBox[];
  /** A point of the ground in parts of the picture. */
  pointOf(xM: number, yM: number): Point;
  /** Four points of the street, measured without a fault. */
  readonly ground: Ground;
  readonly map: GroundMap;
}

export function createWalkedStreet(bodies: readonly Body[], pose: CameraPose = STREET_POSE): WalkedStreet {
  const camera = createCamera(pose);

  function whole(body: Body, s: number): { box: Omit<ScoredBox, 'score'>; distanceM: number } | null {
    const place = body.at(s);
    if (place === null) return null;
    const [xM, yM] = place;
    const corners = [-0.5, 0.5].flatMap((a) =>
      [-0.5, 0.5].flatMap((b) =>
        [0, body.heightM].map((z): Point3 => [xM + a * body.widthM, yM + b * body.lengthM, z]),
      ),
    );
    const pixels = corners.map((corner) => camera.project(corner));
    if (pixels.some((pixel) => pixel === null)) return null;
    const us = pixels.map((pixel) => pixel!.u / pose.widthPx);
    const vs = pixels.map((pixel) => pixel!.v / pose.heightPx);
    const cut = (value: number) => Math.min(1, Math.max(0, value));
    const [x, y] = [cut(Math.min(...us)), cut(Math.min(...vs))];
    const [w, h] = [cut(Math.max(...us)) - x, cut(Math.max(...vs)) - y];
    return w < 0.004 || h < 0.004 ? null : { box: { cls: body.cls, x, y, w, h }, distanceM: Math.hypot(xM, yM) };
  }

  function see(s: number, flaws: Flaws = {}): KnownBox[] {
    const { tremble = 0, score = 0.85, visibleMin = 0.25, random = () => 0.5 } = flaws;
    const there = bodies.flatMap((body, index) => {
      const seen = whole(body, s);
      return seen === null ? [] : [{ ...seen, index }];
    });
    return there.flatMap(({ box, distanceM, index }) => {
      const nearer = there.filter((other) => other.distanceM < distanceM);
      const visible = visibleShare(
        box,
        nearer.map((other) => other.box),
      );
      if (visible < visibleMin) return [];
      const shake = (size: number) => (random() - 0.5) * 2 * tremble * size;
      const { x, y, w, h } = box;
      const shaken = { x: x + shake(w), y: y + shake(h), w: w + shake(w), h: h + shake(h) };
      return [{ cls: box.cls, ...shaken, score: score * visible, body: index }];
    });
  }

  function pointOf(xM: number, yM: number): Point {
    const pixel = camera.project([xM, yM, 0]);
    if (pixel === null) throw new Error(`(${xM}, ${yM}) lies behind the camera`);
    return [pixel.u / pose.widthPx, pixel.v / pose.heightPx];
  }

  const metres = [
    [-4, 12],
    [4, 12],
    [4, 35],
    [-4, 35],
  ] as const;
  const [a, b, c, d] = metres;
  const ground: Ground = { image: [pointOf(...a), pointOf(...b), pointOf(...c), pointOf(...d)], metres };
  return { see, pointOf, ground, map: mapGround(ground) };
}

function visibleShare(box: Omit<ScoredBox, 'score'>, nearer: readonly Omit<ScoredBox, 'score'>[]): number {
  const side = 8;
  let free = 0;
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      const x = box.x + ((column + 0.5) / side) * box.w;
      const y = box.y + ((row + 0.5) / side) * box.h;
      if (!nearer.some((b) => x > b.x && x < b.x + b.w && y > b.y && y < b.y + b.h)) free += 1;
    }
  }
  return free / side ** 2;
}
