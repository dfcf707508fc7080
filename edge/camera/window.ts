/** Values of the last moments, for medians that one bad frame cannot move. */
export interface MedianWindow {
  add(value: number, ms: number): void;
  /** Lower median of the values not older than the window; null when there is none. */
  median(ms: number): number | null;
  readonly size: (ms: number) => number;
}

const VALUES_MAX = 1000;

export function createWindow(windowMs: number): MedianWindow {
  let values: { value: number; ms: number }[] = [];
  const recent = (ms: number) => {
    values = values.filter((one) => ms - one.ms < windowMs);
    return values;
  };
  return {
    add: (value, ms) => {
      recent(ms).push({ value, ms });
      if (values.length > VALUES_MAX) values.shift();
    },
    median: (ms) => {
      const sorted = recent(ms)
        .map(({ value }) => value)
        .sort((a, b) => a - b);
      return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
    },
    size: (ms) => recent(ms).length,
  };
}
