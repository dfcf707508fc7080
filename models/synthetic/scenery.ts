/**
 * All that stands still, painted once per scene in full daylight: sky, ground, asphalt, paint, kerbs, houses or the
 * walls of an underpass, trees, poles. Colours are drawn from the scene's seed.
 */
import { type Brush, type Colour, css } from './brush.ts';
import type { Point3 } from './camera.ts';
import type { Random } from './random.ts';
import { FAR_END_M, NEAR_END_M, type Road } from './road.ts';

export interface Lamp {
  readonly xM: number;
  readonly yM: number;
  readonly heightM: number;
}

export interface Scenery {
  readonly lamps: readonly Lamp[];
}

const GREY = (value: number, tint: number): Colour => [value + tint, value, value - tint];

function strip(brush: Brush, x0: number, x1: number, y0: number, y1: number, style: string): void {
  brush.polygon(
    [
      [x0, y0, 0],
      [x1, y0, 0],
      [x1, y1, 0],
      [x0, y1, 0],
    ],
    style,
  );
}

function paintSky(brush: Brush, random: Random): void {
  const { widthPx, heightPx } = brush.camera.pose;
  const gradient = brush.context.createLinearGradient(0, 0, 0, heightPx * 0.6);
  const high: Colour = random.chance(0.5) ? [150, 178, 206] : [196, 202, 208];
  gradient.addColorStop(0, css(high));
  gradient.addColorStop(1, css([222, 226, 228]));
  brush.context.fillStyle = gradient;
  brush.context.fillRect(0, 0, widthPx, heightPx);
}

function paintMarkings(brush: Brush, road: Road, paint: string): void {
  const { centreXM, halfWidthM, medianM, laneWidthM, lanesEachWay, bikeLaneM } = road;
  for (const side of [-1, 1]) {
    const edge = (offsetM: number, widthM: number, style: string): void =>
      strip(
        brush,
        centreXM + side * offsetM - widthM / 2,
        centreXM + side * offsetM + widthM / 2,
        NEAR_END_M,
        FAR_END_M,
        style,
      );
    edge(medianM / 2 + 0.12, 0.14, medianM > 0 ? 'rgb(150,150,146)' : 'rgb(214,176,70)');
    edge(halfWidthM - bikeLaneM - 0.1, 0.14, paint);
    for (let lane = 1; lane < lanesEachWay; lane++) {
      const x = centreXM + side * (medianM / 2 + lane * laneWidthM);
      for (let y = NEAR_END_M; y < FAR_END_M; y += 9) strip(brush, x - 0.08, x + 0.08, y, y + 4, paint);
    }
  }
  if (road.kind === 'street') {
    strip(
      brush,
      centreXM - halfWidthM + bikeLaneM,
      centreXM - medianM / 2,
      road.stopYM - 1.2,
      road.stopYM - 0.8,
      paint,
    );
    for (let x = centreXM - halfWidthM + 0.3; x < centreXM + halfWidthM - 0.3; x += 1.1) {
      strip(brush, x, x + 0.5, road.stopYM - 5.5, road.stopYM - 2.4, paint);
    }
  }
}

function house(
  brush: Brush,
  x0: number,
  x1: number,
  y0: number,
  y1: number,
  upM: number,
  wall: Colour,
  random: Random,
): void {
  const place = { xM: (x0 + x1) / 2, yM: (y0 + y1) / 2, headingRad: 0 };
  const half = (y1 - y0) / 2;
  const wide = (x1 - x0) / 2;
  brush.frustum(place, { bottom: [-half, half, wide], top: [-half, half, wide], fromM: 0, toM: upM }, wall, wall);
  const storeyM = random.range(3, 4);
  const bayM = random.range(2.5, 5);
  const glass = css([70, 84, 98], random.range(0.8, 1.4));
  const facing = x0 > 0 ? x0 - 0.02 : x1 + 0.02;
  for (let up = storeyM * 0.35; up + storeyM * 0.6 < upM; up += storeyM) {
    for (let y = y0 + 0.6; y + bayM * 0.6 < y1; y += bayM) {
      const [from, to] = x0 > 0 ? [y + bayM * 0.6, y] : [y, y + bayM * 0.6];
      brush.face(
        [
          [facing, from, up],
          [facing, to, up],
          [facing, to, up + storeyM * 0.55],
          [facing, from, up + storeyM * 0.55],
        ],
        glass,
      );
    }
  }
}

function paintTown(brush: Brush, road: Road, random: Random): void {
  const reach = road.halfWidthM + road.pavementM;
  for (const side of [-1, 1]) {
    const setBackM = random.range(0.5, 9);
    for (let y = FAR_END_M + 60; y > -20; ) {
      const depth = random.range(10, 26);
      const y0 = y - depth;
      y = y0 - random.range(0.5, 7);
      if (road.crossingYM !== null && y0 < road.crossingYM + 9 && y0 + depth > road.crossingYM - 9) continue;
      const near = road.centreXM + side * (reach + setBackM);
      // Houses never stand between the camera and its street.
      if (Math.abs(near) < 6 || Math.sign(near) !== Math.sign(near + side * 8) || (y0 < 6 && Math.abs(near) < 14))
        continue;
      const far = near + side * random.range(8, 16);
      const wall: Colour = random.pick([
        [176, 166, 150],
        [150, 146, 142],
        [196, 186, 172],
        [140, 108, 92],
        [120, 130, 138],
        [206, 204, 198],
      ]);
      house(brush, Math.min(near, far), Math.max(near, far), y0, y0 + depth, random.range(6, 40), wall, random);
    }
  }
}

function paintTrees(brush: Brush, road: Road, random: Random): void {
  const spacingM = random.range(8, 22);
  const many = random.chance(0.7);
  for (let y = FAR_END_M; many && y > 8; y -= spacingM) {
    for (const side of [-1, 1]) {
      if (random.chance(0.35)) continue;
      const x = road.centreXM + side * (road.halfWidthM + road.pavementM + random.range(0.2, 1.5));
      const up = random.range(3, 6);
      brush.line([x, y, 0], [x, y, up], 0.25, 'rgb(84,70,58)');
      const green: Colour = [random.range(46, 96), random.range(88, 128), random.range(44, 70)];
      for (let blob = 0; blob < 5; blob++) {
        const centre: Point3 = [x + random.range(-1, 1), y + random.range(-1, 1), up + random.range(-0.3, 1.4)];
        brush.ball(centre, random.range(0.7, 1.3), css(green, random.range(0.75, 1.15)));
      }
    }
  }
}

function paintTunnel(brush: Brush, road: Road, random: Random): void {
  const concrete = random.range(140, 175);
  const half = road.halfWidthM + road.pavementM;
  const wallUpM = 4.2;
  for (const side of [-1, 1]) {
    const x = road.centreXM + side * half;
    const [from, to] = side > 0 ? [FAR_END_M, 0] : [0, FAR_END_M];
    const quad = (a: number, b: number, low: number, high: number, colour: Colour): boolean =>
      brush.face(
        [
          [x, a, low],
          [x, b, low],
          [x, b, high],
          [x, a, high],
        ],
        css(colour),
      );
    quad(from, to, 0, wallUpM, GREY(concrete, 2));
    quad(from, to, 0, 0.9, GREY(concrete * 0.72, 2));
  }
  const deckY = road.lowYM + 9;
  const place = { xM: road.centreXM, yM: deckY + 12, headingRad: 0 };
  const solid = { bottom: [-12, 12, half + 14] as const, top: [-12, 12, half + 14] as const, fromM: 4.9, toM: 6.6 };
  strip(brush, road.centreXM - half, road.centreXM + half, deckY, deckY + 24, 'rgba(0,0,0,0.35)');
  brush.frustum(place, solid, GREY(concrete * 0.85, 2), GREY(concrete, 2));
}

/** Paints the still parts and returns where the street lamps are. */
export function paintScenery(brush: Brush, road: Road, random: Random): Scenery {
  paintSky(brush, random);
  const asphalt = random.range(72, 128);
  const soil: Colour = random.chance(0.4) ? [104, 118, 84] : GREY(random.range(130, 168), 3);
  strip(brush, -400, 400, -60, 900, css(soil));
  const reach = road.halfWidthM + road.pavementM;
  const pavement = GREY(random.range(140, 186), random.range(0, 8));
  strip(brush, road.centreXM - reach, road.centreXM + reach, NEAR_END_M - 20, FAR_END_M + 60, css(pavement));
  strip(
    brush,
    road.centreXM - road.halfWidthM - 0.15,
    road.centreXM + road.halfWidthM + 0.15,
    NEAR_END_M - 20,
    FAR_END_M + 60,
    css(pavement, 0.75),
  );
  strip(
    brush,
    road.centreXM - road.halfWidthM,
    road.centreXM + road.halfWidthM,
    NEAR_END_M - 20,
    FAR_END_M + 60,
    css(GREY(asphalt, 0)),
  );
  if (road.crossingYM !== null)
    strip(brush, -120, 120, road.crossingYM - 4.5, road.crossingYM + 4.5, css(GREY(asphalt, 0)));
  for (let patch = 0; patch < 7; patch++) {
    const x = road.centreXM + random.range(-1, 1) * road.halfWidthM * 0.8;
    const y = random.range(4, 60);
    const tone = css(GREY(asphalt * random.range(0.86, 1.12), 0), 1, 0.6);
    strip(brush, x - random.range(0.3, 1.2), x + random.range(0.3, 1.2), y, y + random.range(1, 12), tone);
  }
  paintMarkings(brush, road, css([226, 226, 220], random.range(0.72, 1), random.range(0.55, 1)));
  if (road.kind === 'underpass') paintTunnel(brush, road, random);
  else {
    paintTown(brush, road, random);
    paintTrees(brush, road, random);
  }
  const lamps: Lamp[] = [];
  const lampSpacingM = random.range(18, 34);
  for (let y = random.range(8, 16); y < 110; y += lampSpacingM) {
    for (const side of [-1, 1]) {
      const lamp = { xM: road.centreXM + side * (road.halfWidthM + 0.4), yM: y, heightM: 8 };
      lamps.push(lamp);
      if (road.kind === 'street') brush.line([lamp.xM, y, 0], [lamp.xM, y, 8], 0.14, 'rgb(110,114,118)');
    }
  }
  return { lamps };
}
