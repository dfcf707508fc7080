/**
 * Water on a road: every few seconds a network of its own looks at the zone and names a class of depth. The answer is the
 * median of half a minute, so that a bus that hides the gauge board, or its spray, is no flood.
 */
import type { RgbFrame } from '@chengyun/models/runtime/manifest-types.ts';
import { createWindow } from '../window.ts';
import type { Polygon } from '../zones/geometry.ts';
import type { ZoneConfig } from '../zones/zone.ts';
import type { Situation } from './situation.ts';

/** Names of the classes, from dry to deep: the value that is reported is the place in this list. */
export const PONDING_CLASSES = ['dry', 'wet-film', 'below-15cm', '15-to-30cm', 'above-30cm'] as const;

/** What judges one outline of a frame; null when it cannot. */
export type JudgeWater = (
  frame: RgbFrame,
  region: Polygon,
) => Promise<{ readonly cls: string; readonly score: number } | null>;

export interface Ponding extends Situation {
  /** Looks when it is time to. The frame is not kept. */
  look(frame: RgbFrame, ms: number, judge: JudgeWater): Promise<void>;
}

const LOOK_EVERY_MS = 5000;
const WINDOW_MS = 30_000;
/** From fewer looks nothing is said. */
const LOOKS_MIN = 3;

export function createPonding({ polygon }: ZoneConfig): Ponding {
  const classes = createWindow(WINDOW_MS);
  const scores = createWindow(WINDOW_MS);
  let lookedMs = -Infinity;
  return {
    see: () => undefined,
    look: async (frame, ms, judge) => {
      if (ms - lookedMs < LOOK_EVERY_MS) return;
      lookedMs = ms;
      const judged = await judge(frame, polygon);
      const index = judged === null ? -1 : (PONDING_CLASSES as readonly string[]).indexOf(judged.cls);
      if (judged === null || index < 0) return;
      classes.add(index, ms);
      scores.add(judged.score, ms);
    },
    measure: (ms) => {
      const value = classes.median(ms);
      if (value === null || classes.size(ms) < LOOKS_MIN) return [];
      return [{ metric: 'water.ponding_class', value, unit: '1', founded: scores.mean(ms) ?? 0 }];
    },
  };
}
