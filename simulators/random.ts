import { createRandom } from '@chengyun/basemap/random.ts';

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
