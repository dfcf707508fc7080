/** How a box that cannot judge everything divides what it can: nobody gets nothing, and low priorities give up first. */
import { PRIORITIES, type Priority } from './turns.ts';

export interface Demand {
  readonly priority: Priority;
  readonly framesPerS: number;
}

/** Every camera keeps so much, so that it stays in sight. */
export const FRAMES_PER_S_MIN = 0.5;

/** Frames a second for each, in the same order. Together they are `budget`, if that is enough for the least of all. */
export function allot(demands: readonly Demand[], budget: number): number[] {
  const given = demands.map(({ framesPerS }) => Math.min(framesPerS, FRAMES_PER_S_MIN));
  let left = budget - given.reduce((sum, one) => sum + one, 0);
  for (const priority of PRIORITIES) {
    const missing = demands.map((one, at) => (one.priority === priority ? one.framesPerS - given[at]! : 0));
    const wanted = missing.reduce((sum, one) => sum + one, 0);
    if (wanted === 0) continue;
    const share = Math.max(0, Math.min(1, left / wanted));
    missing.forEach((one, at) => {
      given[at]! += one * share;
    });
    left -= wanted * share;
  }
  return given;
}
