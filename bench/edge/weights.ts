/** Where the weights of the measured detector lie: the folder that was named, else that of the evaluation data. */
import { join } from 'node:path';
import { loadManifest } from '@chengyun/models/runtime/manifest.ts';
import { evaluationFolder } from '@chengyun/ops/replay/sets.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { BenchContext } from '../benchmark.ts';

export const MEASURED_MODEL = 'yolox-nano';

/** Throws AppError MODEL with what is missing and how to get it. */
export function weightsDirOf({ weightsDir }: Pick<BenchContext, 'weightsDir'>): string {
  const folder = weightsDir ?? process.env.CHENGYUN_MODELS_DIR ?? join(evaluationFolder(), 'detector-weights');
  try {
    loadManifest(MEASURED_MODEL, { weightsDir: folder });
  } catch (cause) {
    throw new AppError('MODEL', `The benchmark cannot run: ${(cause as Error).message}.`, { cause });
  }
  return folder;
}
