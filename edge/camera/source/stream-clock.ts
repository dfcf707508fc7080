/**
 * The clock of a stream held against ours. Pictures carry the time of the camera; how much later they arrive here is
 * the network's doing and only ever positive, so the least delay of the last seconds tells how the two clocks stand to
 * each other. Drift is what that has changed by since the stream began, jumps of the camera's clock included.
 */
export interface StreamClock {
  /** Time that the picture carries, and of our clock that never jumps, when it arrived. */
  see(pictureMs: number, arrivedMs: number): void;
  /** When the picture was taken, on our clock: without what the network took longer than it must. */
  takenMs(pictureMs: number): number | null;
  /** By how much the camera's clock is behind ours compared to the beginning; null until it can be told. */
  driftMs(arrivedMs: number): number | null;
  /** A new stream: its time begins anew. */
  restart(): void;
}

/** Delays of the beginning are compared with delays of as long a time now. */
const WINDOW_MS = 5000;
const SAMPLES_MAX = 600;

interface Delay {
  readonly ms: number;
  readonly arrivedMs: number;
}

export function createStreamClock(): StreamClock {
  let first: { least: number; untilMs: number } | null = null;
  let recent: Delay[] = [];

  /** The least of the last seconds; a jump counts as soon as no delay from before it is left in them. */
  const least = (arrivedMs: number): number | null => {
    recent = recent.filter((one) => arrivedMs - one.arrivedMs < WINDOW_MS);
    return recent.length === 0 ? null : Math.min(...recent.map(({ ms }) => ms));
  };

  return {
    see: (pictureMs, arrivedMs) => {
      const ms = arrivedMs - pictureMs;
      if (recent.length >= SAMPLES_MAX) recent.shift();
      recent.push({ ms, arrivedMs });
      first ??= { least: ms, untilMs: arrivedMs + WINDOW_MS };
      if (arrivedMs < first.untilMs) first.least = Math.min(first.least, ms);
    },
    takenMs: (pictureMs) => {
      const delays = recent.map(({ ms }) => ms);
      return delays.length === 0 ? null : pictureMs + Math.min(...delays);
    },
    driftMs: (arrivedMs) => {
      const now = least(arrivedMs);
      return first === null || now === null || arrivedMs < first.untilMs ? null : now - first.least;
    },
    restart: () => {
      first = null;
      recent = [];
    },
  };
}
