/**
 * Average precision by the rules of COCO (Lin et al. 2014, as its own evaluation computes it): precision interpolated at
 * 101 recalls, mean over IoU 0.5 to 0.95 in steps of 0.05 and over the classes that occur in the truth, at most 100
 * boxes of a class in an image, objects of every area. A crowd is neither owed nor a mistake to find, may be found many
 * times, and overlaps a box by the share of the box that lies in it.
 */
import type { Box } from '../runtime/nms.ts';

export interface TruthBox extends Box {
  readonly cls: string;
  readonly isCrowd: boolean;
}

export interface ScoredBox extends Box {
  readonly cls: string;
  readonly score: number;
}

export interface JudgedImage {
  readonly truth: readonly TruthBox[];
  readonly found: readonly ScoredBox[];
}

export interface Precision {
  /** Mean over IoU 0.5 to 0.95. */
  readonly ap50to95: number;
  readonly ap50: number;
  /** Classes with at least one object that is no crowd. */
  readonly classes: number;
}

export const IOUS = Array.from({ length: 10 }, (_, index) => 0.5 + index * 0.05);
const RECALLS = Array.from({ length: 101 }, (_, index) => index / 100);
const FOUND_MAX = 100;

/** Verdict of one found box at one IoU. */
interface Verdict {
  readonly score: number;
  readonly isRight: boolean;
}

function overlap(found: Box, truth: TruthBox): number {
  const wide = Math.min(found.x + found.w, truth.x + truth.w) - Math.max(found.x, truth.x);
  const high = Math.min(found.y + found.h, truth.y + truth.h) - Math.max(found.y, truth.y);
  if (wide <= 0 || high <= 0) return 0;
  const both = wide * high;
  const found2 = found.w * found.h;
  return both / (truth.isCrowd ? found2 : found2 + truth.w * truth.h - both);
}

/** Verdicts for one class in one image; boxes that lie in a crowd have none. */
function judge(truth: readonly TruthBox[], found: readonly ScoredBox[], iouMin: number): Verdict[] {
  const owed = truth.filter(({ isCrowd }) => !isCrowd);
  const crowds = truth.filter(({ isCrowd }) => isCrowd);
  const taken = new Set<TruthBox>();
  const verdicts: Verdict[] = [];
  for (const box of found) {
    let match: TruthBox | null = null;
    let best = iouMin - 1e-10;
    for (const one of owed) {
      const iou = taken.has(one) ? 0 : overlap(box, one);
      if (iou >= best) {
        best = iou;
        match = one;
      }
    }
    if (match !== null) taken.add(match);
    else if (crowds.some((crowd) => overlap(box, crowd) >= iouMin - 1e-10)) continue;
    verdicts.push({ score: box.score, isRight: match !== null });
  }
  return verdicts;
}

function precisionOf(verdicts: readonly Verdict[], owed: number): number {
  const ordered = verdicts.toSorted((a, b) => b.score - a.score);
  const recalls: number[] = [];
  const precisions: number[] = [];
  let right = 0;
  ordered.forEach(({ isRight }, index) => {
    if (isRight) right++;
    recalls.push(right / owed);
    precisions.push(right / (index + 1));
  });
  for (let at = precisions.length - 2; at >= 0; at--) precisions[at] = Math.max(precisions[at]!, precisions[at + 1]!);
  let sum = 0;
  let at = 0;
  for (const recall of RECALLS) {
    while (at < recalls.length && recalls[at]! < recall - 1e-12) at++;
    sum += precisions[at] ?? 0;
  }
  return sum / RECALLS.length;
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

export function averagePrecision(images: readonly JudgedImage[]): Precision {
  const names = new Set(images.flatMap(({ truth }) => truth.filter(({ isCrowd }) => !isCrowd).map(({ cls }) => cls)));
  const perClass = [...names].map((name) => {
    const own = images.map(({ truth, found }) => ({
      truth: truth.filter(({ cls }) => cls === name),
      found: found
        .filter(({ cls }) => cls === name)
        .sort((a, b) => b.score - a.score)
        .slice(0, FOUND_MAX),
    }));
    const owed = own.reduce((sum, { truth }) => sum + truth.filter(({ isCrowd }) => !isCrowd).length, 0);
    return IOUS.map((iou) =>
      precisionOf(
        own.flatMap(({ truth, found }) => judge(truth, found, iou)),
        owed,
      ),
    );
  });
  return {
    ap50to95: mean(perClass.map(mean)),
    ap50: mean(perClass.map((byIou) => byIou[0]!)),
    classes: names.size,
  };
}
