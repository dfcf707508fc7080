/** Median wall time from a device's sending to the console, over the last minute. */
export interface LagWindow {
  add(wallMs: number, lagMs: number): void;
  medianMs(wallMs: number): number;
}

const SPAN_MS = 60_000;
const SAMPLES_MAX = 600;

export function createLagWindow(): LagWindow {
  const samples: { wallMs: number; lagMs: number }[] = [];
  return {
    add(wallMs, lagMs) {
      samples.push({ wallMs, lagMs });
      if (samples.length > SAMPLES_MAX) samples.splice(0, samples.length - SAMPLES_MAX);
    },
    medianMs(wallMs) {
      return median(samples.filter((sample) => wallMs - sample.wallMs <= SPAN_MS).map((sample) => sample.lagMs));
    },
  };
}

/** 0 for an empty list. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
