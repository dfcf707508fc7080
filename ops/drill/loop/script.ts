/**
 * The script of the day: forty pumps trip in the rain, one after the other, and four crews, of which one never answers.
 * How long each person takes follows from the seed. All times are seconds of the exercise.
 */
import { createRandom } from '@chengyun/basemap/random.ts';

export interface LoopScript {
  /** When each hazard begins, after the start. */
  readonly beginsS: readonly number[];
  /** How long people take, drawn in the order of the hazards. */
  readonly of: (hazard: number) => HumanTimes;
}

export interface HumanTimes {
  readonly ackS: number;
  readonly dispatchS: number;
  readonly seenS: number;
  readonly acceptS: number;
  readonly travelS: number;
  readonly workS: number;
}

export const HAZARDS = 40;
export const SILENT = 'officer-2';
/** A day's hazards, without the quiet hours between them. */
const EVERY_S = 40;
const JITTER_S = 15;

export function writeScript(seed: number, hazards = HAZARDS): LoopScript {
  const random = createRandom(seed);
  const between = (from: number, to: number) => from + random() * (to - from);
  const beginsS = Array.from({ length: hazards }, (_, i) => i * EVERY_S + between(0, JITTER_S));
  const times = beginsS.map(() => ({
    ...{ ackS: between(4, 20), dispatchS: between(4, 20), seenS: between(2, 8), acceptS: between(4, 30) },
    ...{ travelS: between(40, 120), workS: between(40, 120) },
  }));
  return { beginsS, of: (hazard) => times[hazard % times.length]! };
}
