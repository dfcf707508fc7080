/**
 * A thread that judges frames, one after the other, with one session for each model it was told to open. A frame lies in
 * memory that both sides see: nothing is copied, and the sender leaves it alone until it has the answer.
 */
import { getPriority, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { type Detector, type DetectorOptions, detectorFrom } from '@chengyun/models/runtime/detector.ts';
import type { Detection, DetectorManifest, RgbFrame } from '@chengyun/models/runtime/manifest-types.ts';
import { openModel } from '@chengyun/models/runtime/open-model.ts';
import { selfTest } from '@chengyun/models/runtime/self-test.ts';

export type DetectRequest =
  | { readonly kind: 'open'; readonly model: string; readonly options: DetectorOptions }
  | { readonly kind: 'detect'; readonly model: string; readonly frame: RgbFrame }
  | { readonly kind: 'close'; readonly model: string };

export type DetectAnswer =
  /** `notes` says what is not as it was asked for, for instance the execution provider. */
  | { readonly kind: 'opened'; readonly manifest: DetectorManifest; readonly notes: readonly string[] }
  | { readonly kind: 'found'; readonly found: readonly Detection[] }
  | { readonly kind: 'closed' }
  | { readonly kind: 'failed'; readonly message: string };

/** Judging must not starve the thread that reads the decoders and talks to the broker. */
const STANDS_BACK_BY = 2;
const LOWEST_PRIORITY = 19;

// On Linux priorities are those of threads, and 0 is the one that asks.
if (process.platform === 'linux') setPriority(0, Math.min(LOWEST_PRIORITY, getPriority(0) + STANDS_BACK_BY));
const detectors = new Map<string, Detector>();

/** Opens a model and tries it on a test card before it is believed. */
async function open(model: string, options: DetectorOptions): Promise<Detector> {
  const opened = await openModel(model, options);
  try {
    await selfTest(opened);
    return detectorFrom(opened, options);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function answerTo(request: DetectRequest): Promise<DetectAnswer> {
  const { kind, model } = request;
  if (kind === 'open') {
    const notes: string[] = [];
    const detector = await open(model, { ...request.options, note: (sentence) => notes.push(sentence) });
    await detectors.get(model)?.close();
    detectors.set(model, detector);
    return { kind: 'opened', manifest: detector.manifest, notes };
  }
  const detector = detectors.get(model);
  if (kind === 'close') {
    detectors.delete(model);
    await detector?.close();
    return { kind: 'closed' };
  }
  if (detector === undefined) return { kind: 'failed', message: `model ${model} is not open` };
  return { kind: 'found', found: await detector.detect(request.frame) };
}

parentPort?.on('message', (request: DetectRequest) => {
  answerTo(request)
    .catch((error: Error): DetectAnswer => ({ kind: 'failed', message: error.message }))
    .then((answer) => parentPort?.postMessage(answer));
});
