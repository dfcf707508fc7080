/**
 * The quantile of a histogram whose buckets count everything up to their bound, by line within the bucket: what
 * prometheus/promql histogram_quantile gives. Buckets of one bound are added up; a count that is below that of a lower
 * bound (samples of one scrape that came apart) is raised to it. NaN without an open bucket, or while nothing was counted.
 */
export function histogramQuantile(
  quantile: number,
  count: number,
  valueAt: (index: number) => number,
  boundAt: (index: number) => number,
): number {
  const sums = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    const value = valueAt(i);
    if (!Number.isNaN(value)) sums.set(boundAt(i), (sums.get(boundAt(i)) ?? 0) + value);
  }
  const buckets = [...sums].sort(([a], [b]) => a - b).map(([bound, upTo]) => ({ bound, upTo }));
  for (let i = 1; i < buckets.length; i++) buckets[i]!.upTo = Math.max(buckets[i]!.upTo, buckets[i - 1]!.upTo);
  const open = buckets.at(-1);
  if (buckets.length < 2 || open?.bound !== Number.POSITIVE_INFINITY || open.upTo === 0) return Number.NaN;
  const rank = quantile * open.upTo;
  const place = buckets.findIndex(({ upTo }) => upTo >= rank);
  if (place < 0 || place === buckets.length - 1) return buckets.at(-2)!.bound;
  const { bound, upTo } = buckets[place]!;
  const below = buckets[place - 1];
  if (!below) return bound <= 0 ? bound : (bound * rank) / upTo;
  return below.bound + ((bound - below.bound) * (rank - below.upTo)) / (upTo - below.upTo);
}
