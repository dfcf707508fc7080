/**
 * Average precision, precision and recall of boxes against truth, per class at one IoU. Truth that nobody could label
 * is neither owed nor a mistake to find. AP is the area under the interpolated precision-recall curve.
 */
import { type Box, iouOf } from '../runtime/nms.ts';

export interface TruthEntry extends Box {
  readonly ignored: boolean;
}

export interface FoundEntry extends Box {
  readonly score: number;
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

interface Judged {
  readonly score: number;
  readonly right: boolean;
}

/** Best first, each found box takes the truth it overlaps most that is still free. */
export function judgeFrame({ truth, found }: ScoredFrame, iouMin: number): Judged[] {
  const taken = new Set<TruthEntry>();
  const judged: Judged[] = [];
  for (const box of found.toSorted((a, b) => b.score - a.score)) {
    let best: TruthEntry | null = null;
    let bestIou = iouMin;
    for (const entry of truth) {
      if (entry.ignored || taken.has(entry)) continue;
      const iou = iouOf(box, entry);
      if (iou >= bestIou) {
        bestIou = iou;
        best = entry;
      }
    }
    if (best !== null) {
      taken.add(best);
      judged.push({ score: box.score, right: true });
    } else if (!truth.some((entry) => entry.ignored && covers(entry, box))) {
      judged.push({ score: box.score, right: false });
    }
  }
  return judged;
}

/** Half of the found box lies on what cannot be labelled. */
function covers(entry: Box, box: Box): boolean {
  const wide = Math.min(entry.x + entry.w, box.x + box.w) - Math.max(entry.x, box.x);
  const high = Math.min(entry.y + entry.h, box.y + box.h) - Math.max(entry.y, box.y);
  return wide > 0 && high > 0 && wide * high >= 0.5 * box.w * box.h;
}

export function scoreClass(frames: readonly ScoredFrame[], threshold: number, iouMin = 0.5): ClassScore {
  const objects = frames.reduce((sum, { truth }) => sum + truth.filter(({ ignored }) => !ignored).length, 0);
  const judgedFrames = frames.map((frame) => judgeFrame(frame, iouMin));
  const judged = judgedFrames.flat().sort((a, b) => b.score - a.score);
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
  const countError = judgedFrames.reduce((sum, entries, index) => {
    const said = entries.filter(({ score }) => score >= threshold).length;
    return sum + Math.abs(said - frames[index]!.truth.filter(({ ignored }) => !ignored).length);
  }, 0);
  return {
    objects,
    averagePrecision,
    precision: rightAbove / Math.max(1, above.length),
    recall: rightAbove / Math.max(1, objects),
    countError: countError / Math.max(1, frames.length),
    countMean: objects / Math.max(1, frames.length),
  };
}

export const f1Of = ({ precision, recall }: ClassScore): number =>
  (2 * precision * recall) / Math.max(1e-9, precision + recall);
