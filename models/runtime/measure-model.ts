/** How long one frame takes: the whole way from frame to answer, and the network alone. */
import type { Clock } from '@chengyun/platform/service/clock.ts';
import { classifierFrom } from './classifier.ts';
import { detectorFrom } from './detector.ts';
import type { RgbFrame } from './manifest-types.ts';
import type { OpenModel } from './open-model.ts';
import { tensorFrom } from './preprocess.ts';
import { testCard } from './self-test.ts';

export interface MeasureOptions {
  readonly frames: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface MeasureDeps {
  readonly clock: Clock;
  /** CPU time that this process has used so far, all its threads, ms. */
  readonly cpuMs: () => number;
}

export interface Measured {
  /** Of each frame, in the order in which they ran. */
  readonly frameMs: readonly number[];
  readonly inferenceMs: readonly number[];
  /** Mean over the whole frames. */
  readonly cpuMsPerFrame: number;
}

/** Frames that are run before, so that memory and code are warm. */
const WARM_UP_FRAMES = 10;

function wholeWay(model: OpenModel, frame: RgbFrame): () => Promise<unknown> {
  if (model.manifest.task === 'classify') {
    const classifier = classifierFrom(model);
    return () => classifier.classify(frame);
  }
  const detector = detectorFrom(model);
  return () => detector.detect(frame);
}

export async function measureModel(
  model: OpenModel,
  { frames, widthPx, heightPx }: MeasureOptions,
  { clock, cpuMs }: MeasureDeps,
): Promise<Measured> {
  const frame = testCard(widthPx, heightPx);
  const { data } = tensorFrom(frame, model.manifest.input);
  const whole = wholeWay(model, frame);
  const time = async (work: () => Promise<unknown>): Promise<number[]> => {
    const times: number[] = [];
    for (let at = 0; at < frames; at++) {
      const beganMs = clock.monotonicMs();
      await work();
      times.push(clock.monotonicMs() - beganMs);
    }
    return times;
  };
  for (let at = 0; at < WARM_UP_FRAMES; at++) await whole();
  const inferenceMs = await time(() => model.runTensor(data));
  const cpuBeganMs = cpuMs();
  const frameMs = await time(whole);
  return { frameMs, inferenceMs, cpuMsPerFrame: (cpuMs() - cpuBeganMs) / frames };
}
