/**
 * A lane that a fire engine needs: for how long something has stood in it. What is hidden for a while still stands
 * there; what drives through is nothing.
 */

import type { Standing } from '../tracking/standing.ts';
import { footOf, isInside } from '../zones/geometry.ts';
import type { ZoneConfig } from '../zones/zone.ts';
import type { Situation } from './situation.ts';

const BLOCKED_AFTER_MS = 10_000;
const HIDDEN_MS_MAX = 60_000;

export function createFireLane({ polygon }: ZoneConfig): Situation {
  let blocking: Standing | null = null;
  let hasSeen = false;
  return {
    see: ({ ms, standing }) => {
      hasSeen = true;
      const here = standing.filter(({ cls, box, sinceMs, seenMs }) => {
        const stands = cls !== 'person' && ms - sinceMs >= BLOCKED_AFTER_MS && ms - seenMs <= HIDDEN_MS_MAX;
        return stands && isInside(polygon, ...footOf(box));
      });
      blocking = here.toSorted((a, b) => a.sinceMs - b.sinceMs)[0] ?? null;
    },
    measure: (ms) => {
      if (!hasSeen) return [];
      const value = blocking === null ? 0 : Math.round((ms - blocking.sinceMs) / 1000);
      const founded = blocking === null ? 1 : Math.max(0, 1 - (ms - blocking.seenMs) / HIDDEN_MS_MAX);
      return [{ metric: 'safety.fire_lane_blocked', value, unit: 's', founded }];
    },
  };
}
