/**
 * What a person aims at must not move away: a list stands still for a moment after each movement of the pointer over it,
 * and no longer than a few seconds in all, so that a resting or restless mouse never hides what is new.
 */
export const POINTER_HOLD_MS = 1_500;
export const POINTER_HOLD_MS_MAX = 6_000;

export interface PointerHold {
  readonly onPointerMove: () => void;
  /** The pointer has left, or a key was pressed. */
  readonly release: () => void;
}

export interface PointerHoldDeps {
  /** The list stands still from here on. */
  readonly begin: () => void;
  readonly end: () => void;
  readonly monotonicMs: () => number;
}

export function createPointerHold({ begin, end, monotonicMs }: PointerHoldDeps): PointerHold {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let begunMs = 0;
  const release = (): void => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    end();
  };
  return {
    release,
    onPointerMove() {
      const nowMs = monotonicMs();
      if (timer === null) {
        begunMs = nowMs;
        begin();
      } else clearTimeout(timer);
      timer = setTimeout(release, Math.max(0, Math.min(POINTER_HOLD_MS, begunMs + POINTER_HOLD_MS_MAX - nowMs)));
    },
  };
}
