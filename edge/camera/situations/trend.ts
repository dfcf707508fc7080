/** How fast a value grows: the slope of a straight line through the last while, by least squares. */
export interface Trend {
  add(value: number, ms: number): void;
  /** Null while too little of the window is known. */
  perMin(ms: number): number | null;
}

/** Values are kept as means over this time, so that the frame rate does not matter. */
const STEP_MS = 2000;
/** A slope over less of the window than this is chance. */
const KNOWN_SHARE_MIN = 0.5;
const MS_PER_MIN = 60_000;

export function createTrend(windowMs: number): Trend {
  let steps: { startMs: number; sum: number; count: number }[] = [];
  return {
    add: (value, ms) => {
      const startMs = Math.floor(ms / STEP_MS) * STEP_MS;
      const last = steps.at(-1);
      if (last?.startMs === startMs) {
        last.sum += value;
        last.count += 1;
        return;
      }
      steps = steps.filter((step) => startMs - step.startMs < windowMs);
      steps.push({ startMs, sum: value, count: 1 });
    },
    perMin: (ms) => {
      const points = steps
        .filter(({ startMs }) => ms - startMs < windowMs)
        .map(({ startMs, sum, count }) => ({ min: (startMs - ms) / MS_PER_MIN, value: sum / count }));
      const [first, last] = [points[0], points.at(-1)];
      if (!first || !last || (last.min - first.min) * MS_PER_MIN < KNOWN_SHARE_MIN * windowMs) return null;
      const mean = (of: (point: (typeof points)[number]) => number) =>
        points.reduce((sum, point) => sum + of(point), 0) / points.length;
      const [min, value] = [mean((point) => point.min), mean((point) => point.value)];
      const together = mean((point) => (point.min - min) * (point.value - value));
      return together / mean((point) => (point.min - min) ** 2);
    },
  };
}
