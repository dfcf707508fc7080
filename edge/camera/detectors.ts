/**
 * The detectors of one process. Cameras with the same model share its memory, and one frame is judged at a time over
 * all cameras: a small box keeps a core for decoding and sending.
 */
import { createDetector as createRealDetector } from '@chengyun/models/runtime/detector.ts';
import type { Detection, RgbFrame } from '@chengyun/models/runtime/manifest-types.ts';
import { AppError } from '@chengyun/platform/service/service.ts';

/** What the cameras need of a detector. Boxes are in pixels of the frame. */
export interface FrameDetector {
  detect(frame: RgbFrame): Promise<readonly Detection[]>;
  close(): Promise<void>;
}

export type CreateDetector = (
  model: string,
  options: { readonly weightsDir?: string | undefined; readonly threshold?: number | undefined },
) => Promise<FrameDetector>;

export interface Detectors {
  /** Throws AppError MODEL when the model or its weights are missing or wrong. */
  get(model: string, threshold?: number): Promise<FrameDetector>;
  close(): Promise<void>;
}

export function createDetectors(
  weightsDir: string | undefined,
  createDetector: CreateDetector = createRealDetector,
): Detectors {
  const opened = new Map<string, Promise<FrameDetector>>();
  let turn: Promise<unknown> = Promise.resolve();

  async function open(model: string, threshold: number | undefined): Promise<FrameDetector> {
    let detector: FrameDetector;
    try {
      detector = await createDetector(model, { weightsDir, threshold });
    } catch (cause) {
      const { message } = cause as Error;
      throw new AppError('MODEL', `${message.charAt(0).toUpperCase()}${message.slice(1)}.`, { cause });
    }
    return {
      detect: (frame) => {
        const judged = turn.then(() => detector.detect(frame));
        turn = judged.catch(() => undefined);
        return judged;
      },
      close: () => detector.close(),
    };
  }

  return {
    get: (model, threshold) => {
      const key = `${model} ${threshold ?? ''}`;
      const known = opened.get(key) ?? open(model, threshold);
      opened.set(key, known);
      return known;
    },
    close: async () => {
      await turn;
      const results = await Promise.allSettled(opened.values());
      opened.clear();
      for (const result of results) if (result.status === 'fulfilled') await result.value.close();
    },
  };
}
