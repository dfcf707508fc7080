/**
 * Scores a detector on held-out synthetic scenes. The first ten shards are for choosing (thresholds, and whatever was
 * looked at on the way); the figures come from the others, which nothing was chosen on.
 */
import type { DetectorOptions } from '../runtime/detector.ts';
import { DETECTION_CLASSES } from '../runtime/manifest-types.ts';
import { listShards, readShard, type Shard } from '../training/shards.ts';
import { type FrameCost, frameCostOf } from './frame-cost.ts';
import { type ByClass, type ByPart, isDay, judge, type Looked, lookAt } from './look.ts';
import { type ClassScore, type JudgedFrames, scoreJudged } from './score.ts';
import { ALL, CLEAR, PARTS, type Subset } from './subset.ts';
import { chooseThresholds } from './thresholds.ts';

/** Shards of the scored set that are kept for choosing: their numbers are below this. */
export const CHOOSING_SHARDS = 10;

export interface Evaluation {
  readonly threshold: number;
  readonly frames: ByPart<number>;
  readonly all: ByPart<ByClass<ClassScore>>;
  readonly clear: ByPart<ByClass<ClassScore>>;
  readonly cost: FrameCost;
}

/** Shards for choosing and for scoring. Throws when one of them lacks. */
export function heldOut(folder: string): { readonly choosing: Shard[]; readonly scoring: Shard[] } {
  const numbered = listShards(folder, 'scored').map((path) => ({ path, number: Number(path.slice(-4)) }));
  const pick = (isWanted: (number: number) => boolean): Shard[] =>
    numbered.filter(({ number }) => isWanted(number)).map(({ path }) => readShard(path));
  const choosing = pick((number) => number < CHOOSING_SHARDS);
  const scoring = pick((number) => number >= CHOOSING_SHARDS);
  if (choosing.length === 0 || scoring.length === 0)
    throw new Error(
      `${folder} lacks scored shards below or from number ${CHOOSING_SHARDS}: make them with the data command`,
    );
  return { choosing, scoring };
}

const scoresAt = (judged: ByPart<ByClass<JudgedFrames>>, threshold: number): ByPart<ByClass<ClassScore>> =>
  Object.fromEntries(
    PARTS.map((part) => [
      part,
      Object.fromEntries(DETECTION_CLASSES.map((cls) => [cls, scoreJudged(judged[part][cls], threshold)])),
    ]),
  ) as ByPart<ByClass<ClassScore>>;

export async function thresholdsFor(
  model: string,
  choosing: readonly Shard[],
  options: DetectorOptions = {},
): Promise<ByClass<number>> {
  return chooseThresholds(judge(await lookAt(model, choosing, options), CLEAR));
}

export async function evaluate(
  model: string,
  scoring: readonly Shard[],
  threshold: number,
  options: DetectorOptions = {},
): Promise<Evaluation> {
  const looked = await lookAt(model, scoring, options);
  const scores = (subset: Subset): Evaluation['all'] => scoresAt(judge(looked, subset), threshold);
  const days = looked.filter(({ frame }: Looked) => isDay(frame)).length;
  return {
    threshold,
    frames: { day: days, night: looked.length - days },
    all: scores(ALL),
    clear: scores(CLEAR),
    cost: await frameCostOf(model, scoring[0]!, { ...options, threshold }),
  };
}
