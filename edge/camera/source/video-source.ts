/**
 * Frames of one camera, from an ffmpeg child that is started, watched and started again.
 *
 * Invariants: `next` gives the latest frame and never one twice; a decoder that is silent too long or ends is replaced
 * after a growing pause; a file without `loop` ends once and for all; no child outlives `stop`. After `setMasks` no frame
 * comes that was decoded with the masks before.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { Chance } from '../../agent/chance.ts';
import { createBackoff } from '../../uplink/backoff.ts';
import { type DecodeConfig, ffmpegArguments, isFileSource, type Mask, printableUrl } from './ffmpeg-arguments.ts';
import { createFrameBuffer, type Frame } from './frame-buffer.ts';

export interface VideoSourceConfig extends DecodeConfig {
  readonly ffmpegPath: string;
  /** A decoder without a frame for this long is replaced; default 15 s. */
  readonly silentMsMax?: number;
}

export interface VideoSourceDeps {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly logger: Logger;
}

export interface VideoSource {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** The latest frame, as soon as there is one; null when no more will come. One caller at a time. */
  next(): Promise<Frame | null>;
  giveBack(frame: Frame): void;
  /** Replaces the decoder by one with these masks; a file begins again. */
  setMasks(masks: readonly Mask[]): void;
  readonly counts: () => { readonly decoded: number; readonly dropped: number; readonly restarts: number };
}

const COMPLAINT_CHARS_MAX = 400;

export function createVideoSource(config: VideoSourceConfig, deps: VideoSourceDeps): VideoSource {
  const { clock, logger } = deps;
  const { source, ffmpegPath, silentMsMax = 15_000 } = config;
  const label = printableUrl(source.url);
  const lossless = source.lossless ?? false;
  const endsOnce = isFileSource(source.url) && !(source.loop ?? false);
  const backoff = createBackoff(500, 30_000, deps.chance.fraction);
  const buffer = createFrameBuffer();
  const exits = new Set<Promise<void>>();
  let { masks } = config;
  let child: ChildProcess | null = null;
  let lastSignMs = 0;
  let restarts = 0;
  let running = false;
  let ended = false;
  let retryTimer: NodeJS.Timeout | null = null;
  let watchTimer: NodeJS.Timeout | null = null;
  let wakeTaker: () => void = () => undefined;
  let wakeDecoder: () => void = () => undefined;

  function begin(): void {
    lastSignMs = clock.monotonicMs();
    buffer.restart();
    const decoder = spawn(ffmpegPath, ffmpegArguments({ ...config, masks }), { stdio: ['ignore', 'pipe', 'pipe'] });
    child = decoder;
    let complaint = '';
    decoder.stderr.setEncoding('utf8');
    decoder.stderr.on('data', (text: string) => {
      complaint = (complaint + text).slice(-COMPLAINT_CHARS_MAX);
    });
    const exited = new Promise<void>((resolve) => {
      decoder.once('error', (error) => {
        complaint = error.message;
        finish(null);
      });
      decoder.once('close', (code) => finish(code));
      let finished = false;
      const finish = (code: number | null) => {
        if (finished) return;
        finished = true;
        resolve();
        exits.delete(exited);
        // One that was replaced has a successor already.
        if (child !== decoder) return;
        child = null;
        over(code, complaint);
      };
    });
    exits.add(exited);
    // Decoding must not starve the connection and the inference.
    if (decoder.pid !== undefined) lowerPriority(decoder.pid);
    void readFrames(decoder);
  }

  async function readFrames(decoder: ChildProcess): Promise<void> {
    if (decoder.stdout === null) return;
    try {
      for await (const chunk of decoder.stdout as AsyncIterable<Buffer>) {
        for (let offset = 0; offset < chunk.length && running && child === decoder; ) {
          const before = buffer.completed();
          offset += buffer.push(chunk, offset, clock.monotonicMs());
          if (buffer.completed() === before) continue;
          lastSignMs = clock.monotonicMs();
          backoff.reset();
          wakeTaker();
          if (lossless) await taken();
        }
      }
    } catch (error) {
      if (child !== decoder) return;
      logger.warn({ camera: label }, `The decoder of ${label} is replaced: ${(error as Error).message}`);
      decoder.kill('SIGKILL');
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
    const waitMs = backoff.nextMs();
    const reason = complaint.replaceAll(source.url, label).trim().split('\n').at(-1) || `it ended with code ${code}`;
    logger.warn({ camera: label, retryMs: waitMs }, `The decoder of ${label} stopped: ${reason}`);
    retryTimer = setTimeout(begin, waitMs);
  }

  function watch(): void {
    if (child === null || clock.monotonicMs() - lastSignMs < silentMsMax) return;
    if (lossless && buffer.hasWaiting()) return;
    logger.warn({ camera: label }, `The decoder of ${label} gave no frame for ${silentMsMax} ms: it is replaced.`);
    child.kill('SIGKILL');
  }

  return {
    start: async () => {
      running = true;
      watchTimer = setInterval(watch, 1000);
      watchTimer.unref();
      begin();
    },
    stop: async () => {
      running = false;
      if (watchTimer !== null) clearInterval(watchTimer);
      if (retryTimer !== null) clearTimeout(retryTimer);
      child?.kill('SIGKILL');
      wakeDecoder();
      wakeTaker();
      await Promise.all(exits);
    },
    next: async () => {
      while (!buffer.hasWaiting() && running && !ended) {
        await new Promise<void>((resolve) => {
          wakeTaker = resolve;
        });
      }
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
      buffer.forget();
      replaced?.kill('SIGKILL');
      wakeDecoder();
      if (retryTimer !== null) clearTimeout(retryTimer);
      begin();
    },
    counts: () => ({ decoded: buffer.completed(), dropped: buffer.dropped(), restarts }),
  };
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It may have ended already; its exit is handled where it is reported.
  }
}
