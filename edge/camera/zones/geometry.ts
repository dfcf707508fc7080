/** Plane geometry in parts of the picture: x and y from 0 to 1, from the top left. */
export type Point = readonly [x: number, y: number];
export type Polygon = readonly Point[];

/** A box of a detector in parts of the picture. */
export interface RelativeBox {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** Even-odd rule; a point on the left or top edge counts as inside. */
export function isInside(polygon: Polygon, x: number, y: number): boolean {
  let inside = false;
  let [previousX, previousY] = polygon.at(-1) ?? [0, 0];
  for (const [cornerX, cornerY] of polygon) {
    const crosses = cornerY > y !== previousY > y;
    if (crosses && x < ((previousX - cornerX) * (y - cornerY)) / (previousY - cornerY) + cornerX) inside = !inside;
    previousX = cornerX;
    previousY = cornerY;
  }
  return inside;
}

/**
 * Where a thing stands on the ground: the middle of the lower edge of its box. A box that is cut by the lower border
 * stands just inside of it, so that a zone drawn to the border has it.
 */
export function footOf({ x, y, w, h }: RelativeBox): Point {
  return [x + w / 2, Math.min(y + h, 1 - 1e-6)];
}

/** Points on a grid over a polygon, for measuring shares of its area. At most `side` squared of them. */
export function gridInside(polygon: Polygon, side: number): Point[] {
  const xs = polygon.map(([x]) => x);
  const ys = polygon.map(([, y]) => y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top];
  const points: Point[] = [];
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      const x = left + ((column + 0.5) / side) * width;
      const y = top + ((row + 0.5) / side) * height;
      if (isInside(polygon, x, y)) points.push([x, y]);
    }
  }
  return points;
}

/** Share of the points that lie in at least one box, 0 to 1. */
export function coveredShare(points: readonly Point[], boxes: readonly RelativeBox[]): number {
  if (points.length === 0) return 0;
  const isCovered = ([px, py]: Point) => boxes.some(({ x, y, w, h }) => px >= x && px < x + w && py >= y && py < y + h);
  return points.filter(isCovered).length / points.length;
}

/** Intersection over union of two boxes, 0 to 1. */
export function overlap(a: RelativeBox, b: RelativeBox): number {
  const width = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.w * a.h + b.w * b.h - shared);
}
