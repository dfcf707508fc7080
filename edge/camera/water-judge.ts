/**
 * The network that judges water, for all cameras of a process: opened when the first zone asks for it, since most
 * cameras have none. One that cannot be opened is said once; then nothing is measured, and everything else goes on.
 */
import { type Classifier, createClassifier } from '@chengyun/models/runtime/classifier.ts';
import type { JudgeWater } from './situations/ponding.ts';

export const PONDING_MODEL = 'ponding-depth';

export interface WaterJudge {
  readonly judge: JudgeWater;
  close(): Promise<void>;
}

export type OpenClassifier = (model: string) => Promise<Pick<Classifier, 'classify' | 'close'>>;

export function createWaterJudge(
  weightsDir: string | undefined,
  said: (sentence: string) => void,
  open: OpenClassifier = (model) => createClassifier(model, { weightsDir }),
): WaterJudge {
  let opening: Promise<Pick<Classifier, 'classify' | 'close'> | null> | null = null;
  const opened = () => {
    opening ??= open(PONDING_MODEL).catch((error: Error) => {
      said(`Water on roads is not judged: ${error.message}.`);
      return null;
    });
    return opening;
  };
  return {
    judge: async (frame, region) => (await opened())?.classify(frame, region) ?? null,
    close: async () => (await opening)?.close(),
  };
}
