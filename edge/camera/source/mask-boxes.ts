/**
 * Covers drawn polygons with upright rectangles, which is what the decoder can blacken. Nothing of a polygon stays
 * uncovered; at slanted edges a little more than the polygon is, by at most the height of one strip.
 */
import type { Polygon } from '../zones/geometry.ts';
import type { Mask } from './ffmpeg-arguments.ts';

/** Rectangles over all masks of one camera: each is a filter of its own, and a command line has an end. */
export const MASK_BOXES_MAX = 800;
const STRIPS = 24;

type Span = readonly [left: number, right: number];

/** Strips from top to bottom; what is equal in neighbouring strips becomes one rectangle. */
export function boxesOfPolygon(polygon: Polygon): Mask[] {
  const ys = polygon.map(([, y]) => y);
  const top = Math.min(...ys);
  const stripH = (Math.max(...ys) - top) / STRIPS;
  const boxes: { spans: readonly Span[]; y: number; h: number }[] = [];
  for (let strip = 0; strip < STRIPS; strip += 1) {
    const y = top + strip * stripH;
    const spans = spansBetween(polygon, y, y + stripH);
    const above = boxes.at(-1);
    if (above !== undefined && isSame(above.spans, spans)) above.h += stripH;
    else boxes.push({ spans, y, h: stripH });
  }
  return boxes.flatMap(({ spans, y, h }) => spans.map(([left, right]) => ({ x: left, y, w: right - left, h })));
}

/** What the polygon takes of the strip between two heights, from left to right. Polygons do not cross themselves. */
function spansBetween(polygon: Polygon, fromY: number, toY: number): Span[] {
  const inside = polygon.map(([, y]) => y).filter((y) => y > fromY && y < toY);
  const heights = [fromY, ...inside.sort((a, b) => a - b), toY];
  const spans: Span[] = [];
  for (const [index, lowY] of heights.entries()) {
    const highY = heights[index + 1] ?? lowY;
    // Between two heights no corner lies, so that edges come in pairs: one begins the inside, the next ends it.
    const edges = edgesAt(polygon, (lowY + highY) / 2);
    for (let pair = 0; highY > lowY && pair + 1 < edges.length; pair += 2) {
      const [left, right] = [edges[pair], edges[pair + 1]];
      if (!left || !right) continue;
      spans.push([Math.min(left(lowY), left(highY)), Math.max(right(lowY), right(highY))]);
    }
  }
  return merged(spans);
}

/** The edges that cross a height, from left to right, each as x by y. */
function edgesAt(polygon: Polygon, y: number): ((y: number) => number)[] {
  return polygon
    .flatMap(([ax, ay], index) => {
      const [bx, by] = polygon[(index + 1) % polygon.length] ?? [ax, ay];
      if (ay > y === by > y) return [];
      return [(height: number) => ax + ((height - ay) / (by - ay)) * (bx - ax)];
    })
    .sort((a, b) => a(y) - b(y));
}

function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const [left, right] of spans.toSorted(([a], [b]) => a - b)) {
    const last = result.at(-1);
    if (last !== undefined && left <= last[1]) result[result.length - 1] = [last[0], Math.max(last[1], right)];
    else result.push([left, right]);
  }
  return result;
}

const ALIKE = 1e-9;

function isSame(a: readonly Span[], b: readonly Span[]): boolean {
  const isNear = (x: number | undefined, y: number) => x !== undefined && Math.abs(x - y) < ALIKE;
  return a.length === b.length && b.every(([left, right], at) => isNear(a[at]?.[0], left) && isNear(a[at]?.[1], right));
}
