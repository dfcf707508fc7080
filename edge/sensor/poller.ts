/**
 * Asks a source at a fixed interval, and with growing pauses while it does not answer. One question at a time; a
 * question that takes longer than the interval skips the times it missed. Whatever a question throws is the state of
 * health of that source and ends no other.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { createBackoff } from '../uplink/backoff.ts';
import type { Driver, DriverDeps } from './driver.ts';
import { createSourceState, sentenceOf } from './source-state.ts';

export interface PollerConfig {
  /** What the source is called in a sentence. */
  readonly source: string;
  readonly intervalMs: number;
}

/** What an answer leaves to say. */
export interface Asked {
  /** A pause that the source wishes before the next question. */
  readonly pauseMs?: number;
  /** A sentence about the part that did not come. */
  readonly fault?: string | undefined;
}

const PAUSE_MS_MAX = 5 * 60_000;
const PAUSE_MS_FIRST = 1000;

/**
 * @param ask resolves when the source has answered
 * @param close ends what `ask` keeps open
 */
export function createPoller(
  { source, intervalMs }: PollerConfig,
  deps: DriverDeps,
  ask: (signal: AbortSignal) => Promise<Asked>,
  close: () => void = () => undefined,
): Driver {
  const state = createSourceState(deps);
  const backoff = createBackoff(Math.min(intervalMs, PAUSE_MS_FIRST), PAUSE_MS_MAX, deps.chance.fraction);
  const stopping = new AbortController();
  let asking: Promise<void> | null = null;

  async function askOnce(): Promise<number> {
    const beganMs = deps.clock.monotonicMs();
    try {
      const { pauseMs = 0, fault } = await ask(stopping.signal);
      state.up(fault);
      backoff.reset();
      const tookMs = deps.clock.monotonicMs() - beganMs;
      const nextMs = intervalMs * Math.max(1, Math.ceil(tookMs / intervalMs)) - tookMs;
      return Math.min(Math.max(nextMs, pauseMs), 2 ** 31 - 1);
    } catch (error) {
      if (!stopping.signal.aborted) {
        state.down(sentenceOf(error, source));
        deps.rejected('source');
      }
      return backoff.nextMs();
    }
  }

  async function askOn(): Promise<void> {
    while (!stopping.signal.aborted) {
      const pauseMs = await askOnce();
      await wait(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  return {
    start: async () => {
      asking = askOn();
    },
    stop: async () => {
      stopping.abort();
      close();
      await asking;
    },
    connected: () => state.connected() && !stopping.signal.aborted,
    fault: state.fault,
  };
}
