/**
 * Average precision, precision and recall of boxes against truth, per class at one IoU, by the rules of COCO for a
 * range of sizes. Truth outside the range is neither owed nor a mistake to find, and a box that hits nothing counts as
 * a mistake only if its own size lies in the range: else every small thing that is found would be a mistake of the
 * large ones. Truth that nobody could label excuses any box that lies mostly on it, as a crowd does. AP is the area
 * under the interpolated precision-recall curve.
 */
import { type Box, iouOf } from '../runtime/nms.ts';

export interface TruthEntry extends Box {
  /** `owed`: must be found. `outside`: a thing beyond what is scored. `unlabelled`: too hidden or small to judge. */
  readonly standing: 'owed' | 'outside' | 'unlabelled';
}

export interface FoundEntry extends Box {
  readonly score: number;
  /** Its own size lies beyond what is scored. */
  readonly outside: boolean;
}

export interface ScoredFrame {
  readonly truth: readonly TruthEntry[];
  readonly found: readonly FoundEntry[];
}

export interface ClassScore {
  readonly objects: number;
  readonly averagePrecision: number;
  readonly precision: number;
  readonly recall: number;
  /** Mean absolute error of the number of things in a frame, with the number itself, at the threshold. */
  readonly countError: number;
  readonly countMean: number;
}

export interface Judged {
  readonly score: number;
  readonly right: boolean;
}

/** Best first, each found box takes the truth it overlaps most that is still free; what is owed goes first. */
export function judgeFrame({ truth, found }: ScoredFrame, iouMin: number): Judged[] {
  const taken = new Set<TruthEntry>();
  const judged: Judged[] = [];
  const take = (box: FoundEntry, standing: TruthEntry['standing']): boolean => {
    let best: TruthEntry | null = null;
    let bestIou = iouMin;
    for (const entry of truth) {
      if (entry.standing !== standing || taken.has(entry)) continue;
      const iou = iouOf(box, entry);
      if (iou >= bestIou) {
        bestIou = iou;
        best = entry;
      }
    }
    if (best !== null) taken.add(best);
    return best !== null;
  };
  for (const box of found.toSorted((a, b) => b.score - a.score)) {
    if (take(box, 'owed')) judged.push({ score: box.score, right: true });
    else if (
      !take(box, 'outside') &&
      !box.outside &&
      !truth.some((entry) => entry.standing === 'unlabelled' && covers(entry, box))
    )
      judged.push({ score: box.score, right: false });
  }
  return judged;
}

/** Half of the found box lies on what cannot be labelled. */
function covers(entry: Box, box: Box): boolean {
  const wide = Math.min(entry.x + entry.w, box.x + box.w) - Math.max(entry.x, box.x);
  const high = Math.min(entry.y + entry.h, box.y + box.h) - Math.max(entry.y, box.y);
  return wide > 0 && high > 0 && wide * high >= 0.5 * box.w * box.h;
}

const owedIn = ({ truth }: ScoredFrame): number => truth.filter(({ standing }) => standing === 'owed').length;

/** The frames' judgements, to be read at any threshold. */
export interface JudgedFrames {
  readonly objects: number;
  readonly frames: readonly { readonly judged: readonly Judged[]; readonly owed: number }[];
}

export function judgeFrames(frames: readonly ScoredFrame[], iouMin: number): JudgedFrames {
  const judgedFrames = frames.map((frame) => ({ judged: judgeFrame(frame, iouMin), owed: owedIn(frame) }));
  return { objects: judgedFrames.reduce((sum, { owed }) => sum + owed, 0), frames: judgedFrames };
}

export function scoreJudged({ frames, objects }: JudgedFrames, threshold: number): ClassScore {
  const judged = frames.flatMap((frame) => frame.judged).sort((a, b) => b.score - a.score);
  const precisions: number[] = [];
  const recalls: number[] = [];
  let right = 0;
  judged.forEach((entry, index) => {
    if (entry.right) right++;
    precisions.push(right / (index + 1));
    recalls.push(right / Math.max(1, objects));
  });
  for (let at = precisions.length - 2; at >= 0; at--) precisions[at] = Math.max(precisions[at]!, precisions[at + 1]!);
  let averagePrecision = 0;
  recalls.forEach((recall, at) => {
    averagePrecision += (recall - (recalls[at - 1] ?? 0)) * precisions[at]!;
  });
  const above = judged.filter(({ score }) => score >= threshold);
  const rightAbove = above.filter((entry) => entry.right).length;
  const countError = frames.reduce(
    (sum, frame) => sum + Math.abs(frame.judged.filter(({ score }) => score >= threshold).length - frame.owed),
    0,
  );
  return {
    objects,
    averagePrecision,
    precision: rightAbove / Math.max(1, above.length),
    recall: rightAbove / Math.max(1, objects),
    countError: countError / Math.max(1, frames.length),
    countMean: objects / Math.max(1, frames.length),
  };
}

export const scoreClass = (frames: readonly ScoredFrame[], threshold: number, iouMin: number): ClassScore =>
  scoreJudged(judgeFrames(frames, iouMin), threshold);
