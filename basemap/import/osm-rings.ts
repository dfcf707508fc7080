import { crossPoint } from '../check/geometry-check.ts';
import { planArea2 } from './surface-outline.ts';

type Point = readonly [number, number];

/** Joins pieces end to end; what closes is a ring, what does not stays an open chain. */
export function chainsOf(pieces: readonly (readonly Point[])[]): { rings: Point[][]; open: Point[][] } {
  const name = (p: Point): string => `${p[0]},${p[1]}`;
  const left = new Set(pieces.filter((piece) => piece.length > 1));
  const starts = new Map<string, Set<readonly Point[]>>();
  const put = (p: Point, piece: readonly Point[]): void => {
    const list = starts.get(name(p)) ?? new Set();
    starts.set(name(p), list.add(piece));
  };
  for (const piece of left) {
    put(piece[0]!, piece);
    put(piece.at(-1)!, piece);
  }
  const nextAt = (p: Point): readonly Point[] | undefined => {
    for (const piece of starts.get(name(p)) ?? []) if (left.has(piece)) return piece;
    return undefined;
  };
  const rings: Point[][] = [];
  const open: Point[][] = [];
  for (const first of pieces) {
    if (!left.delete(first)) continue;
    const chain = [...first];
    const grow = (): void => {
      for (;;) {
        const end = chain.at(-1)!;
        const piece = name(end) === name(chain[0]!) ? undefined : nextAt(end);
        if (!piece) return;
        left.delete(piece);
        chain.push(...(name(piece[0]!) === name(end) ? piece : [...piece].reverse()).slice(1));
      }
    };
    grow();
    if (name(chain[0]!) === name(chain.at(-1)!)) rings.push(chain);
    else {
      chain.reverse();
      grow();
      chain.reverse();
      open.push(chain);
    }
  }
  return { rings, open };
}

export interface Box {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/**
 * The sea from coastlines, which have water on their right hand. Each open
 * chain is carried on clockwise along the box to where the next one begins.
 * Null where no coast crosses the box.
 */
export function seaOf(coast: readonly (readonly Point[])[], box: Box): { sea: Point[][] } | null {
  const { rings, open } = chainsOf(coast);
  if (open.length === 0) return null;
  const { west, south, east, north } = box;
  const [w, h] = [east - west, north - south];
  const round = 2 * (w + h);
  /** Way along the border, clockwise from the north-west corner. */
  const along = ([x, y]: Point): number => {
    const gaps = [north - y, east - x, y - south, x - west];
    const side = gaps.indexOf(Math.min(...gaps));
    return [x - west, w + north - y, w + h + east - x, 2 * w + h + y - south][side]!;
  };
  /** Where a chain that ends short of the border is carried: straight to the nearest side that its own line leaves free. */
  const border = (p: Point, chain: readonly Point[]): Point => {
    const [x, y] = p;
    const sides: readonly (readonly [number, Point])[] = [
      [north - y, [x, north]],
      [east - x, [east, y]],
      [y - south, [x, south]],
      [x - west, [west, y]],
    ];
    const byGap = [...sides].sort((a, b) => a[0] - b[0]).map(([, side]) => side);
    const isFree = (side: Point): boolean =>
      chain.every((q, i) => i === 0 || crossPoint(p, side, chain[i - 1]!, q) === null);
    return byGap.find(isFree) ?? byGap[0]!;
  };
  const carried = (chain: readonly Point[]): Point[] => [
    border(chain[0]!, chain),
    ...chain,
    border(chain.at(-1)!, chain),
  ];
  const corners: readonly (readonly [number, Point])[] = [
    [0, [west, north]],
    [w, [east, north]],
    [w + h, [east, south]],
    [2 * w + h, [west, south]],
  ];
  const left = new Set(open);
  const outlines: Point[][] = [];
  for (const first of open) {
    if (!left.delete(first)) continue;
    const ring = carried(first);
    const closing = along(ring[0]!);
    for (;;) {
      const from = along(ring.at(-1)!);
      const ahead = (at: number): number => (at - from + round) % round || round;
      const begin = (chain: readonly Point[]): number => ahead(along(border(chain[0]!, chain)));
      const next = [...left].sort((a, b) => begin(a) - begin(b))[0];
      const until = next && begin(next) < ahead(closing) ? next : null;
      const way = until ? begin(until) : ahead(closing);
      ring.push(
        ...corners
          .filter(([at]) => ahead(at) < way)
          .sort((a, b) => ahead(a[0]) - ahead(b[0]))
          .map(([, p]) => p),
      );
      if (!until) break;
      left.delete(until);
      ring.push(...carried(until));
    }
    outlines.push([...ring, ring[0]!]);
  }
  // Islands are rings that run counter-clockwise.
  const islands = rings.filter((ring) => planArea2(ring) > 0);
  return { sea: [...outlines, ...islands] };
}
