/**
 * Threads that judge frames for all cameras of the process, each with a session of its own for every model in use.
 * A thread that ends unasked is replaced, and its models are opened again; what it was asked then fails once.
 */
import type { DetectorOptions } from '@chengyun/models/runtime/detector.ts';
import type { Detection, DetectorManifest, RgbFrame } from '@chengyun/models/runtime/manifest-types.ts';
import { type DetectWorker, startDetectWorker } from './detect-worker.ts';

export interface DetectorPool {
  readonly threads: number;
  /** Throws what the model cannot be used for; it is then open nowhere. */
  open(model: string, options: DetectorOptions): Promise<PooledDetector>;
  close(): Promise<void>;
}

export interface PooledDetector {
  readonly manifest: DetectorManifest;
  detect(frame: RgbFrame): Promise<readonly Detection[]>;
  close(): Promise<void>;
}

interface Seat {
  worker: DetectWorker;
  asked: number;
}

/** More threads than cameras would be idle, more than processors would only take turns. */
export function threadsFor(cameras: number, cores: number, wanted?: number): number {
  return Math.max(1, Math.min(wanted ?? THREADS_MAX, THREADS_MAX, cores, cameras));
}
const THREADS_MAX = 16;

/** @param said told in one sentence when a thread had to be replaced, or a model does not run where it was asked to */
export function createDetectorPool(threads: number, said: (sentence: string) => void): DetectorPool {
  const models = new Map<string, DetectorOptions>();
  let isClosed = false;
  const seats: Seat[] = Array.from({ length: threads }, () => seat());

  function seat(): Seat {
    const made: Seat = { worker: startDetectWorker(died), asked: 0 };
    return made;
    function died(error: Error): void {
      if (isClosed) return;
      said(`A thread that judges frames is replaced: ${error.message}.`);
      made.worker = startDetectWorker(died);
      made.asked = 0;
      for (const [model, options] of models) {
        made.worker.open(model, options).catch((cause: Error) => said(`${cause.message}.`));
      }
    }
  }

  async function closeModel(model: string): Promise<void> {
    models.delete(model);
    await Promise.allSettled(seats.map(({ worker }) => worker.closeModel(model)));
  }

  async function detect(model: string, frame: RgbFrame): Promise<readonly Detection[]> {
    const [idlest] = seats.toSorted((a, b) => a.asked - b.asked);
    if (idlest === undefined) throw new Error('no thread judges frames');
    idlest.asked += 1;
    try {
      return await idlest.worker.detect(model, frame);
    } finally {
      idlest.asked = Math.max(0, idlest.asked - 1);
    }
  }

  return {
    threads,
    open: async (model, options) => {
      const results = await Promise.allSettled(seats.map(({ worker }) => worker.open(model, options)));
      const failed = results.find((result) => result.status === 'rejected');
      const [first] = results;
      if (failed !== undefined || first?.status !== 'fulfilled') {
        await closeModel(model);
        throw failed?.reason;
      }
      models.set(model, options);
      for (const note of first.value.notes) said(`${note.charAt(0).toUpperCase()}${note.slice(1)}.`);
      return {
        manifest: first.value.manifest,
        detect: (frame) => detect(model, frame),
        close: () => closeModel(model),
      };
    },
    close: async () => {
      isClosed = true;
      await Promise.all(seats.map(({ worker }) => worker.close()));
    },
  };
}
