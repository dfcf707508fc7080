/** Starts TensorFlow.js on its WebAssembly backend and refuses to go on with anything slower. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

export async function startBackend(wanted: 'wasm' | 'cpu' = 'wasm'): Promise<string> {
  if (wanted === 'wasm') {
    const entry = fileURLToPath(import.meta.resolve('@tensorflow/tfjs-backend-wasm'));
    setWasmPaths(`${dirname(entry)}/`);
    setThreadsCount(1);
  }
  const started = await tf.setBackend(wanted);
  await tf.ready();
  const backend = tf.getBackend();
  if (!started || backend !== wanted) {
    throw new Error(`TensorFlow.js runs on ${backend}, not on ${wanted}: training there would take days`);
  }
  return backend;
}
