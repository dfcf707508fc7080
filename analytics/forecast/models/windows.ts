/** Means of the newest values over windows that reach back, with gaps. */

/**
 * Window `i` is from `edges[i]` (newest, 0 is the value at `end`) to before `edges[i + 1]` steps back. A window without
 * values takes that of its younger neighbour, the youngest that of the next older one; nothing at all is `empty`.
 */
export function windowMeans(
  values: ArrayLike<number>,
  end: number,
  edges: readonly number[],
  into: Float32Array | Float64Array,
  at: number,
  empty = 0,
): void {
  const count = edges.length - 1;
  let first = Number.NaN;
  for (let i = 0; i < count; i++) {
    let sum = 0;
    let found = 0;
    for (let back = edges[i]!; back < edges[i + 1]! && back <= end; back++) {
      const value = values[end - back]!;
      if (Number.isNaN(value)) continue;
      sum += value;
      found += 1;
    }
    const mean = found > 0 ? sum / found : Number.NaN;
    into[at + i] = Number.isNaN(mean) && i > 0 ? into[at + i - 1]! : mean;
    if (Number.isNaN(first)) first = into[at + i]!;
  }
  const fill = Number.isNaN(first) ? empty : first;
  for (let i = 0; i < count && Number.isNaN(into[at + i]!); i++) into[at + i] = fill;
}

/** Mean over several series at each step, of those that have a value; NaN where none has. */
export function meanOf(all: readonly ArrayLike<number>[], length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => {
    let sum = 0;
    let found = 0;
    for (const values of all) {
      if (Number.isNaN(values[i]!)) continue;
      sum += values[i]!;
      found += 1;
    }
    return found > 0 ? sum / found : Number.NaN;
  });
}

/** Half of the values lie below it; NaN for none. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  if (sorted.length === 0) return Number.NaN;
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Index of the newest value; -1 for none. */
export function newestIndex(values: ArrayLike<number>): number {
  let i = values.length - 1;
  while (i >= 0 && Number.isNaN(values[i]!)) i--;
  return i;
}

/**
 * Some of the indexes from `from` to before `to`, about every `stride`-th. Steps are uneven, for a station that speaks at
 * every second step must not be looked at between its words only.
 */
export function thinned(from: number, to: number, stride: number, random: () => number): number[] {
  const chosen: number[] = [];
  const next = () => 1 + Math.floor(random() * (2 * stride - 1));
  for (let i = from + next() - 1; i < to; i += next()) chosen.push(i);
  return chosen;
}
