/** Keeps the best of overlapping boxes of one class. */
import type { Detection } from './manifest-types.ts';

export type Box = Pick<Detection, 'x' | 'y' | 'w' | 'h'>;

/** Intersection over union, 0..1. */
export function iouOf(a: Box, b: Box): number {
  const wide = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
  const high = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
  if (wide <= 0 || high <= 0) return 0;
  const both = wide * high;
  return both / (a.w * a.h + b.w * b.h - both);
}

/** Greedy suppression per `cls`. Returns the survivors, best first. */
export function suppress<T extends Box & { readonly cls: string; readonly score: number }>(
  boxes: readonly T[],
  iouMax: number,
): T[] {
  const kept: T[] = [];
  for (const box of boxes.toSorted((a, b) => b.score - a.score)) {
    if (!kept.some((other) => other.cls === box.cls && iouOf(other, box) > iouMax)) kept.push(box);
  }
  return kept;
}
