import { AppError } from '@chengyun/platform/service/service.ts';
import { describe, expect, it } from 'vitest';
import { startTensors, type Tensors } from './runtime.ts';

const settled = async (running: Promise<unknown>) => running.then(() => null).catch((error: unknown) => error);

/** A library on which a backend cannot be set, or is set and another one answers. */
function library(isSet: boolean, backend: string): Tensors {
  const parts = { setBackend: async () => isSet, ready: async () => {}, getBackend: () => backend };
  return parts as unknown as Tensors;
}

/** Loading the library takes most of it. */
describe('the runtime', { timeout: 90_000 }, () => {
  it('runs on the native library or on WebAssembly and computes there', async () => {
    const { tf, backend } = await startTensors();
    expect(['tensorflow', 'wasm']).toContain(backend);
    expect(tf.getBackend()).toBe(backend);
    const product = tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([1, 1], [2, 1]));
    expect([...product.dataSync()]).toEqual([3, 7]);
  });

  it('is started once, however many ask at the same time', async () => {
    const [first, second] = await Promise.all([startTensors(), startTensors()]);
    expect(second).toBe(first);
  });

  it('takes the native library first', async () => {
    const wasm = async () => Promise.reject(new Error('nobody asked for it'));
    const { backend } = await startTensors({ native: async () => library(true, 'tensorflow'), wasm });
    expect(backend).toBe('tensorflow');
  });

  it.each([
    ['cannot be set', library(false, 'cpu')],
    ['is said to be set while the plain one answers', library(true, 'cpu')],
  ])('refuses in one sentence when WebAssembly %s', async (_, broken) => {
    const error = await settled(startTensors({ native: async () => null, wasm: async () => broken }));
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).code).toBe('FORECAST_BACKEND');
    expect((error as AppError).message).toContain('"cpu"');
  });

  it('does not go on with something slower when the native library is there and does not run', async () => {
    const sources = { native: async () => library(true, 'cpu'), wasm: async () => library(true, 'wasm') };
    expect(await settled(startTensors(sources))).toBeInstanceOf(AppError);
  });
});
