/** How a change over the samples of a window becomes a change over the whole window, as Prometheus extends it. */
import type { Samples } from './samples.ts';

/** The first sample is at the edge of the window when it is nearer than this many usual distances of samples. */
const NEAR_STEPS = 1.1;

/** Last minus first; NaN for a single sample. */
export function deltaOf(samples: Samples): number {
  return samples.count() < 2 ? Number.NaN : samples.value(samples.next - 1) - samples.value(samples.first);
}

/**
 * Length of the window over the distance of its outer samples: prometheus/promql extrapolatedRate. Where a series begins
 * or ends well inside the window it is extended by half a usual distance. `risen` is what a counter rose, which says when
 * it was zero at the latest; null for a gauge.
 */
export function reachOf(samples: Samples, nowMs: number, windowMs: number, risen: number | null): number {
  const firstMs = samples.atMs(samples.first);
  const lastMs = samples.atMs(samples.next - 1);
  const sampledMs = lastMs - firstMs;
  const stepMs = sampledMs / (samples.count() - 1);
  let toStartMs = firstMs - (nowMs - windowMs);
  let toEndMs = nowMs - lastMs;
  if (toStartMs >= stepMs * NEAR_STEPS) toStartMs = stepMs / 2;
  if (toEndMs >= stepMs * NEAR_STEPS) toEndMs = stepMs / 2;
  const first = samples.value(samples.first);
  if (risen !== null && risen > 0 && first >= 0) toStartMs = Math.min(toStartMs, (sampledMs * first) / risen);
  return (sampledMs + toStartMs + toEndMs) / sampledMs;
}

export function extrapolatedDelta(samples: Samples, nowMs: number, windowMs: number): number {
  return deltaOf(samples) * reachOf(samples, nowMs, windowMs, null);
}
