import { addLoft, addSphere, type Clay, ellipse, octagon, type Ring, rectangle } from './loft.ts';

/** Where one landmark stands: x, y, width, depth and true height in metres. */
export interface Site {
  readonly clay: Clay;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly d: number;
  readonly h: number;
}

/** Shanghai Tower: a rounded triangle that turns 120° and narrows to 55 %, with a slanted crown. */
export const twist = ({ clay, x, y, w, h }: Site): void => {
  const n = 18;
  const rings: Ring[] = [];
  for (let level = 0; level <= 26; level++) {
    const t = level / 26;
    const scale = (w / 2) * (1.04 - 0.5 * t);
    const turn = (t * 2 * Math.PI) / 3;
    const outline: [number, number][] = [];
    const liftM: number[] = [];
    for (let i = 0; i < n; i++) {
      const a = (i / n) * 2 * Math.PI;
      const r = scale * (1 + 0.13 * Math.cos(3 * a));
      outline.push([x + r * Math.cos(a + turn), y + r * Math.sin(a + turn)]);
      // The crown is cut like a scroll: highest at one edge.
      liftM.push(t === 1 ? -52 * (i / (n - 1)) : 0);
    }
    rings.push({ zM: t * h * (t === 1 ? 1 : 0.955), outline, liftM });
  }
  // A dark seam winds up each of the three edges: it is by this that the turn is seen.
  addLoft(clay, rings, false, (corner) => (corner % 6 === 0 ? -3.4 : 0.6 - 0.25 * (corner % 6)));
};

/** World Financial Center: a square prism cut down to a blade, pierced by a trapezoid. */
export const opener = ({ clay, x, y, w, h }: Site): void => {
  const turn = 0.72;
  const blade = (zM: number, t: number): Ring => ({
    zM,
    outline: octagon(x, y, w, w * (1 - 0.74 * t), 0.5 + 6 * t, turn),
  });
  addLoft(clay, [blade(0, 0), blade(h * 0.3, 0.12), blade(h * 0.6, 0.5), blade(h * 0.845, 0.86)], true, 0.25);
  const cos = Math.cos(turn);
  const sin = Math.sin(turn);
  const depth = w * 0.25;
  for (const side of [-1, 1]) {
    // The legs lean apart upwards: the opening is wider at its top.
    const leg = (zM: number, half: number): Ring => {
      const u = side * (w / 2 - half / 2);
      return { zM, outline: rectangle(x + u * cos, y + u * sin, half, depth, turn) };
    };
    addLoft(clay, [leg(h * 0.845, w * 0.24), leg(h * 0.955, w * 0.1)], true, 0.25);
  }
  addLoft(
    clay,
    [
      { zM: h * 0.95, outline: rectangle(x, y, w, depth, turn) },
      { zM: h, outline: rectangle(x, y, w, depth * 0.9, turn) },
    ],
    true,
    0.4,
  );
};

/** Jin Mao: tiers that shorten and step in like a pagoda, and a spire. */
export const pagoda = ({ clay, x, y, w, h }: Site): void => {
  const roof = h * 0.885;
  const tiers = h > 100 ? 13 : 5;
  const rings: Ring[] = [];
  let z = 0;
  let step = (roof * 0.155 * 13) / tiers;
  for (let i = 0; i < tiers && z < roof; i++) {
    const t = i / tiers;
    const size = w * (1 - 0.5 * t ** 2.1);
    const top = i === tiers - 1 ? roof : Math.min(roof, z + step);
    rings.push({ zM: z, outline: octagon(x, y, size * 0.965, size * 0.965, size * 0.16) });
    rings.push({ zM: top - 2, outline: octagon(x, y, size, size, size * 0.16) });
    z = top;
    step *= 0.885;
  }
  addLoft(clay, rings, true, 0.3);
  addLoft(
    clay,
    [
      { zM: roof, outline: ellipse(x, y, w * 0.16, w * 0.16, 8) },
      { zM: roof + (h - roof) * 0.4, outline: ellipse(x, y, w * 0.06, w * 0.06, 8) },
      { zM: h, outline: ellipse(x, y, 0.6, 0.6, 8) },
    ],
    false,
    0.3,
  );
};

/** Oriental Pearl: three shafts, three slanted legs, two great spheres and a small one, an aerial. */
export const pearl = ({ clay, x, y, h }: Site): void => {
  for (let i = 0; i < 3; i++) {
    const a = (i / 3) * 2 * Math.PI + 0.5;
    const cx = Math.cos(a);
    const cy = Math.sin(a);
    addLoft(
      clay,
      [
        { zM: 0, outline: ellipse(x + cx * 9, y + cy * 9, 4.5, 4.5, 8) },
        { zM: 265, outline: ellipse(x + cx * 9, y + cy * 9, 4.5, 4.5, 8) },
      ],
      false,
      0.2,
    );
    addLoft(
      clay,
      [
        { zM: 0, outline: ellipse(x + cx * 52, y + cy * 52, 3.5, 3.5, 8) },
        { zM: 92, outline: ellipse(x + cx * 12, y + cy * 12, 3.5, 3.5, 8) },
      ],
      false,
      0.2,
    );
  }
  addSphere(clay, x, y, 93, 27, 0.7);
  addSphere(clay, x, y, 272, 24, 0.8);
  addLoft(
    clay,
    [
      { zM: 290, outline: ellipse(x, y, 5, 5, 8) },
      { zM: 340, outline: ellipse(x, y, 4, 4, 8) },
    ],
    false,
    0.3,
  );
  addSphere(clay, x, y, 342, 9, 0.8);
  addLoft(
    clay,
    [
      { zM: 348, outline: ellipse(x, y, 3.4, 3.4, 8) },
      { zM: 400, outline: ellipse(x, y, 2, 2, 8) },
      { zM: h, outline: ellipse(x, y, 0.7, 0.7, 8) },
    ],
    false,
    0.3,
  );
};

/** China Art Museum: a crown that widens upwards on four cores. */
export const crown = ({ clay, x, y, w, h }: Site): void => {
  addLoft(
    clay,
    [
      { zM: 0, outline: rectangle(x, y, w * 0.42, w * 0.42) },
      { zM: h * 0.5, outline: rectangle(x, y, w * 0.42, w * 0.42) },
    ],
    true,
  );
  for (let i = 0; i < 4; i++) {
    const size = w * (0.62 + 0.12 * i);
    const z = h * (0.5 + 0.125 * i);
    addLoft(
      clay,
      [
        { zM: z, outline: rectangle(x, y, size, size) },
        { zM: z + h * 0.125, outline: rectangle(x, y, size, size) },
      ],
      true,
      0.3,
    );
  }
};

/** Expo Axis: a long low deck with six glass funnels that open upwards. */
export const axis = ({ clay, x, y, w, d, h }: Site): void => {
  addLoft(
    clay,
    [
      { zM: 0, outline: rectangle(x, y, w * 0.7, d) },
      { zM: h * 0.22, outline: rectangle(x, y, w * 0.7, d) },
    ],
    true,
  );
  for (let i = 0; i < 6; i++) {
    const cy = y + ((i + 0.5) / 6 - 0.5) * d;
    addLoft(
      clay,
      [
        { zM: h * 0.2, outline: ellipse(x, cy, 7, 7, 12) },
        { zM: h * 0.7, outline: ellipse(x, cy, 16, 16, 12) },
        { zM: h, outline: ellipse(x, cy, 40, 40, 12) },
      ],
      false,
      0.5,
    );
  }
};
