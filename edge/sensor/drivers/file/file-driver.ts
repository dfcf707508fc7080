/**
 * Replays a recording in its own rhythm: the time between two rows, divided by the pace, passes before the second is
 * said. `shiftToNow` moves the times so that the first row is now; otherwise they stay as recorded.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '@chengyun/platform/service/service.ts';
import { aFlag, aNumber, asObject, type Reader, withDefault } from '../../../agent/json-config.ts';
import type { Driver, DriverDeps, DriverKind } from '../../driver.ts';
import { createFileReplay, type FileReplayConfig, fileReplayConfig } from './file-replay.ts';

interface FileDriverConfig {
  readonly series: FileReplayConfig;
  /** Recorded milliseconds per millisecond now. */
  readonly pace: number;
  readonly shiftToNow: boolean;
}

const BEHIND_MS_MAX = 1000;

const config: Reader<FileDriverConfig> = (value, place) => {
  const { pace, shiftToNow, ...series } = asObject(value, place);
  return {
    series: fileReplayConfig(series, place),
    pace: withDefault(aNumber(0.001, 1e9), 1)(pace, `${place}.pace`),
    shiftToNow: withDefault(aFlag, true)(shiftToNow, `${place}.shiftToNow`),
  };
};

function createFileDriver({ series, pace, shiftToNow }: FileDriverConfig, deps: DriverDeps): Driver {
  const { clock } = deps;
  const stopping = new AbortController();
  let playing: Promise<void> | null = null;

  async function play(): Promise<void> {
    let begin: { recordedMs: number; wallMs: number; monotonicMs: number } | null = null;
    for await (const reading of createFileReplay(series, deps.rejected).readings()) {
      begin ??= { recordedMs: reading.at, wallMs: clock.nowMs(), monotonicMs: clock.monotonicMs() };
      const sinceMs = (reading.at - begin.recordedMs) / pace;
      const waitMs = begin.monotonicMs + sinceMs - clock.monotonicMs();
      if (waitMs > 0) await wait(Math.min(waitMs, 2 ** 31 - 1), undefined, { signal: stopping.signal });
      if (stopping.signal.aborted) return;
      const kept = deps.observe(shiftToNow ? { ...reading, at: Math.round(begin.wallMs + sinceMs) } : reading);
      // A recording that comes faster than the disk takes it is held up, not piled up.
      if (waitMs < -BEHIND_MS_MAX) await kept;
    }
    deps.logger.info({ device: deps.device }, `${series.path} is played to its end`);
  }

  return {
    start: async () => {
      playing = play().catch((error: unknown) => {
        if (stopping.signal.aborted) return;
        if (!(error instanceof AppError)) throw error;
        deps.rejected('source');
        deps.logger.error({ device: deps.device }, error.message);
      });
    },
    stop: async () => {
      stopping.abort();
      await playing;
    },
    connected: () => playing !== null && !stopping.signal.aborted,
  };
}

export const fileDriver: DriverKind<FileDriverConfig> = { kind: 'file', config, create: createFileDriver };
