/** Water standing at the lowest point of an underpass, and the painted gauge board on its wall. */
import { type Brush, css } from './brush.ts';
import type { Point3 } from './camera.ts';
import type { Random } from './random.ts';
import type { Road } from './road.ts';

/** Corners of the flooded surface at a given depth at the lowest point, on the ground. */
export function waterSurface(road: Road, depthM: number): Point3[] {
  const reach = depthM / road.slope;
  const half = road.halfWidthM + road.pavementM;
  const near = Math.max(2, road.lowYM - reach);
  const far = road.lowYM + reach;
  return [
    [road.centreXM - half, near, depthM],
    [road.centreXM + half, near, depthM],
    [road.centreXM + half, far, depthM],
    [road.centreXM - half, far, depthM],
  ];
}

export function drawWater(brush: Brush, road: Road, depthM: number, phaseS: number, random: Random): void {
  if (depthM < 0.005) return;
  brush.polygon(waterSurface(road, depthM), css([112, 104, 86], 1, Math.min(0.96, 0.55 + depthM * 4)));
  const reach = depthM / road.slope;
  const half = road.halfWidthM + road.pavementM;
  const ripples = Math.min(160, Math.round(reach * 14));
  for (let index = 0; index < ripples; index++) {
    const x = road.centreXM + random.range(-half, half) * 0.97;
    const y = Math.max(3, road.lowYM + random.range(-reach, reach) * 0.98);
    const shift = Math.sin(phaseS * 1.7 + index) * 0.4;
    const bright = random.range(0.9, 1.45);
    brush.line(
      [x + shift, y, depthM],
      [x + shift + random.range(0.3, 1.2), y, depthM],
      0.05,
      css([150, 148, 136], bright, 0.45),
    );
  }
}

export const BOARD_HEIGHT_M = 1.5;
const BOARD_WIDTH_M = 0.9;

/** The board's outline on the left wall: bottom near, bottom far, top far, top near. */
export function boardOutline(road: Road): Point3[] {
  const x = road.centreXM - road.halfWidthM - road.pavementM + 0.02;
  return [
    [x, road.lowYM - BOARD_WIDTH_M, 0],
    [x, road.lowYM + BOARD_WIDTH_M, 0],
    [x, road.lowYM + BOARD_WIDTH_M, BOARD_HEIGHT_M],
    [x, road.lowYM - BOARD_WIDTH_M, BOARD_HEIGHT_M],
  ];
}

/** Bands of 10 cm, red on white; what the water covers is not drawn. */
export function drawBoard(brush: Brush, road: Road, depthM: number): void {
  const [a, b] = boardOutline(road) as [Point3, Point3, Point3, Point3];
  for (let band = 0; band < BOARD_HEIGHT_M * 10; band++) {
    const low = Math.max(band / 10, depthM);
    const high = (band + 1) / 10;
    if (low >= high) continue;
    const style = band % 2 === 0 ? 'rgb(196,32,30)' : 'rgb(244,244,240)';
    brush.polygon(
      [
        [a[0], a[1], low],
        [b[0], b[1], low],
        [b[0], b[1], high],
        [a[0], a[1], high],
      ],
      style,
    );
  }
}
