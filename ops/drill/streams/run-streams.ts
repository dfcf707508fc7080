/**
 * Twelve cameras of one agent, as the process that runs on a box, and each goes wrong in its own way at the same time. A
 * fault must be told while it lasts, be over fifteen seconds after its end, and leave no memory behind.
 */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CameraBox, type CameraFigures, startCameraBox } from '@chengyun/bench/edge/camera-box.ts';
import { listProcesses, pssKb, treeOf } from '@chengyun/bench/spine/process-memory.ts';
import { findFfmpeg, systemFindDeps } from '@chengyun/edge/camera/source/find-ffmpeg.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { createFaultyCamera } from '@chengyun/simulators/rtsp/faulty-camera.ts';
import { encodeFilms, FILM_FRAMES_PER_S, writeFilm } from './films.ts';
import { STREAM_FAULTS, type Stage, type StreamFault } from './stream-faults.ts';

export interface StreamsOptions {
  readonly basePort: number;
  /** An empty folder. */
  readonly dataDir: string;
  /** How pictures come from the cameras. */
  readonly transport: 'tcp' | 'udp';
  readonly note: (text: string) => void;
  readonly signal: AbortSignal;
}

export interface FaultReport {
  readonly fault: string;
  /** Seconds from its end until a healthy view is judged again; null: not within the time of the drill. */
  readonly recovery_s: number | null;
  /** Every state that was told while it lasted. */
  readonly told: readonly string[];
  readonly wanted: string | null;
  /** The most that its decoder had, MB. */
  readonly decoder_mb: number | null;
  readonly ok: boolean;
}

export interface StreamsReport {
  readonly drill: 'streams';
  readonly faults: readonly FaultReport[];
  readonly figures: Readonly<Record<string, number>>;
  readonly missed: readonly string[];
}

const RECOVERY_S_MAX = 15;
const MEMORY_RATIO_MAX = 1.2;
const READY_MS_MAX = 120_000;
const FAULT_MS = 30_000;
const BACK_MS_MAX = 45_000;
const REST_MS = 10_000;
const POLL_MS = 250;
/** A clock that is off by more than this is told. */
const CLOCK_OFF_MS = 2000;
const PASSWORD = 'operator:drill-only';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function runStreams(options: StreamsOptions): Promise<StreamsReport> {
  const { basePort, dataDir, transport, note, signal } = options;
  const ffmpegPath = findFfmpeg(systemFindDeps(process.env));
  note('  encoding the films');
  const films = await encodeFilms(ffmpegPath);
  const [file, original] = [join(dataDir, 'clip.mp4'), join(dataDir, 'original.mp4')];
  await writeFilm(ffmpegPath, original);
  copyFileSync(original, file);
  const cameras = STREAM_FAULTS.map(({ name }) =>
    createFaultyCamera(
      {
        ...{ film: films.usual, framesPerS: FILM_FRAMES_PER_S },
        ...(name === 'password' ? { password: PASSWORD } : {}),
      },
      systemClock,
    ),
  );
  await Promise.all(cameras.map((camera) => camera.start()));
  const stages = cameras.map((camera): Stage => ({ camera, films, file, original }));
  const sources = STREAM_FAULTS.map(({ name }, index) =>
    name === 'file' ? { url: file, loop: true } : { url: cameras[index]?.url ?? '', rtspTransport: transport },
  );
  let box: CameraBox | null = null;
  try {
    box = await startCameraBox({
      ...{ basePort, folder: join(dataDir, 'box'), weightsDir: '' },
      cameras: sources.map((source) => ({ source, model: 'city-nano', framesPerS: 4 })),
    });
    return await conduct(box, stages, { note, signal, urls: sources.map(({ url }) => url) });
  } finally {
    await box?.stop();
    await Promise.all(cameras.map((camera) => camera.stop()));
  }
}

/** What is wrong with a camera as the agent tells it; empty when nothing is. */
function told({ health, faults, clockDriftMs }: CameraFigures): string[] {
  const clock = Math.abs(clockDriftMs ?? 0) > CLOCK_OFF_MS ? ['clock'] : [];
  return [...(faults ?? (health === null ? ['unknown'] : [])), ...clock];
}

async function conduct(
  box: CameraBox,
  stages: readonly Stage[],
  { note, signal, urls }: Pick<StreamsOptions, 'note' | 'signal'> & { readonly urls: readonly string[] },
): Promise<StreamsReport> {
  const stopped = () => {
    if (signal.aborted) throw new AppError('STOPPED', 'The drill was stopped.');
  };
  await until(
    box,
    READY_MS_MAX,
    (figures) => figures.every((one) => one.judged > 0 && told(one).length === 0),
    stopped,
  );
  await pause(REST_MS);
  const before = memoryMb(box.pid);
  note(`  all ${stages.length} are well; twelve faults begin`);
  STREAM_FAULTS.forEach((fault, index) => void fault.begin(stages[index]!));
  const states = STREAM_FAULTS.map(() => new Set<string>());
  const decoderMb = urls.map(() => 0);
  const look = async () => {
    (await box.figures()).forEach((one, index) => {
      for (const state of told(one)) states[index]?.add(state);
    });
    decodersMb(box.pid, urls).forEach((mb, index) => {
      decoderMb[index] = Math.max(decoderMb[index] ?? 0, mb);
    });
    stopped();
  };
  for (let ms = 0; ms < FAULT_MS; ms += POLL_MS) {
    await look();
    await pause(POLL_MS);
  }
  const atEnd = await box.figures();
  STREAM_FAULTS.forEach((fault, index) => void fault.end(stages[index]!));
  const endedMs = performance.now();
  note('  the faults are over');
  const recovered = new Map<number, number>();
  while (recovered.size < STREAM_FAULTS.length && performance.now() - endedMs < BACK_MS_MAX) {
    await pause(POLL_MS);
    stopped();
    const seconds = (performance.now() - endedMs) / 1000;
    (await box.figures()).forEach((one, index) => {
      // Two more than at the end: one may have been on its way.
      const isBack = told(one).length === 0 && one.judged >= (atEnd[index]?.judged ?? 0) + 2;
      if (isBack && !recovered.has(index)) recovered.set(index, seconds);
      if (!isBack) recovered.delete(index);
    });
  }
  await pause(REST_MS);
  const after = memoryMb(box.pid);
  const faults = STREAM_FAULTS.map((fault, index) =>
    reportOf(fault, recovered.get(index), states[index] ?? new Set(), decoderMb[index] ?? 0),
  );
  return scored(faults, before, after);
}

function reportOf(
  fault: StreamFault,
  seconds: number | undefined,
  states: ReadonlySet<string>,
  mb: number,
): FaultReport {
  const isTold = fault.raises === null || states.has(fault.raises);
  return {
    fault: fault.name,
    recovery_s: seconds === undefined ? null : Math.round(seconds * 10) / 10,
    told: [...states],
    wanted: fault.raises,
    decoder_mb: mb === 0 ? null : Math.round(mb),
    ok: isTold && seconds !== undefined && seconds <= RECOVERY_S_MAX,
  };
}

function scored(faults: readonly FaultReport[], before: number | null, after: number | null): StreamsReport {
  const missed = faults.flatMap(({ fault, ok, recovery_s, told: states, wanted }) =>
    ok
      ? []
      : [
          `${fault}: back after ${recovery_s ?? 'more than 45'} s, told ${states.join(', ') || 'nothing'}, wanted ${wanted ?? 'nothing'}.`,
        ],
  );
  const times = faults.flatMap(({ recovery_s }) => (recovery_s === null ? [] : [recovery_s]));
  const figures: Record<string, number> = {
    recovered: times.length,
    recovery_s_max: Math.max(...times),
    told_right: faults.filter(({ told: states, wanted }) => wanted === null || states.includes(wanted)).length,
  };
  if (before !== null && after !== null) {
    Object.assign(figures, { memory_mb_before: Math.round(before), memory_mb_after: Math.round(after) });
    figures.memory_ratio = Math.round((after / before) * 100) / 100;
    if (figures.memory_ratio > MEMORY_RATIO_MAX) missed.push(`Memory grew from ${before} to ${after} MB.`);
  }
  return { drill: 'streams', faults, figures, missed };
}

async function until(
  box: CameraBox,
  msMax: number,
  isSo: (figures: readonly CameraFigures[]) => boolean,
  stopped: () => void,
): Promise<void> {
  const untilMs = performance.now() + msMax;
  for (;;) {
    const figures = await box.figures();
    if (isSo(figures)) return;
    stopped();
    if (performance.now() > untilMs) {
      const bad = figures.filter((one) => one.judged === 0 || told(one).length > 0).map(({ device }) => device);
      throw new AppError('NOT_READY', `Not all cameras of the drill came up: ${bad.join(', ')}.`);
    }
    await pause(POLL_MS);
  }
}

/** The agent and all its decoders. */
function memoryMb(pid: number): number | null {
  const entries = listProcesses();
  return entries && treeOf(entries, pid).reduce((sum, one) => sum + (pssKb(one.pid) ?? 0), 0) / 1024;
}

/** 0 for a camera that has no decoder at the moment. */
function decodersMb(pid: number, urls: readonly string[]): number[] {
  const children = treeOf(listProcesses() ?? [], pid);
  return urls.map((url) => {
    const decoder = children.find(({ words }) => words.includes(url));
    return decoder === undefined ? 0 : (pssKb(decoder.pid) ?? 0) / 1024;
  });
}
