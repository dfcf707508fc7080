/**
 * One threshold for all classes. A detector's classes do not speak equally loud: what is rare stays quiet. On scenes
 * kept for it, the threshold of each class is found at which precision and recall, by day and by night, are best in
 * terms of what is wanted of them; then the class's heat is shifted so that this point lies at the common threshold.
 * The shift is a constant on the head's bias: no box moves, and an operator's own threshold still treats all alike.
 */
import { DETECTION_CLASSES } from '../runtime/manifest-types.ts';
import { LAYERS } from '../training/network.ts';
import type { Parameters } from '../training/parameters.ts';
import type { ByClass, ByPart } from './look.ts';
import { type JudgedFrames, scoreJudged } from './score.ts';
import { PARTS, WANTED } from './subset.ts';

export const COMMON_THRESHOLD = 0.4;

const CANDIDATES = Array.from({ length: 71 }, (_, step) => Math.round((0.1 + step * 0.01) * 100) / 100);

/** The worst of precision and recall, by day and night, as a share of what is wanted. */
function worstShare(judged: ByPart<ByClass<JudgedFrames>>, cls: keyof ByClass<unknown>, threshold: number): number {
  return Math.min(
    ...PARTS.flatMap((part) => {
      const { precision, recall } = scoreJudged(judged[part][cls], threshold);
      return [precision / WANTED[part][cls], recall / WANTED[part][cls]];
    }),
  );
}

export function chooseThresholds(judged: ByPart<ByClass<JudgedFrames>>): ByClass<number> {
  return Object.fromEntries(
    DETECTION_CLASSES.map((cls) => {
      const shares = CANDIDATES.map((candidate) => worstShare(judged, cls, candidate));
      return [cls, CANDIDATES[shares.indexOf(Math.max(...shares))]!];
    }),
  ) as ByClass<number>;
}

const logit = (share: number): number => Math.log(share / (1 - share));

/** The same parameters with each class's own threshold moved to the common one. */
export function alignClasses(parameters: Parameters, thresholds: ByClass<number>): Parameters {
  const bias = LAYERS.findIndex(({ name }) => name === 'head') * 3 + 2;
  return parameters.map((tensor, index) => {
    if (index !== bias) return tensor;
    const shifted = tensor.slice();
    DETECTION_CLASSES.forEach((cls, at) => {
      shifted[at] = shifted[at]! + logit(COMMON_THRESHOLD) - logit(thresholds[cls]);
    });
    return shifted;
  });
}
