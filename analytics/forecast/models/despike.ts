/**
 * Takes out single readings that jump away and back. The newest reading has no successor yet: it goes when it is far
 * from both readings before it, so that a true jump is believed one reading later.
 */
export function despiked(values: Float64Array, jump: number): Float64Array {
  const known = [...values.keys()].filter((i) => !Number.isNaN(values[i]!));
  const kept = Float64Array.from(values);
  known.forEach((i, at) => {
    const isFar = (other: number | undefined) => other !== undefined && Math.abs(values[i]! - values[other]!) > jump;
    const beforeKept = known.slice(Math.max(0, at - 2), at).filter((other) => !Number.isNaN(kept[other]!));
    const next = known[at + 1];
    const isSpike =
      next === undefined
        ? beforeKept.length > 0 && beforeKept.every(isFar)
        : beforeKept.length > 0 && isFar(beforeKept.at(-1)) && isFar(next);
    if (isSpike) kept[i] = Number.NaN;
  });
  return kept;
}
