/** Scores a ponding file on underpasses and cameras that it never saw, through the runtime that a camera uses. */
import { classifierFrom } from '../../runtime/classifier.ts';
import { openModel } from '../../runtime/open-model.ts';
import { PONDING_CLASSES, PONDING_INPUT } from './classes.ts';
import type { LabelledCrop } from './crops.ts';

export interface PondingScore {
  readonly crops: number;
  /** Share of crops whose class is the true one. */
  readonly accuracy: number;
  /** The true class or one beside it. */
  readonly withinOne: number;
  /** Of crops at 15 cm and more: share said to be so; and of those said to be so, share that is. */
  readonly deepRecall: number;
  readonly deepPrecision: number;
  /** Rows are true classes, columns what was said. */
  readonly confusion: readonly (readonly number[])[];
}

const FIRST_DEEP = PONDING_CLASSES.indexOf('15-to-30cm');
const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

export function scoreOf(said: readonly { readonly truth: number; readonly said: number }[]): PondingScore {
  const confusion = PONDING_CLASSES.map(() => PONDING_CLASSES.map(() => 0));
  for (const one of said) confusion[one.truth]![one.said]!++;
  const count = (isCounted: (truth: number, answer: number) => boolean): number =>
    said.filter((one) => isCounted(one.truth, one.said)).length;
  const rightlyDeep = count((truth, answer) => truth >= FIRST_DEEP && answer >= FIRST_DEEP);
  return {
    crops: said.length,
    accuracy: share(
      count((truth, answer) => truth === answer),
      said.length,
    ),
    withinOne: share(
      count((truth, answer) => Math.abs(truth - answer) <= 1),
      said.length,
    ),
    deepRecall: share(
      rightlyDeep,
      count((truth) => truth >= FIRST_DEEP),
    ),
    deepPrecision: share(
      rightlyDeep,
      count((_, answer) => answer >= FIRST_DEEP),
    ),
    confusion,
  };
}

const DAY_FROM = 0.6;

export interface PondingEvaluation {
  readonly all: PondingScore;
  readonly day: PondingScore;
  /** Night and dusk. */
  readonly night: PondingScore;
}

/** @param idOrPath as `createClassifier` takes it */
export async function evaluatePonding(idOrPath: string, crops: readonly LabelledCrop[]): Promise<PondingEvaluation> {
  const model = await openModel(idOrPath);
  const { width, height } = PONDING_INPUT;
  try {
    const classifier = classifierFrom(model);
    const said: { truth: number; said: number; day: number }[] = [];
    for (const { rgb, classIndex, day } of crops) {
      const { cls } = await classifier.classify({ rgb, width, height });
      said.push({ truth: classIndex, said: classifier.manifest.classes.indexOf(cls), day });
    }
    return {
      all: scoreOf(said),
      day: scoreOf(said.filter(({ day }) => day >= DAY_FROM)),
      night: scoreOf(said.filter(({ day }) => day < DAY_FROM)),
    };
  } finally {
    await model.close();
  }
}
