/** What each kind of zone is looked at for. A new kind is one file and one line. */
import type { ZoneKind } from '@chengyun/contracts';
import { createFireLane } from './fire-lane.ts';
import { createLane } from './lane.ts';
import { createCrowd, createWater } from './people.ts';
import type { CreateSituation } from './situation.ts';

/** Ponding is judged by a network of its own and not by what moves: see ponding.ts. */
export const SITUATIONS: Readonly<Record<Exclude<ZoneKind, 'ponding'>, CreateSituation>> = {
  lane: createLane,
  'fire-lane': createFireLane,
  water: createWater,
  crowd: createCrowd,
};
