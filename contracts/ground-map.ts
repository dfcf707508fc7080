/**
 * From four points of a camera's picture whose place on the ground is known every other point of a flat ground follows (a
 * homography; Hartley & Zisserman 2004, 4.1). Pure, and apart from the schema, so that a browser need not carry it.
 */
import { areaOf, type Corner, faultOfPolygon } from './polygon.ts';

/** Farther from the first point than this nobody measures by one camera. */
export const GROUND_METRES_MAX = 1000;
/** Under this the four points are too close to each other to measure by. */
export const GROUND_AREA_M2_MIN = 1;

type FourPoints = readonly [Corner, Corner, Corner, Corner];

export interface Ground {
  /** Parts of the picture, in order round the figure. */
  readonly image: FourPoints;
  /** The same points in metres, from any origin, along any two axes at a right angle. */
  readonly metres: FourPoints;
}

/** Where a point of the picture lies on the ground, in metres; null at the horizon and above. */
export type GroundMap = (point: Corner) => Corner | null;

/** Why the four points cannot be measured by, as one sentence, or null. */
export function faultOfGround({ image, metres }: Ground): string | null {
  for (const [points, where] of [
    [image, 'in the picture'],
    [metres, 'in metres'],
  ] as const) {
    if (faultOfPolygon(points) === 'crosses-itself') return `The four ground points ${where} are not in order round.`;
    if (!isConvex(points)) return `The four ground points ${where} make no convex figure.`;
  }
  if (areaOf(image) < 0.001) return 'The four ground points cover almost nothing of the picture.';
  if (areaOf(metres) < GROUND_AREA_M2_MIN) return 'The four ground points cover less than a square metre.';
  return null;
}

/** For a calibration without fault. */
export function mapGround({ image, metres }: Ground): GroundMap {
  const matrix = product(squareTo(metres), adjugate(squareTo(image)));
  const weightOf = ([x, y]: Corner) => matrix[6] * x + matrix[7] * y + matrix[8];
  const middle: Corner = [meanOf(image.map(([x]) => x)), meanOf(image.map(([, y]) => y))];
  // Beyond the horizon the weight changes its sign; just before it a step of a pixel is hundreds of metres.
  const nearest = weightOf(middle);
  return (point) => {
    const weight = weightOf(point);
    if (weight / nearest < HORIZON_MARGIN) return null;
    const [x, y] = point;
    return [(matrix[0] * x + matrix[1] * y + matrix[2]) / weight, (matrix[3] * x + matrix[4] * y + matrix[5]) / weight];
  };
}

/** Of the weight in the middle of the four points: fifty times as far away nothing is measured. */
const HORIZON_MARGIN = 0.02;

/** Area of an outline of the picture on the ground, m²; null when it reaches the horizon. */
export function groundAreaM2(map: GroundMap, polygon: readonly Corner[]): number | null {
  const corners = polygon.map(map);
  return corners.every((corner) => corner !== null) ? areaOf(corners) : null;
}

type Matrix = readonly [number, number, number, number, number, number, number, number, number];

/** Takes the unit square to four points (Heckbert 1989, 2.2.3). */
function squareTo([a, b, c, d]: FourPoints): Matrix {
  const [sumX, sumY] = [a[0] - b[0] + c[0] - d[0], a[1] - b[1] + c[1] - d[1]];
  const [x1, x2, y1, y2] = [b[0] - c[0], d[0] - c[0], b[1] - c[1], d[1] - c[1]];
  const scale = x1 * y2 - x2 * y1;
  const g = (sumX * y2 - x2 * sumY) / scale;
  const h = (x1 * sumY - sumX * y1) / scale;
  return [
    ...[b[0] - a[0] + g * b[0], d[0] - a[0] + h * d[0], a[0]],
    ...[b[1] - a[1] + g * b[1], d[1] - a[1] + h * d[1], a[1]],
    ...[g, h, 1],
  ] as unknown as Matrix;
}

/** The inverse but for a factor, which a homography does not know. */
function adjugate([a, b, c, d, e, f, g, h, i]: Matrix): Matrix {
  return [
    ...[e * i - f * h, c * h - b * i, b * f - c * e],
    ...[f * g - d * i, a * i - c * g, c * d - a * f],
    ...[d * h - e * g, b * g - a * h, a * e - b * d],
  ] as unknown as Matrix;
}

function product(left: Matrix, right: Matrix): Matrix {
  const cells = left.map((_, index) => {
    const [row, column] = [Math.floor(index / 3), index % 3];
    return [0, 1, 2].reduce((sum, k) => sum + left[row * 3 + k]! * right[k * 3 + column]!, 0);
  });
  return cells as unknown as Matrix;
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Every turn round the figure goes the same way, and none is straight. */
function isConvex(points: readonly Corner[]): boolean {
  const turns = points.map((point, index) => {
    const [next, after] = [points[(index + 1) % points.length]!, points[(index + 2) % points.length]!];
    return Math.sign((next[0] - point[0]) * (after[1] - next[1]) - (next[1] - point[1]) * (after[0] - next[0]));
  });
  return turns[0] !== 0 && turns.every((turn) => turn === turns[0]);
}
