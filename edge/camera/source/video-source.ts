/**
 * Frames of one camera, from an ffmpeg child that is started, watched and started again.
 *
 * Invariants: `take` gives the latest frame and never one twice; a decoder that is silent too long or ends is replaced
 * after a pause that grows to a few seconds, so that a camera that is well again is seen within fifteen; a file without
 * `loop` ends once and for all; no child outlives `stop`. After `setMasks` no frame comes that was decoded with the
 * masks before. No name or password of an address is ever said.
 */
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { Chance } from '../../agent/chance.ts';
import { createBackoff } from '../../uplink/backoff.ts';
import { type Decoder, startDecoder } from './decoder.ts';
import {
  type DecodeConfig,
  ffmpegArguments,
  isFileSource,
  type Mask,
  printableUrl,
  withoutPasswords,
} from './ffmpeg-arguments.ts';
import { createFrameBuffer, type Frame } from './frame-buffer.ts';
import { createPictureTimes } from './picture-times.ts';
import { pollSnapshots } from './snapshots.ts';

export interface VideoSourceConfig extends DecodeConfig {
  readonly ffmpegPath: string;
  /** A decoder without a frame for this long is replaced; by the frame rate when left out. */
  readonly silentMsMax?: number | undefined;
  /** The first frame waits for the connection and a key picture. */
  readonly firstFrameMsMax?: number | undefined;
}

export interface VideoSourceDeps {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly logger: Logger;
}

export interface SourceCounts {
  readonly decoded: number;
  readonly dropped: number;
  readonly restarts: number;
}

export interface VideoSource {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Resolves as soon as a frame waits; false when no more will come. One caller at a time. */
  arrived(): Promise<boolean>;
  /** The latest frame; null when none waits. */
  take(): Frame | null;
  giveBack(frame: Frame): void;
  /** Replaces the decoder by one with these masks; a file begins again. */
  setMasks(masks: readonly Mask[]): void;
  readonly counts: () => SourceCounts;
  /** By how much the camera's clock went wrong since the stream began; null while it cannot be told. */
  readonly clockDriftMs: () => number | null;
}

const SILENT_MS_MIN = 8000;
/** So many frames in a row may be missing. */
const SILENT_FRAMES = 3;
const FIRST_FRAME_MS_MAX = 9000;
const PAUSE_MS = { first: 500, max: 4000 };
const WATCH_EVERY_MS = 500;

export function createVideoSource(config: VideoSourceConfig, deps: VideoSourceDeps): VideoSource {
  const { clock, logger } = deps;
  const { source, ffmpegPath, framesPerS, firstFrameMsMax = FIRST_FRAME_MS_MAX } = config;
  const silentMsMax = config.silentMsMax ?? Math.max(SILENT_MS_MIN, (SILENT_FRAMES * 1000) / framesPerS);
  const label = printableUrl(source.url);
  const lossless = source.lossless ?? false;
  const endsOnce = isFileSource(source.url) && !(source.loop ?? false);
  const backoff = createBackoff(PAUSE_MS.first, PAUSE_MS.max, deps.chance.fraction);
  const buffer = createFrameBuffer();
  const times = createPictureTimes();
  const exits = new Set<Promise<void>>();
  let { masks } = config;
  let child: Decoder | null = null;
  let polling: AbortController | null = null;
  let lastSignMs = 0;
  let hasFrame = false;
  let wasSilent = false;
  let restarts = 0;
  let running = false;
  let ended = false;
  let retryTimer: NodeJS.Timeout | null = null;
  let watchTimer: NodeJS.Timeout | null = null;
  let wakeTaker: () => void = () => undefined;
  let wakeDecoder: () => void = () => undefined;

  function begin(): void {
    lastSignMs = clock.monotonicMs();
    hasFrame = false;
    wasSilent = false;
    buffer.restart();
    times.restart();
    const decoder: Decoder = startDecoder(
      { ffmpegPath, arguments: ffmpegArguments({ ...config, masks }) },
      {
        bytes: (chunk) => read(decoder, chunk),
        pictureMs: (ms) => {
          if (child === decoder) times.told(ms);
        },
        over: (code, complaint) => {
          exits.delete(decoder.exited);
          // One that was replaced has a successor already.
          if (child !== decoder) return;
          child = null;
          polling?.abort();
          over(code, complaint);
        },
      },
    );
    child = decoder;
    exits.add(decoder.exited);
    if (source.snapshot) feed(decoder);
    else decoder.input.end();
  }

  function feed(decoder: Decoder): void {
    const stopping = new AbortController();
    polling = stopping;
    const take = async (jpeg: Buffer) => void decoder.input.write(jpeg);
    pollSnapshots({ url: source.url, everyMs: 1000 / framesPerS }, take, stopping.signal).catch((error: Error) => {
      if (child !== decoder) return;
      child = null;
      decoder.kill();
      over(null, error.message);
    });
  }

  async function read(decoder: Decoder, chunk: Buffer): Promise<void> {
    for (let offset = 0; offset < chunk.length && running && child === decoder; ) {
      const before = buffer.completed();
      offset += buffer.push(chunk, offset, clock.monotonicMs());
      if (buffer.completed() === before) continue;
      lastSignMs = clock.monotonicMs();
      hasFrame = true;
      times.arrived(lastSignMs);
      backoff.reset();
      wakeTaker();
      if (lossless) await taken();
    }
  }

  async function taken(): Promise<void> {
    while (buffer.hasWaiting() && running) {
      await new Promise<void>((resolve) => {
        wakeDecoder = resolve;
      });
    }
    lastSignMs = clock.monotonicMs();
  }

  function over(code: number | null, complaint: string): void {
    if (!running) return;
    if (endsOnce && code === 0) {
      ended = true;
      wakeTaker();
      return;
    }
    restarts += 1;
    // Silence was a pause already.
    const waitMs = wasSilent ? PAUSE_MS.first : backoff.nextMs();
    const reason = withoutPasswords(complaint).trim().split('\n').at(-1) || `it ended with code ${code}`;
    logger.warn({ camera: label, retryMs: waitMs }, `The decoder of ${label} stopped: ${reason}`);
    retryTimer = setTimeout(begin, waitMs);
  }

  function watch(): void {
    const msMax = hasFrame ? silentMsMax : Math.max(silentMsMax, firstFrameMsMax);
    if (child === null || clock.monotonicMs() - lastSignMs < msMax) return;
    if (lossless && buffer.hasWaiting()) return;
    logger.warn({ camera: label }, `The decoder of ${label} gave no frame for ${msMax} ms: it is replaced.`);
    wasSilent = true;
    child.kill();
  }

  return {
    start: async () => {
      running = true;
      watchTimer = setInterval(watch, WATCH_EVERY_MS);
      watchTimer.unref();
      begin();
    },
    stop: async () => {
      running = false;
      if (watchTimer !== null) clearInterval(watchTimer);
      if (retryTimer !== null) clearTimeout(retryTimer);
      polling?.abort();
      child?.kill();
      wakeDecoder();
      wakeTaker();
      await Promise.all(exits);
    },
    arrived: async () => {
      while (!buffer.hasWaiting() && running && !ended) {
        await new Promise<void>((resolve) => {
          wakeTaker = resolve;
        });
      }
      return running && buffer.hasWaiting();
    },
    take: () => {
      const frame = running ? buffer.take() : null;
      wakeDecoder();
      return frame;
    },
    giveBack: buffer.giveBack,
    setMasks: (next) => {
      masks = next;
      if (!running || ended) return;
      const replaced = child;
      child = null;
      polling?.abort();
      buffer.forget();
      replaced?.kill();
      wakeDecoder();
      if (retryTimer !== null) clearTimeout(retryTimer);
      begin();
    },
    counts: () => ({ decoded: buffer.completed(), dropped: buffer.dropped(), restarts }),
    clockDriftMs: () => times.driftMs(clock.monotonicMs()),
  };
}
