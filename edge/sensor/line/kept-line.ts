/**
 * Keeps a line open that talks by itself: opens it, hears it, and opens it again with growing pauses after it ended.
 * A line that is open and silent is a state of health too.
 */
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { createBackoff } from '../../uplink/backoff.ts';
import type { Driver, DriverDeps } from '../driver.ts';
import { createSourceState, sentenceOf, sourceError } from '../source-state.ts';

export interface KeptLineConfig {
  /** What the line is called in a sentence. */
  readonly source: string;
  readonly silentMsMax: number;
}

/** What a driver does with a line that was opened; made anew for each opening. */
export interface Listening {
  /** Resolves when the bytes are used; until then nothing more is read. True when they meant something. */
  hear(bytes: Buffer): Promise<boolean>;
  stop?(): void;
}

export function createKeptLine(
  { source, silentMsMax }: KeptLineConfig,
  deps: DriverDeps,
  open: (signal: AbortSignal) => Promise<Duplex>,
  listen: (line: Duplex) => Listening,
): Driver {
  const state = createSourceState(deps);
  const backoff = createBackoff(500, 60_000, deps.chance.fraction);
  const stopping = new AbortController();
  let line: Duplex | null = null;
  let keeping: Promise<void> | null = null;

  async function hearOut(): Promise<void> {
    const opened = await open(stopping.signal);
    line = opened;
    if (stopping.signal.aborted) opened.destroy();
    const listening = listen(opened);
    const onSilence = () => state.down(`${source} is open and says nothing that is understood.`);
    const silence = setTimeout(onSilence, silentMsMax);
    try {
      for await (const bytes of opened) {
        if (!(await listening.hear(bytes))) continue;
        state.up();
        backoff.reset();
        silence.refresh();
      }
    } finally {
      clearTimeout(silence);
      listening.stop?.();
      opened.destroy();
    }
    throw sourceError(`${source} ended.`);
  }

  async function keep(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await hearOut();
      } catch (error) {
        if (stopping.signal.aborted) return;
        state.down(sentenceOf(error, source));
        deps.rejected('source');
      }
      await wait(backoff.nextMs(), undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  return {
    start: async () => {
      keeping = keep();
    },
    stop: async () => {
      stopping.abort();
      line?.destroy();
      await keeping;
    },
    connected: () => state.connected() && !stopping.signal.aborted,
    fault: state.fault,
  };
}
