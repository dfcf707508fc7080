/** Series under their metric, the least complete first: what is broken stands on top. Pure. */
import type { MetricStandard, SeriesQuality } from '@chengyun/contracts';

export interface MetricLines {
  readonly metric: MetricStandard;
  readonly lines: readonly SeriesQuality[];
}

/** A metric whose own name holds the text shows all of its series; one with neither name nor series of it is left out. */
export function qualityLines(
  metrics: readonly MetricStandard[],
  series: readonly SeriesQuality[],
  isWanted: (line: SeriesQuality) => boolean,
  text: string,
): readonly MetricLines[] {
  return metrics.flatMap((metric) => {
    const named = `${metric.id} ${metric.name.zh} ${metric.name.en}`.toLowerCase().includes(text);
    const lines = series
      .filter((line) => line.metric === metric.id && (named || isWanted(line)))
      .sort((a, b) => a.filled / a.expected - b.filled / b.expected || a.asset.localeCompare(b.asset));
    return lines.length > 0 || (named && text === '') ? [{ metric, lines }] : [];
  });
}

/** Older than two periods, from when on the wall hatches a value too. */
export function isLate({ newestAt }: SeriesQuality, { periodMs }: MetricStandard, nowMs: number): boolean {
  return newestAt !== null && nowMs - newestAt > 2 * periodMs;
}
