/**
 * TensorFlow.js for training: the native library when the optional package `@tensorflow/tfjs-node` is installed, else
 * WebAssembly on one thread. The plain JavaScript backend is some ten times slower and is never used: rather than fall
 * back to it silently this refuses in one sentence.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '@chengyun/platform/service/service.ts';

export type Tensors = Pick<
  typeof import('@tensorflow/tfjs'),
  | 'setBackend'
  | 'ready'
  | 'getBackend'
  | 'tidy'
  | 'tensor1d'
  | 'tensor2d'
  | 'matMul'
  | 'transpose'
  | 'mul'
  | 'clipByValue'
  | 'fused'
>;

export interface TensorRuntime {
  readonly tf: Tensors;
  readonly backend: 'tensorflow' | 'wasm';
}

/** Where the library comes from; a test puts others here. */
export interface TensorSources {
  /** Null when the optional package is not installed. */
  native(): Promise<Tensors | null>;
  wasm(): Promise<Tensors>;
}

const NATIVE_PACKAGE: string = '@tensorflow/tfjs-node';

const installed: TensorSources = {
  async native() {
    try {
      return (await import(NATIVE_PACKAGE)) as Tensors;
    } catch (error) {
      const isAbsent = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
      if (isAbsent) return null;
      throw new AppError('FORECAST_BACKEND', `${NATIVE_PACKAGE} is installed but does not load; mend or remove it.`, {
        cause: error,
      });
    }
  },
  async wasm() {
    const tf = await import('@tensorflow/tfjs');
    const { setThreadsCount, setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    setWasmPaths(`${dirname(fileURLToPath(import.meta.resolve('@tensorflow/tfjs-backend-wasm')))}/`);
    // Its worker threads do not start in Node.
    setThreadsCount(1);
    return tf;
  },
};

let running: Promise<TensorRuntime> | null = null;

/**
 * Throws AppError FORECAST_BACKEND when neither backend runs. The caller says to people which one it is. It is started
 * once in a process: a backend that is set while it is still starting starts anew and loses the first one's tensors.
 */
export function startTensors(sources: TensorSources = installed): Promise<TensorRuntime> {
  if (sources !== installed) return startFrom(sources);
  running ??= startFrom(installed);
  return running;
}

async function startFrom(sources: TensorSources): Promise<TensorRuntime> {
  const native = await sources.native();
  if (native !== null) return started(native, 'tensorflow');
  return started(await sources.wasm(), 'wasm');
}

async function started(tf: Tensors, wanted: TensorRuntime['backend']): Promise<TensorRuntime> {
  const isSet = await tf.setBackend(wanted);
  await tf.ready();
  const backend = tf.getBackend();
  if (isSet && backend === wanted) return { tf, backend };
  throw new AppError(
    'FORECAST_BACKEND',
    `TensorFlow.js runs on "${backend}" where "${wanted}" was expected; forecasts are not trained on a slower backend.`,
  );
}
