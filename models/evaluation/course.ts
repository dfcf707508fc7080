/** The course of a model's training, over all the runs that led to its weights. */
import { readFileSync } from 'node:fs';
import type { Progress } from '../training/train.ts';

export interface Run {
  /** `random`, or the sha256 of the weights that the run went on from. */
  readonly start: string;
  /** sha256 of the weights that were published from it. */
  readonly end: string;
  readonly batch: number;
  readonly peakRate: number;
  readonly progress: readonly Progress[];
}

const FROM_RANDOM = 'random';

/** A training log: a line about the run, then its progress. One line in six is kept: the course, without its bulk. */
export function readRun(logPath: string): Omit<Run, 'end'> {
  const [head, ...lines] = readFileSync(logPath, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const { start, batch, rate } = head ?? {};
  if (typeof start !== 'string' || typeof batch !== 'number' || typeof rate !== 'number')
    throw new Error(`the training log ${logPath} does not begin with a line about its run`);
  const progress = lines.filter((line) => 'images' in line) as unknown as Progress[];
  return {
    start,
    batch,
    peakRate: rate,
    progress: progress.filter((_, index) => index % 6 === 5 || index === progress.length - 1),
  };
}

/** The runs that led to this one, and this one. Publishing the same run again replaces it. */
export function courseOf(before: readonly Run[], run: Run): Run[] {
  if (run.start === FROM_RANDOM) return [run];
  const at = before.findIndex(({ end }) => end === run.start);
  if (at < 0)
    throw new Error(`the run went on from weights ${run.start.slice(0, 12)}…, which no run before it ended in`);
  return [...before.slice(0, at + 1), run];
}

export function totalOf(course: readonly Run[]): { readonly seconds: number; readonly images: number } {
  const ends = course.map(({ progress }) => progress.at(-1));
  return {
    seconds: ends.reduce((sum, last) => sum + (last?.seconds ?? 0), 0),
    images: ends.reduce((sum, last) => sum + (last?.images ?? 0), 0),
  };
}
