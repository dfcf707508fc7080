/**
 * Solids from stacked outlines, as a potter would: enough to recognise a tower
 * by, and nothing more. A `Clay` collects vertices; every face carries its
 * normal and, where it is flat and wide enough to be outlined, its size.
 */
export interface Clay {
  readonly positions: number[];
  readonly normals: number[];
  /** u, v, face width and height in metres; zero width = no outline. */
  readonly faces: number[];
  readonly shades: number[];
  readonly indices: number[];
}

/** A closed outline at one height; x, y pairs in metres, counter-clockwise. */
export interface Ring {
  readonly zM: number;
  readonly outline: readonly (readonly [number, number])[];
  /** Height of each corner above zM, for slanted tops. */
  readonly liftM?: readonly number[];
}

export const createClay = (): Clay => ({ positions: [], normals: [], faces: [], shades: [], indices: [] });

type Point = readonly [number, number, number];

/** One four-cornered face, counter-clockwise from outside. */
export function addQuad(clay: Clay, a: Point, b: Point, c: Point, d: Point, shade: number, outlined: boolean): void {
  const u = [b[0] - a[0], b[1] - a[1], b[2] - a[2]] as const;
  const v = [d[0] - a[0], d[1] - a[1], d[2] - a[2]] as const;
  const n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]] as const;
  const length = Math.hypot(...n) || 1;
  const base = clay.positions.length / 3;
  const width = outlined ? Math.hypot(...u) : 0;
  const height = outlined ? Math.hypot(...v) : 0;
  const corners = [
    [a, 0, 0],
    [b, 1, 0],
    [c, 1, 1],
    [d, 0, 1],
  ] as const;
  for (const [p, s, t] of corners) {
    clay.positions.push(...p);
    clay.normals.push(n[0] / length, n[1] / length, n[2] / length);
    clay.faces.push(s, t, width, height);
    clay.shades.push(shade);
  }
  clay.indices.push(base, base + 1, base + 2, base, base + 2, base + 3);
}

/** Joins rings of equal length from the bottom up and closes the top. */
export function addLoft(
  clay: Clay,
  rings: readonly Ring[],
  outlined: boolean,
  shade: number | ((corner: number) => number) = 0,
): void {
  const shadeOf = typeof shade === 'number' ? () => shade : shade;
  const at = (ring: Ring, i: number): Point => {
    const k = i % ring.outline.length;
    const [x, y] = ring.outline[k]!;
    return [x, y, ring.zM + (ring.liftM?.[k] ?? 0)];
  };
  for (let r = 0; r + 1 < rings.length; r++) {
    const low = rings[r]!;
    const high = rings[r + 1]!;
    for (let i = 0; i < low.outline.length; i++) {
      addQuad(clay, at(low, i), at(low, i + 1), at(high, i + 1), at(high, i), shadeOf(i), outlined);
    }
  }
  const top = rings.at(-1)!;
  for (let i = 1; i + 1 < top.outline.length; i++) {
    addQuad(clay, at(top, 0), at(top, i), at(top, i + 1), at(top, i + 1), shadeOf(i), false);
  }
}

/** A rectangle centred on x, y and turned by `turn` radians. */
export function rectangle(x: number, y: number, w: number, d: number, turn = 0): [number, number][] {
  return around(x, y, turn, [
    [-w / 2, -d / 2],
    [w / 2, -d / 2],
    [w / 2, d / 2],
    [-w / 2, d / 2],
  ]);
}

/** A rectangle with its corners cut by `cut` metres. */
export function octagon(x: number, y: number, w: number, d: number, cut: number, turn = 0): [number, number][] {
  const a = w / 2;
  const b = d / 2;
  return around(x, y, turn, [
    [-a + cut, -b],
    [a - cut, -b],
    [a, -b + cut],
    [a, b - cut],
    [a - cut, b],
    [-a + cut, b],
    [-a, b - cut],
    [-a, -b + cut],
  ]);
}

/** A circle or ellipse of `n` corners. */
export function ellipse(x: number, y: number, rx: number, ry: number, n = 14): [number, number][] {
  return Array.from({ length: n }, (_, i) => {
    const t = (i / n) * 2 * Math.PI;
    return [x + rx * Math.cos(t), y + ry * Math.sin(t)];
  });
}

function around(x: number, y: number, turn: number, local: readonly (readonly [number, number])[]): [number, number][] {
  const c = Math.cos(turn);
  const s = Math.sin(turn);
  return local.map(([u, v]) => [x + u * c - v * s, y + u * s + v * c]);
}

/** A sphere standing clear of the ground. */
export function addSphere(clay: Clay, x: number, y: number, centreM: number, radiusM: number, shade = 0): void {
  const rings: Ring[] = [];
  for (let i = 0; i <= 8; i++) {
    const t = (i / 8) * Math.PI;
    const r = Math.max(0.1, radiusM * Math.sin(t));
    rings.push({ zM: centreM - radiusM * Math.cos(t), outline: ellipse(x, y, r, r, 16) });
  }
  addLoft(clay, rings, false, shade);
}
