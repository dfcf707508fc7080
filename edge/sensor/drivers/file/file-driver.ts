/**
 * Replays a recording in its own rhythm: the time between two rows, divided by the pace, passes before the second is
 * said. `shiftToNow` moves the times so that the first row is now; otherwise they stay as recorded.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { aFlag, aNumber, asObject, type Reader, withDefault } from '../../../agent/json-config.ts';
import type { Driver, DriverDeps, DriverKind } from '../../driver.ts';
import { INTAKE_MAX } from '../../intake.ts';
import { createSourceState, sentenceOf } from '../../source-state.ts';
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
  const state = createSourceState(deps);
  let underWay = 0;
  let playing: Promise<void> | null = null;

  async function play(): Promise<void> {
    let begin: { recordedMs: number; wallMs: number; monotonicMs: number } | null = null;
    for await (const reading of createFileReplay(series, deps.rejected).readings()) {
      state.up();
      begin ??= { recordedMs: reading.at, wallMs: clock.nowMs(), monotonicMs: clock.monotonicMs() };
      const sinceMs = (reading.at - begin.recordedMs) / pace;
      const waitMs = begin.monotonicMs + sinceMs - clock.monotonicMs();
      if (waitMs > 0) await wait(Math.min(waitMs, 2 ** 31 - 1), undefined, { signal: stopping.signal });
      if (stopping.signal.aborted) return;
      underWay++;
      const kept = deps
        .observe(shiftToNow ? { ...reading, at: Math.round(begin.wallMs + sinceMs) } : reading)
        .finally(() => {
          underWay--;
        });
      // A recording that comes faster than the disk takes it is held up, not piled up.
      if (waitMs < -BEHIND_MS_MAX || underWay >= INTAKE_MAX) await kept;
    }
    state.down(`${series.path} is played to its end.`);
  }

  return {
    start: async () => {
      playing = play().catch((error: unknown) => {
        if (stopping.signal.aborted) return;
        deps.rejected('source');
        state.down(sentenceOf(error, series.path));
      });
    },
    stop: async () => {
      stopping.abort();
      await playing;
    },
    connected: () => state.connected() && !stopping.signal.aborted,
    fault: state.fault,
  };
}

export const fileDriver: DriverKind<FileDriverConfig> = { kind: 'file', config, create: createFileDriver };
