/** The one attention animation: a ring that expands once every two seconds while a level I is unacknowledged. */
export interface Pulse {
  /** Starts or stops the beat. */
  readonly want: (wanted: boolean) => void;
  /** Progress 0…1 of the present expansion, or null between two. Called once a frame. */
  readonly progress: (nowMs: number) => number | null;
  /** Whether a ring is expanding now or about to. */
  readonly isOn: () => boolean;
  readonly stop: () => void;
}

const everyMs = 2000;
const expandMs = 900;

/** No timer runs unless the beat is wanted; `beat` asks for a frame. */
export function createPulse(beat: () => void): Pulse {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let startMs: number | null = null;
  let due = false;

  const schedule = (): void => {
    timer = setTimeout(() => {
      due = true;
      schedule();
      beat();
    }, everyMs);
  };
  const stop = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    startMs = null;
    due = false;
  };
  return {
    want(wanted) {
      if (!wanted) stop();
      else if (timer === null) schedule();
    },
    progress(nowMs) {
      if (due) {
        due = false;
        startMs = nowMs;
      }
      if (startMs === null) return null;
      const t = (nowMs - startMs) / expandMs;
      if (t < 1) return 1 - (1 - t) ** 3;
      startMs = null;
      return null;
    },
    isOn: () => due || startMs !== null,
    stop,
  };
}
