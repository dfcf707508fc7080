/**
 * Greedy label placement, free of overlap. Items come in order of importance;
 * each tries eight directions at seven distances around its anchor and takes
 * the cheapest free spot. What finds none is left out: a missing label is
 * better than two that cover each other.
 */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface LabelItem {
  readonly id: string;
  /** Where the leader ends, pixels. */
  readonly anchorX: number;
  readonly anchorY: number;
  readonly w: number;
  readonly h: number;
}

export interface Placed extends LabelItem, Box {
  readonly id: string;
  /** The end of the leader on the label's edge. */
  readonly leadX: number;
  readonly leadY: number;
}

export interface PlacementOptions {
  readonly bounds: Box;
  /** Never covered: cards, plates of others, the river's name. */
  readonly hard: readonly Box[];
  /** Better left free: pins and stems. */
  readonly soft: readonly Box[];
  /** Covered without much regret: towers. */
  readonly backdrop?: readonly Box[];
  readonly most: number;
  /** Distance unit, pixels: about half the height of a label. */
  readonly stepPx: number;
}

// Upwards first: a plate above its stem reads as a flag.
const directions = [
  [0, -1, 0],
  [0.75, -0.75, 0.4],
  [-0.75, -0.75, 0.5],
  [1, 0, 0.9],
  [-1, 0, 1],
  [0.75, 0.75, 3.4],
  [-0.75, 0.75, 3.6],
  [0, 1, 4.6],
] as const;
const distances = [0.4, 1, 1.8, 2.8, 4, 5.6, 7.6] as const;

export const overlaps = (a: Box, b: Box, gap = 0): boolean =>
  a.x < b.x + b.w + gap && b.x < a.x + a.w + gap && a.y < b.y + b.h + gap && b.y < a.y + a.h + gap;

function overlapArea(a: Box, b: Box): number {
  const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
  const h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
  return w > 0 && h > 0 ? w * h : 0;
}

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));

/** A leader must not run through another label. */
function crosses(box: Box, ax: number, ay: number, bx: number, by: number): boolean {
  for (let i = 1; i < 8; i++) {
    const x = ax + ((bx - ax) * i) / 8;
    const y = ay + ((by - ay) * i) / 8;
    if (x > box.x && x < box.x + box.w && y > box.y && y < box.y + box.h) return true;
  }
  return false;
}

export function placeLabels(items: readonly LabelItem[], options: PlacementOptions): Placed[] {
  const { bounds, stepPx } = options;
  const taken: Box[] = [...options.hard];
  const placed: Placed[] = [];
  for (const item of items) {
    if (placed.length >= options.most) break;
    let best: Placed | null = null;
    let bestCost = Number.POSITIVE_INFINITY;
    for (const [dx, dy, bias] of directions) {
      for (const distance of distances) {
        const reach = distance * stepPx;
        const x = item.anchorX + dx * (reach + item.w / 2) - item.w / 2;
        const y = item.anchorY + dy * (reach + item.h / 2) - item.h / 2;
        const box = { x, y, w: item.w, h: item.h };
        if (x < bounds.x || y < bounds.y || x + item.w > bounds.x + bounds.w || y + item.h > bounds.y + bounds.h)
          continue;
        if (taken.some((other) => overlaps(box, other, 6))) continue;
        const leadX = clamp(item.anchorX, x, x + item.w);
        const leadY = clamp(item.anchorY, y, y + item.h);
        let cost = Math.hypot(leadX - item.anchorX, leadY - item.anchorY) / stepPx + bias;
        for (const other of options.soft) cost += (overlapArea(box, other) / (item.h * item.h)) * 3;
        for (const other of options.backdrop ?? []) cost += overlapArea(box, other) / (item.h * item.h);
        for (const other of placed) if (crosses(other, item.anchorX, item.anchorY, leadX, leadY)) cost += 8;
        if (cost < bestCost) {
          bestCost = cost;
          best = { ...item, ...box, leadX, leadY };
        }
      }
    }
    if (best) {
      placed.push(best);
      taken.push(best);
    }
  }
  return placed;
}
