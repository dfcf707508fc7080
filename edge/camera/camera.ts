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
import { type CameraHealth, type CameraHealthWatch, createCameraHealth } from './health/camera-health.ts';
import { type Mosaic, mosaicOf } from './remote/mosaic.ts';
import { observationsFrom } from './report.ts';
import type { Frame } from './source/frame-buffer.ts';
import type { VideoSource } from './source/video-source.ts';
import { createWindow } from './window.ts';
import { createLineCounter } from './zones/line-counter.ts';
import { createStillTracker } from './zones/still-tracker.ts';
import { createZone, type SeenBox } from './zones/zone.ts';

export interface CameraDeps {
  readonly source: VideoSource;
  readonly detector: FrameDetector;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly observe: (observation: Observation) => Promise<void>;
  readonly report: (event: DeviceEvent) => Promise<void>;
  readonly failed: () => void;
}

export interface CameraCounts {
  readonly decoded: number;
  readonly judged: number;
  readonly dropped: number;
  readonly restarts: number;
  /** Null at the start, while nothing is known. */
  readonly health: CameraHealth | null;
}

export interface Camera {
  readonly device: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Makes a report now. */
  reportNow(): void;
  /** From the next frame on. What stays as it is keeps what it has seen. */
  configure(shapes: Pick<CameraConfig, 'zones' | 'lines' | 'masks'>): void;
  /** Of the next frame that has the masks of now; null when none came within the time. */
  mosaic(withinMs: number): Promise<Mosaic | null>;
  /** Time of the timeline that the camera belongs to. */
  timelineMs(): number;
  /** Resolves when a file without `loop` was judged to its end. */
  ended(): Promise<void>;
  counts(): CameraCounts;
}

/** Counts are medians over this time: long enough for one missed box, short enough for a changing queue. */
const WINDOW_MS = 3000;
/** Frame rate and inference time are taken over this. */
const RATE_WINDOW_MS = 10_000;

export function createCamera(config: CameraConfig, deps: CameraDeps): Camera {
  const { device, source: sourceConfig, reportEveryMs } = config;
  const { source, detector, clock } = deps;
  let zones = config.zones.map((zone) => createZone(zone, WINDOW_MS));
  let { lines, masks } = config;
  let counter = createLineCounter(lines);
  /** Frames from before are not shown: they may lack a mask. */
  let maskedSinceMs = 0;
  let mosaicTakers: ((mosaic: Mosaic | null) => void)[] = [];
  const tracker = createStillTracker();
  const inferenceMs = createWindow(RATE_WINDOW_MS);
  const ended = Promise.withResolvers<void>();
  let health: CameraHealthWatch = createCameraHealth(0);
  let toldHealth: CameraHealth | null = null;
  let beganMs = 0;
  let judged = 0;
  let lastMs = 0;
  let timer: NodeJS.Timeout | null = null;
  let judging: Promise<void> = Promise.resolve();

  async function judgeAll(): Promise<void> {
    for (let frame = await source.next(); frame !== null; frame = await source.next()) {
      try {
        await judge(frame);
      } catch (error) {
        deps.failed();
        deps.logger.error({ device }, `The camera ${device} could not judge a frame: ${(error as Error).message}`);
      } finally {
        source.giveBack(frame);
      }
    }
  }

  function show(frame: Frame): void {
    if (mosaicTakers.length === 0 || frame.monotonicMs <= maskedSinceMs) return;
    const mosaic = mosaicOf(frame);
    for (const take of mosaicTakers) take(mosaic);
    mosaicTakers = [];
  }

  async function judge(frame: Frame): Promise<void> {
    show(frame);
    // Judging every frame of a file takes as long as it takes: then time goes by frames, not by the clock.
    const ms = sourceConfig.lossless ? beganMs + (judged * 1000) / config.framesPerS : frame.monotonicMs;
    health.see(frame, ms);
    const startMs = clock.monotonicMs();
    const found = await detector.detect(frame);
    inferenceMs.add(clock.monotonicMs() - startMs, startMs);
    judged += 1;
    const boxes = found.map(({ cls, x, y, w, h }) => ({
      cls,
      x: x / frame.width,
      y: y / frame.height,
      w: w / frame.width,
      h: h / frame.height,
    }));
    const vehicles = boxes.filter(({ cls }) => cls === 'vehicle');
    const followed = tracker.see(vehicles, ms);
    const others = boxes.filter(({ cls }) => cls !== 'vehicle').map((box) => ({ ...box, still: false }));
    const seen: SeenBox[] = [
      ...followed.map(({ box, still }) => ({ ...box, cls: 'vehicle' as const, still })),
      ...others,
    ];
    for (const zone of zones) zone.see(seen, ms);
    counter.see(vehicles, ms);
    lastMs = ms;
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
      zones: state === 'offline' ? [] : zones.map((zone) => ({ config: zone.config, measured: zone.measure(nowMs()) })),
      lines: state === 'offline' ? [] : counter.perMin(nowMs()),
      framesPerS: (inferenceMs.size(clock.monotonicMs()) * 1000) / elapsedMs,
      inferenceMs: inferenceMs.median(clock.monotonicMs()),
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
      for (const take of mosaicTakers) take(null);
      mosaicTakers = [];
      await source.stop();
      await judging;
    },
    reportNow,
    timelineMs,
    configure: (next) => {
      const known = new Map(zones.map((zone) => [JSON.stringify(zone.config), zone]));
      zones = next.zones.map((zone) => known.get(JSON.stringify(zone)) ?? createZone(zone, WINDOW_MS));
      if (JSON.stringify(next.lines) !== JSON.stringify(lines)) {
        lines = next.lines;
        counter = createLineCounter(lines);
      }
      if (JSON.stringify(next.masks) === JSON.stringify(masks)) return;
      masks = next.masks;
      maskedSinceMs = clock.monotonicMs();
      source.setMasks(masks);
    },
    mosaic: (withinMs) =>
      new Promise((resolve) => {
        const late = setTimeout(() => {
          mosaicTakers = mosaicTakers.filter((taker) => taker !== take);
          resolve(null);
        }, withinMs);
        const take = (mosaic: Mosaic | null) => {
          clearTimeout(late);
          resolve(mosaic);
        };
        mosaicTakers.push(take);
      }),
    ended: () => ended.promise,
    counts: () => ({ ...source.counts(), judged, health: health.state(nowMs()) }),
  };
}
