/**
 * The detectors of one process. Cameras with the same model share it. Frames are judged in threads, as many at a time as
 * there are; a camera enters first and then takes its newest frame.
 */
import { availableParallelism } from 'node:os';
import type { Detection, DetectorManifest, RgbFrame } from '@chengyun/models/runtime/manifest-types.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { createDetectorPool, type DetectorPool, threadsFor } from './pace/detector-pool.ts';
import { createTurns, type Priority } from './pace/turns.ts';

/** What the cameras need of a detector. Boxes are in pixels of the frame, doubtful ones among them. */
export interface FrameDetector {
  /** A box of at least this score is believed; lower ones only continue what was believed before. */
  readonly believedMin: number;
  /** How wide the network looks: a wider frame brings it nothing. Null of a stand-in that does not say. */
  readonly widthPx: number | null;
  detect(frame: RgbFrame): Promise<readonly Detection[]>;
}

/** A detector of models/runtime, or what stands for one in a test. */
export interface OpenedDetector {
  readonly manifest: Pick<DetectorManifest, 'threshold'> & Partial<Pick<DetectorManifest, 'input'>>;
  detect(frame: RgbFrame): Promise<readonly Detection[]>;
  close(): Promise<void>;
}

export type CreateDetector = (
  model: string,
  options: { readonly weightsDir?: string | undefined; readonly threshold?: number | undefined },
) => Promise<OpenedDetector>;

/** A box is handed over from this score on: a tenth, where ByteTrack draws its line as well. */
export const DOUBTFUL_MIN = 0.1;

export interface Detectors {
  /**
   * `threshold` takes the place of the model's own as the score from which a box is believed. Each `get` is one use of
   * the model. Throws AppError MODEL when the model or its weights are missing or wrong, or it fails its self-test.
   */
  get(model: string, threshold?: number): Promise<FrameDetector>;
  /** Ends one use; the last one closes the model. */
  release(model: string): Promise<void>;
  /** Waits for a thread that may judge; resolves with what gives it back. */
  enter(priority: Priority): Promise<() => void>;
  readonly threads: number;
  close(): Promise<void>;
}

export interface DetectorsConfig {
  readonly weightsDir: string | undefined;
  readonly cameras: number;
  /** At most so many threads; by the processors and cameras when left out. */
  readonly threads?: number | undefined;
  /** In the order in which they are tried; the processor when left out. */
  readonly providers?: readonly string[] | undefined;
}

/** @param createDetector replaces the threads, in tests: then one frame is judged at a time, here */
export function createDetectors(
  { weightsDir, cameras, threads: wanted, providers }: DetectorsConfig,
  said: (sentence: string) => void,
  createDetector?: CreateDetector,
): Detectors {
  const threads = createDetector === undefined ? threadsFor(cameras, availableParallelism(), wanted) : 1;
  const turns = createTurns(threads);
  const opened = new Map<string, { readonly detector: Promise<OpenedDetector>; uses: number }>();
  let pool: DetectorPool | null = null;

  async function open(model: string): Promise<OpenedDetector> {
    try {
      const options = { weightsDir, threshold: DOUBTFUL_MIN };
      if (createDetector !== undefined) return await createDetector(model, options);
      pool ??= createDetectorPool(threads, said);
      return await pool.open(model, { ...options, providers });
    } catch (cause) {
      const { message } = cause as Error;
      throw new AppError('MODEL', `${message.charAt(0).toUpperCase()}${message.slice(1)}.`, { cause });
    }
  }

  return {
    threads,
    enter: turns.enter,
    get: async (model, threshold) => {
      const known = opened.get(model) ?? { detector: open(model), uses: 0 };
      opened.set(model, known);
      known.uses += 1;
      try {
        const { manifest, detect } = await known.detector;
        return { believedMin: threshold ?? manifest.threshold, widthPx: manifest.input?.width ?? null, detect };
      } catch (error) {
        // What could not be opened may be tried again.
        if (opened.get(model) === known) opened.delete(model);
        throw error;
      }
    },
    release: async (model) => {
      const known = opened.get(model);
      if (known === undefined) return;
      known.uses -= 1;
      if (known.uses > 0) return;
      opened.delete(model);
      await (await known.detector).close();
    },
    close: async () => {
      const results = await Promise.allSettled([...opened.values()].map(({ detector }) => detector));
      opened.clear();
      for (const result of results) if (result.status === 'fulfilled') await result.value.close();
      await pool?.close();
    },
  };
}
