/**
 * How many cameras of 720p at five frames a second a box of two cores holds: every frame is decoded, judged by the
 * detector and answered for, none is dropped and none comes late. The number grows until one is.
 */
import { findFfmpeg, systemFindDeps } from '@chengyun/edge/camera/source/find-ffmpeg.ts';
import type { BenchContext } from '../benchmark.ts';
import { cpuMsOf } from '../process-cpu.ts';
import type { Samples } from '../report/samples.ts';
import type { Scratch } from '../scratch.ts';
import { memoryMbByProcess } from '../spine/process-memory.ts';
import { startCameraBox } from './camera-box.ts';
import { CLIP, drawStreetClip } from './street-clip.ts';
import { MEASURED_MODEL, weightsDirOf } from './weights.ts';

const FIRST = 8;
const STEP = 4;
const STREAMS_MAX = 40;
const SETTLE_MS = 6_000;
const HELD_MS = 20_000;
/** A decoder that is behind drops nothing, it hands over too late: so the rate must be the camera's, too. */
const RATE_SHARE_MIN = 0.98;

interface Trial {
  readonly streams: number;
  readonly isHeld: boolean;
  readonly dropped: number;
  readonly framesPerS: number;
  readonly inferenceMsP95: number;
  readonly memoryMb: number | null;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function measureHeldStreams(context: BenchContext, samples: Samples, scratch: Scratch): Promise<void> {
  const weightsDir = weightsDirOf(context);
  const clip = scratch.path('street.mp4');
  context.note('    drawing the clip');
  await drawStreetClip(findFfmpeg(systemFindDeps(process.env)), clip);
  let first = FIRST;
  for (let run = 1; run <= context.runs && !context.signal.aborted; run++) {
    const tried = new Map<number, Trial>();
    const attempt = async (streams: number): Promise<Trial> => {
      context.signal.throwIfAborted();
      const trial = tried.get(streams) ?? (await tryStreams(context, { streams, clip, weightsDir }, scratch));
      tried.set(streams, trial);
      return trial;
    };
    const held = await mostHeld(first, attempt);
    samples.add('streams_720p_5fps', held);
    const best = tried.get(held);
    if (best === undefined) continue;
    first = held;
    samples.add('dropped_frames', best.dropped);
    samples.add('inference_ms_p95', best.inferenceMsP95);
    if (best.memoryMb !== null) samples.add('camera_box_mb', best.memoryMb);
  }
}

/** Upwards in steps until it fails, then between; downwards when already the first fails. 0 when not even one is held. */
async function mostHeld(first: number, attempt: (streams: number) => Promise<Trial>): Promise<number> {
  let held = 0;
  let failed = STREAMS_MAX + 1;
  for (let streams = first; streams > held && streams < failed; ) {
    if ((await attempt(streams)).isHeld) held = streams;
    else failed = streams;
    const isOpenAbove = failed > STREAMS_MAX;
    streams = isOpenAbove ? Math.min(STREAMS_MAX, held + STEP) : Math.floor((held + failed) / 2);
  }
  return held;
}

async function tryStreams(
  { basePort, note }: BenchContext,
  { streams, clip, weightsDir }: { streams: number; clip: string; weightsDir: string },
  scratch: Scratch,
): Promise<Trial> {
  const camera = {
    source: { url: clip, loop: true },
    model: MEASURED_MODEL,
    framesPerS: CLIP.framesPerS,
    motionGate: false,
  };
  const box = await startCameraBox({
    ...{ basePort, weightsDir, folder: scratch.path(`box-${streams}-${Date.now()}`) },
    cameras: Array.from({ length: streams }, () => camera),
  });
  try {
    await pause(SETTLE_MS);
    const before = await box.figures();
    const [fromMs, cpuFromMs] = [performance.now(), cpuMsOf(box.pid)];
    await pause(HELD_MS);
    const after = await box.figures();
    const seconds = (performance.now() - fromMs) / 1000;
    const since = (key: 'judged' | 'dropped') =>
      after.reduce((sum, one, index) => sum + one[key] - (before[index]?.[key] ?? 0), 0);
    const framesPerS = since('judged') / seconds;
    const dropped = since('dropped');
    const inferenceMsP95 = Math.max(...after.map((one) => one.inferenceMsP95 ?? 0));
    const memory = memoryMbByProcess(box.pid);
    const memoryMb = memory === null ? null : Object.values(memory).reduce((sum, mb) => sum + mb, 0);
    const isHeld = dropped === 0 && framesPerS >= streams * CLIP.framesPerS * RATE_SHARE_MIN;
    const cores =
      cpuFromMs === null ? '' : `, agent ${(((cpuMsOf(box.pid) ?? 0) - cpuFromMs) / seconds / 1000).toFixed(2)} cores`;
    note(
      `    ${streams} streams: ${framesPerS.toFixed(1)} of ${streams * CLIP.framesPerS} frames/s, ${dropped} dropped, p95 ${inferenceMsP95.toFixed(0)} ms${cores}: ${isHeld ? 'held' : 'not held'}`,
    );
    return { streams, isHeld, dropped, framesPerS, inferenceMsP95, memoryMb };
  } finally {
    await box.stop();
  }
}
