/** Draws on demand: nothing is drawn while nothing is dirty, and never faster than the frame limit. */
export interface FrameLoop {
  /** Something changed: draw once soon. */
  readonly invalidate: () => void;
  readonly stop: () => void;
}

export interface FrameLoopDeps {
  readonly requestFrame: (draw: (nowMs: number) => void) => number;
  readonly cancelFrame: (id: number) => void;
  /** Draws; true asks for another frame because something still moves. */
  readonly draw: (nowMs: number) => boolean;
  readonly framesPerSecondMax: number;
}

export function createFrameLoop({ requestFrame, cancelFrame, draw, framesPerSecondMax }: FrameLoopDeps): FrameLoop {
  // Two milliseconds of grace: a 60 Hz display offers frames at 33.3 ms, give or take.
  const gapMs = 1000 / framesPerSecondMax - 2;
  let pending: number | null = null;
  let lastMs = Number.NEGATIVE_INFINITY;
  let stopped = false;

  const tick = (nowMs: number): void => {
    pending = null;
    if (stopped) return;
    if (nowMs - lastMs < gapMs) {
      ask();
      return;
    }
    lastMs = nowMs;
    if (draw(nowMs)) ask();
  };

  const ask = (): void => {
    if (pending === null && !stopped) pending = requestFrame(tick);
  };

  return {
    invalidate: ask,
    stop() {
      stopped = true;
      if (pending !== null) cancelFrame(pending);
      pending = null;
    },
  };
}
