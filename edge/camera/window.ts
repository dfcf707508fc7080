/** Values of the last moments, for medians that one bad frame cannot move. */
export interface MedianWindow {
  /** Null when there is none. */
  mean(ms: number): number | null;
  add(value: number, ms: number): void;
  /** Lower median of the values not older than the window; null when there is none. */
  median(ms: number): number | null;
  /** The value below which this part of them lies, 0 to 1; null when there is none. */
  quantile(share: number, ms: number): number | null;
  readonly size: (ms: number) => number;
}

const VALUES_MAX = 1000;

export function createWindow(windowMs: number): MedianWindow {
  let values: { value: number; ms: number }[] = [];
  const recent = (ms: number) => {
    values = values.filter((one) => ms - one.ms < windowMs);
    return values;
  };
  const quantile = (share: number, ms: number): number | null => {
    const sorted = recent(ms)
      .map(({ value }) => value)
      .sort((a, b) => a - b);
    return sorted[Math.floor((sorted.length - 1) * share)] ?? null;
  };
  return {
    add: (value, ms) => {
      recent(ms).push({ value, ms });
      if (values.length > VALUES_MAX) values.shift();
    },
    mean: (ms) => {
      const sum = recent(ms).reduce((total, { value }) => total + value, 0);
      return values.length === 0 ? null : sum / values.length;
    },
    median: (ms) => quantile(0.5, ms),
    quantile,
    size: (ms) => recent(ms).length,
  };
}
