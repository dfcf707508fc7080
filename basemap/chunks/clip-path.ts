import type { FlatRing } from './simplify.ts';

/** What of a ring lies in a square (Sutherland and Hodgman 1974), or null. Good for areas that are filled, not outlined. */
export function clipRing(ring: FlatRing, lowX: number, lowY: number, highX: number, highY: number): number[] | null {
  let out: number[] = [...ring];
  const sides = [
    [0, 1, lowX],
    [0, -1, highX],
    [1, 1, lowY],
    [1, -1, highY],
  ] as const;
  for (const [axis, sign, limit] of sides) {
    const next: number[] = [];
    for (let i = 0; i < out.length; i += 2) {
      const j = (i + 2) % out.length;
      const from = sign * (out[i + axis]! - limit);
      const to = sign * (out[j + axis]! - limit);
      if (from >= 0) next.push(out[i]!, out[i + 1]!);
      if (from >= 0 !== to >= 0) {
        const t = from / (from - to);
        next.push(out[i]! + (out[j]! - out[i]!) * t, out[i + 1]! + (out[j + 1]! - out[i + 1]!) * t);
      }
    }
    out = next;
    if (out.length < 6) return null;
  }
  return out;
}

/** A path in pieces, each with the tile it lies in, cut where it crosses the lines of the grid. */
export function* piecesByTile(path: FlatRing, sizeM: number): Generator<{ x: number; y: number; piece: number[] }> {
  for (let i = 0; i + 3 < path.length; i += 2) {
    const [ax, ay, bx, by] = [path[i]!, path[i + 1]!, path[i + 2]!, path[i + 3]!];
    const cuts = [0, 1];
    for (const [from, to] of [
      [ax, bx],
      [ay, by],
    ] as const) {
      const first = Math.floor(Math.min(from, to) / sizeM) + 1;
      for (let line = first; line * sizeM < Math.max(from, to); line++) cuts.push((line * sizeM - from) / (to - from));
    }
    cuts.sort((a, b) => a - b);
    for (let k = 0; k + 1 < cuts.length; k++) {
      const [t, u] = [cuts[k]!, cuts[k + 1]!];
      if (u - t < 1e-9) continue;
      const middle = (t + u) / 2;
      yield {
        x: Math.floor((ax + (bx - ax) * middle) / sizeM),
        y: Math.floor((ay + (by - ay) * middle) / sizeM),
        piece: [ax + (bx - ax) * t, ay + (by - ay) * t, ax + (bx - ax) * u, ay + (by - ay) * u],
      };
    }
  }
}
