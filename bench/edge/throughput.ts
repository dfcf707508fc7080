/**
 * What the product makes of the machine: frames a second through the camera agent as it runs on a box (decoder, pipe,
 * tensor, network, boxes, zones, health, outbox, broker), over frames a second of a bare decoder and a bare network on
 * the same clip at the same size, with as many threads. The two take turns, so that a busy machine is busy for both.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { ffmpegArguments } from '@chengyun/edge/camera/source/ffmpeg-arguments.ts';
import { findFfmpeg, systemFindDeps } from '@chengyun/edge/camera/source/find-ffmpeg.ts';
import { loadPictureManifest } from '@chengyun/models/runtime/manifest.ts';
import { fitOf } from '@chengyun/models/runtime/preprocess.ts';
import type { BenchContext } from '../benchmark.ts';
import type { Samples } from '../report/samples.ts';
import type { Scratch } from '../scratch.ts';
import type { BareSetup } from './bare-thread.ts';
import { startCameraBox } from './camera-box.ts';
import { CLIP, drawStreetClip } from './street-clip.ts';
import { treeCpuMs } from './tree-cpu.ts';
import { MEASURED_MODEL, weightsDirOf } from './weights.ts';

const SETTLE_MS = 4_000;
const MEASURED_MS = 10_000;
const THREADS = Math.min(2, availableParallelism());

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function measureThroughput(context: BenchContext, samples: Samples, scratch: Scratch): Promise<void> {
  const weightsDir = weightsDirOf(context);
  const ffmpegPath = findFfmpeg(systemFindDeps(process.env));
  const clip = scratch.path('throughput.mp4');
  await drawStreetClip(ffmpegPath, clip);
  for (let run = 1; run <= context.runs && !context.signal.aborted; run++) {
    const bare = await bareRate(ffmpegPath, clip, weightsDir);
    const folder = scratch.path(`throughput-${run}`);
    const product = await productRate(context.basePort, clip, weightsDir, folder);
    context.note(`    run ${run} of ${context.runs}: product ${said(product)}; bare ${said(bare)}`);
    samples.add('end_to_end_frames_per_s', product.framesPerS);
    samples.add('bare_frames_per_s', bare.framesPerS);
    samples.add('end_to_end_ratio', product.framesPerS / bare.framesPerS);
    if (product.cpuMs === null || bare.cpuMs === null) continue;
    samples.add('end_to_end_cpu_ms_per_frame', product.cpuMs);
    samples.add('bare_cpu_ms_per_frame', bare.cpuMs);
    samples.add('end_to_end_cpu_ratio', bare.cpuMs / product.cpuMs);
  }
}

/** A clip that begins again and again, decoded as fast as it is taken. */
const source = (url: string) => ({ url, loop: true, lossless: true });

interface Rate {
  readonly framesPerS: number;
  /** CPU time of all processes and threads for one frame; less troubled by what else the machine does than the rate. */
  readonly cpuMs: number | null;
}

const said = ({ framesPerS, cpuMs }: Rate) =>
  `${framesPerS.toFixed(1)} frames/s${cpuMs === null ? '' : `, ${cpuMs.toFixed(1)} ms of CPU each`}`;

async function productRate(basePort: number, clip: string, weightsDir: string, folder: string): Promise<Rate> {
  const camera = { source: source(clip), model: MEASURED_MODEL, framesPerS: CLIP.framesPerS };
  const cameras = Array.from({ length: THREADS }, () => camera);
  const box = await startCameraBox({ basePort, weightsDir, folder, cameras });
  try {
    const judged = async () => (await box.figures()).reduce((sum, one) => sum + one.judged, 0);
    await pause(SETTLE_MS);
    return await rateOf(judged, box.pid);
  } finally {
    await box.stop();
  }
}

async function bareRate(ffmpegPath: string, clip: string, weightsDir: string): Promise<Rate> {
  const { manifest, weightsPath } = loadPictureManifest(MEASURED_MODEL, { weightsDir });
  const { width, height } = fitOf({ width: CLIP.widthPx, height: CLIP.heightPx }, manifest.input);
  const decode = { source: source(clip), framesPerS: CLIP.framesPerS, widthPxMax: width, masks: [] };
  const words = ffmpegArguments(decode);
  // Raw frames without even the header that tells the product how large they are.
  const raw = words.map((word) => ({ ppm: 'rawvideo', image2pipe: 'rawvideo' })[word] ?? word);
  const frames = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const setup: BareSetup = {
    ...{ ffmpegPath, ffmpegArguments: raw, frameBytes: width * height * 3, weightsPath, frames },
    input: manifest.input,
  };
  const threads = Array.from(
    { length: THREADS },
    () => new Worker(new URL('./bare-thread.ts', import.meta.url), { workerData: setup }),
  );
  const ends = threads.map((thread) => new Promise((resolve) => thread.once('exit', resolve)));
  try {
    await pause(SETTLE_MS);
    return await rateOf(async () => Atomics.load(frames, 0), process.pid);
  } finally {
    for (const thread of threads) thread.postMessage('stop');
    await Promise.all(ends);
  }
}

async function rateOf(count: () => Promise<number>, pid: number): Promise<Rate> {
  const [before, cpuBefore, fromMs] = [await count(), treeCpuMs(pid), performance.now()];
  await pause(MEASURED_MS);
  const [frames, cpuMs] = [(await count()) - before, treeCpuMs(pid)];
  const framesPerS = frames / ((performance.now() - fromMs) / 1000);
  return { framesPerS, cpuMs: cpuMs === null || cpuBefore === null ? null : (cpuMs - cpuBefore) / frames };
}
