/** Recorded data sets that can be replayed. The data is not part of the product: it lies beside it or where a variable says. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ARTHUR_REPLAY, type CsvReplay } from '@chengyun/domains/flood/replay-arthur.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { ROOT } from '../root.ts';

export interface ReplaySet {
  readonly name: string;
  readonly file: string;
  readonly csv: CsvReplay;
  /** Timeline milliseconds between two barriers. */
  readonly stepMs: number;
}

export const REPLAY_SETS: readonly ReplaySet[] = [
  { name: 'water-arthur', file: 'water-arthur/sea_level.csv', csv: ARTHUR_REPLAY, stepMs: 360_000 },
];

/** Folder of the evaluation data: CHENGYUN_DATA_DIR, else ../shared/data beside the project. */
export function evaluationFolder(): string {
  return process.env.CHENGYUN_DATA_DIR ?? join(ROOT, '..', 'shared', 'data');
}

/** Throws AppError UNKNOWN_SET or NO_DATA with what is missing and where it is looked for. */
export function replaySet(name: string, folder = evaluationFolder()): ReplaySet & { readonly path: string } {
  const set = REPLAY_SETS.find((one) => one.name === name);
  if (!set) {
    const names = REPLAY_SETS.map((one) => one.name).join(', ');
    throw new AppError('UNKNOWN_SET', `There is no replay set "${name}"; there is: ${names}.`);
  }
  const path = join(folder, set.file);
  if (!existsSync(path)) {
    throw new AppError('NO_DATA', `The data of "${name}" is not at ${path}; name its folder with CHENGYUN_DATA_DIR.`);
  }
  return { ...set, path };
}
