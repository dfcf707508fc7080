/**
 * The least that can be done with a clip: ffmpeg decodes and scales it, and the network runs once for each frame. No
 * tensor is filled, no box read, nothing counted. One thread of the bare pipeline; it says how many frames it has run.
 */
import { spawn } from 'node:child_process';
import { constants, getPriority, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import * as ort from 'onnxruntime-node';

export interface BareSetup {
  readonly ffmpegPath: string;
  readonly ffmpegArguments: readonly string[];
  readonly frameBytes: number;
  readonly weightsPath: string;
  readonly input: { readonly name: string; readonly width: number; readonly height: number };
  /** Frames that were run, all threads together. */
  readonly frames: Int32Array;
}

const { ffmpegPath, ffmpegArguments, frameBytes, weightsPath, input, frames } = workerData as BareSetup;

// As the product's threads and decoders stand back, so that a busy machine is busy for both.
if (process.platform === 'linux') setPriority(0, Math.min(19, getPriority(0) + 2));
const session = await ort.InferenceSession.create(weightsPath, {
  executionProviders: ['cpu'],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
});
const tensor = new ort.Tensor('float32', new Float32Array(3 * input.width * input.height), [
  1,
  3,
  input.height,
  input.width,
]);
const decoder = spawn(ffmpegPath, ffmpegArguments, { stdio: ['ignore', 'pipe', 'inherit'] });
if (decoder.pid !== undefined) setPriority(decoder.pid, constants.priority.PRIORITY_BELOW_NORMAL);
parentPort?.once('message', () => decoder.kill('SIGKILL'));
let bytes = 0;
for await (const chunk of decoder.stdout as AsyncIterable<Buffer>) {
  for (bytes += chunk.length; bytes >= frameBytes; bytes -= frameBytes) {
    await session.run({ [input.name]: tensor });
    Atomics.add(frames, 0, 1);
  }
}
await session.release();
