/**
 * One camera: frame → detector → zones → items, at the pace that the detector can hold.
 *
 * Invariants: a frame lives only until it is judged; what leaves is counts and states, never a box or a track, and of a
 * picture nothing but the mosaic that was commanded; a report is made on time also when no frame comes, and then says
 * that the camera is offline. Zones and masks change between two frames, all at once.
 */
import type { DeviceEvent, Observation } from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { CameraConfig } from './config.ts';
import type { FrameDetector } from './detectors.ts';
import {
  type CameraFault,
  type CameraHealth,
  type CameraHealthWatch,
  createCameraHealth,
} from './health/camera-health.ts';
import { createMotionGate } from './pace/motion-gate.ts';
import type { Lane } from './pace/pace.ts';
import type { Priority } from './pace/turns.ts';
import type { Mosaic } from './remote/mosaic.ts';
import { createMosaicTakers } from './remote/mosaic-takers.ts';
import { observationsFrom } from './report.ts';
import { createScene } from './scene.ts';
import type { JudgeWater } from './situations/ponding.ts';
import type { Frame } from './source/frame-buffer.ts';
import type { VideoSource } from './source/video-source.ts';
import type { ScoredBox } from './tracking/tracker.ts';
import { createWindow } from './window.ts';
import type { RelativeBox } from './zones/geometry.ts';

export interface CameraDeps {
  readonly source: VideoSource;
  readonly detector: FrameDetector;
  /** Waits until a frame may be judged; resolves with what lets the next one in. */
  readonly enter: (priority: Priority) => Promise<() => void>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly observe: (observation: Observation) => Promise<void>;
  readonly report: (event: DeviceEvent) => Promise<void>;
  readonly failed: () => void;
  /** Its part of what the box can judge. */
  readonly lane: Lane;
  readonly judgeWater: JudgeWater;
  /** Keeps the frame and what was seen in it, on this box. */
  readonly keep?: ((frame: Frame, boxes: readonly RelativeBox[]) => void) | undefined;
}

export interface CameraCounts {
  readonly decoded: number;
  readonly judged: number;
  readonly dropped: number;
  readonly restarts: number;
  /** Null at the start, while nothing is known. */
  readonly health: CameraHealth | null;
  /** Of the last ten seconds; null when nothing was judged. */
  readonly inferenceMsP95: number | null;
  /** All that is wrong with the view, worst first; null at the start. */
  readonly faults: readonly CameraFault[] | null;
  readonly clockDriftMs: number | null;
  /** Allotted to it; less than asked for while the box is full. */
  readonly targetFramesPerS: number;
}

/** What may be changed while it runs. */
export type CameraShapes = Pick<CameraConfig, 'zones' | 'lines' | 'masks' | 'ground'>;

export interface Camera {
  readonly device: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Makes a report now. */
  reportNow(): void;
  /** From the next frame on. What stays as it is keeps what it has seen. */
  configure(shapes: CameraShapes): void;
  /** From the next frame on; what is counted begins anew. */
  useDetector(detector: FrameDetector): void;
  /** Of the next frame that has the masks of now; null when none came within the time. */
  mosaic(withinMs: number): Promise<Mosaic | null>;
  /** Time of the timeline that the camera belongs to. */
  timelineMs(): number;
  /** Resolves when a file without `loop` was judged to its end. */
  ended(): Promise<void>;
  counts(): CameraCounts;
}

/** Frame rate and inference time are taken over this. */
const RATE_WINDOW_MS = 10_000;

/** Of what was seen its place alone: no class, no score. */
const boxOnly = ({ x, y, w, h }: RelativeBox): RelativeBox => ({ x, y, w, h });

export function createCamera(config: CameraConfig, deps: CameraDeps): Camera {
  const { device, source: sourceConfig, reportEveryMs } = config;
  const { source, clock } = deps;
  let { detector } = deps;
  let scene = createScene(config, detector);
  let shapes = config;
  let { masks } = config;
  /** Frames from before are not shown: they may lack a mask. */
  let maskedSinceMs = 0;
  const mosaics = createMosaicTakers();
  const inferenceMs = createWindow(RATE_WINDOW_MS);
  const looks = createWindow(RATE_WINDOW_MS);
  /** Where nothing moves, everything is where it was. */
  const gate = config.motionGate && !sourceConfig.lossless ? createMotionGate() : null;
  let lastBoxes: readonly ScoredBox[] = [];
  const ended = Promise.withResolvers<void>();
  let health: CameraHealthWatch = createCameraHealth(0);
  let toldHealth: CameraHealth | null = null;
  let beganMs = 0;
  let judged = 0;
  let lastMs = 0;
  let timer: NodeJS.Timeout | null = null;
  let judging: Promise<void> = Promise.resolve();

  async function judgeAll(): Promise<void> {
    while (await source.arrived()) {
      if (!sourceConfig.lossless && !deps.lane.isDue(clock.monotonicMs())) {
        passOver();
        continue;
      }
      const leave = await deps.enter(config.priority);
      const frame = source.take();
      if (frame === null) {
        leave();
        continue;
      }
      try {
        await judge(frame);
      } catch (error) {
        deps.failed();
        deps.logger.error({ device }, `The camera ${device} could not judge a frame: ${(error as Error).message}`);
      } finally {
        leave();
        source.giveBack(frame);
      }
    }
  }

  /** The box is full: the view is looked at, and nothing is looked for in it. */
  function passOver(): void {
    const frame = source.take();
    if (frame === null) return;
    show(frame);
    health.see(frame, frame.monotonicMs);
    source.giveBack(frame);
  }

  function show(frame: Frame): void {
    if (frame.monotonicMs > maskedSinceMs) mosaics.show(frame);
  }

  async function judge(frame: Frame): Promise<void> {
    show(frame);
    // Judging every frame of a file takes as long as it takes: then time goes by frames, not by the clock.
    const ms = sourceConfig.lossless ? beganMs + (judged * 1000) / config.framesPerS : frame.monotonicMs;
    health.see(frame, ms);
    const boxes = gate === null || gate.isDue(frame, ms) ? await detect(frame) : lastBoxes;
    lastBoxes = boxes;
    judged += 1;
    looks.add(1, clock.monotonicMs());
    scene.see(boxes, ms, frame);
    await scene.lookForWater(frame, ms, deps.judgeWater);
    if (frame.monotonicMs > maskedSinceMs) deps.keep?.(frame, boxes.map(boxOnly));
    lastMs = ms;
  }

  async function detect(frame: Frame): Promise<readonly ScoredBox[]> {
    const startMs = clock.monotonicMs();
    const found = await detector.detect(frame);
    inferenceMs.add(clock.monotonicMs() - startMs, startMs);
    return found.map(({ cls, score, x, y, w, h }) => ({
      ...{ cls, score },
      ...{ x: x / frame.width, y: y / frame.height, w: w / frame.width, h: h / frame.height },
    }));
  }

  /** The camera's own time: the clock, or the position in a file that is judged without loss. */
  function nowMs(): number {
    return sourceConfig.lossless ? lastMs : clock.monotonicMs();
  }

  function timelineMs(): number {
    const wallMs = clock.nowMs();
    const { timeline } = config;
    if (timeline === undefined) return wallMs;
    return Math.round(timeline.anchorTimelineMs + (wallMs - timeline.anchorWallMs) * timeline.pace);
  }

  function reportNow(): void {
    const at = timelineMs();
    const state = health.state(nowMs());
    if (state === null) return;
    const elapsedMs = Math.min(RATE_WINDOW_MS, Math.max(1, clock.monotonicMs() - beganMs));
    const observations = observationsFrom({
      at,
      asset: config.asset,
      health: state,
      // A camera without a picture counts nothing, which is not the same as zero.
      zones: state === 'offline' ? [] : scene.zones(nowMs()),
      lines: state === 'offline' ? [] : scene.lines(nowMs()),
      confidence: state === 'offline' || judged === 0 ? null : scene.confidence(nowMs()),
      framesPerS: (looks.size(clock.monotonicMs()) * 1000) / elapsedMs,
      inferenceMs: inferenceMs.median(clock.monotonicMs()),
      clockDriftMs: source.clockDriftMs(),
    });
    for (const observation of observations) void deps.observe(observation);
    if (state === toldHealth) return;
    toldHealth = state;
    const asset = config.asset === undefined ? {} : { asset: config.asset };
    void deps.report({ event: 'camera.health', at, state, ...asset });
  }

  return {
    device,
    start: async () => {
      beganMs = clock.monotonicMs();
      lastMs = beganMs;
      health = createCameraHealth(beganMs);
      await source.start();
      judging = judgeAll().then(ended.resolve);
      timer = setInterval(reportNow, reportEveryMs);
    },
    stop: async () => {
      if (timer !== null) clearInterval(timer);
      mosaics.end();
      await source.stop();
      await judging;
    },
    reportNow,
    timelineMs,
    useDetector: (next) => {
      detector = next;
      scene = createScene(shapes, next);
    },
    configure: (next) => {
      shapes = { ...config, ...next };
      scene.configure(next);
      health.accept();
      if (JSON.stringify(next.masks) === JSON.stringify(masks)) return;
      masks = next.masks;
      maskedSinceMs = clock.monotonicMs();
      source.setMasks(masks);
    },
    mosaic: mosaics.next,
    ended: () => ended.promise,
    counts: () => ({
      ...source.counts(),
      judged,
      health: health.state(nowMs()),
      faults: health.faults(nowMs()),
      clockDriftMs: source.clockDriftMs(),
      targetFramesPerS: deps.lane.target(),
      inferenceMsP95: inferenceMs.quantile(0.95, clock.monotonicMs()),
    }),
  };
}
