/** Chance for made-up sets: the same seed gives the same set. */
export interface Random {
  /** In [from, to). */
  between(from: number, to: number): number;
  /** Normal, mean 0. */
  normal(deviation: number): number;
}

/** mulberry32 by T. Ettinger (public domain); normal numbers by Box and Muller. */
export function createRandom(seed: number): Random {
  let state = (seed * 0x9e3779b1) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    between: (from, to) => from + (to - from) * next(),
    normal: (deviation) => deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}
