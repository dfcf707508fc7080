/**
 * Names of the plan inset. Each stands where the map says, unless glyphs lie there: then it takes the side of its place
 * that they leave most free. Pure.
 */
import type { BasemapData } from '@chengyun/basemap/data.ts';

export interface PlanBox {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface NameSpot {
  /** Of the text's anchor on its baseline. */
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
}

type PlanName = BasemapData['planNames'][number];

/** The mirrored side and the two above and below, in ems from the place. */
function spotsOf({ dx, dy, anchor }: PlanName): readonly Pick<PlanName, 'dx' | 'dy' | 'anchor'>[] {
  const mirrored = anchor === 'start' ? 'end' : anchor === 'end' ? 'start' : 'middle';
  return [
    { dx, dy, anchor },
    { dx: -dx, dy, anchor: mirrored },
    { dx, dy: -dy, anchor },
    { dx: 0, dy: -1.5, anchor: 'middle' },
    { dx: 0, dy: 1.5, anchor: 'middle' },
    { dx: 1.4, dy: 0, anchor: 'start' },
    { dx: -1.4, dy: 0, anchor: 'end' },
  ];
}

/** Han are as wide as they are high, the rest about six tenths. */
const widthEm = (text: string): number => [...text].reduce((sum, c) => sum + (c > '\u2e80' ? 1 : 0.6), 0);

const boxOf = (text: string, { x, y, anchor }: NameSpot, em: number): PlanBox => {
  const w = widthEm(text) * em;
  const left = anchor === 'start' ? x : anchor === 'end' ? x - w : x - w / 2;
  return { x: left, y: y - em * 0.9, w, h: em * 1.1 };
};

const shared = (a: PlanBox, b: PlanBox): number =>
  Math.max(0, Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x)) *
  Math.max(0, Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y));

export interface PlanNamePlace {
  readonly name: PlanName;
  /** Where the place itself is, px. */
  readonly x: number;
  readonly y: number;
}

/** One spot a name, in their order; `taken` are boxes of glyphs, `picture` is where a name must stay. */
export function placePlanNames(
  places: readonly PlanNamePlace[],
  taken: readonly PlanBox[],
  picture: { readonly w: number; readonly h: number },
  em: number,
): readonly NameSpot[] {
  const covered = [...taken];
  return places.map(({ name, x, y }) => {
    let best: { spot: NameSpot; box: PlanBox; cost: number } | null = null;
    for (const { dx, dy, anchor } of spotsOf(name)) {
      const spot = { x: x + dx * em, y: y + dy * em + em * 0.3, anchor };
      const box = boxOf(name.text, spot, em);
      const out = box.w * box.h - shared(box, { x: 0, y: 0, ...picture });
      const cost = covered.reduce((sum, other) => sum + shared(box, other), out * 2);
      if (best === null || cost < best.cost) best = { spot, box, cost };
    }
    covered.push(best!.box);
    return best!.spot;
  });
}
