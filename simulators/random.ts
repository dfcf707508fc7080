/** Seeded chance: the same seed gives the same city. Mulberry32, period 2^32, good enough for noise and placement. */
export type Random = () => number;

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A random value for (seed, key, step) without state, so that any reading can be computed out of order. */
export function noiseAt(seed: number, key: string, step: number): number {
  let hash = (2166136261 ^ seed) >>> 0;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 16777619) >>> 0;
  hash = Math.imul(hash ^ (step >>> 0), 16777619) >>> 0;
  const random = createRandom(hash);
  // Two uniform draws make a standard normal value (Box-Muller).
  const radius = Math.sqrt(-2 * Math.log(Math.max(random(), 1e-12)));
  return radius * Math.cos(2 * Math.PI * random());
}
