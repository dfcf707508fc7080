/** Series made up for the tests of the detectors: seeded noise, and a day with a rush hour. */
import { randomFrom } from '../engine/made-log.ts';

export const STEP_MS = 300_000;
export const DAY = 288;

/** Roughly normal, mean 0 and deviation 1. */
export function noiseFrom(seed: number): () => number {
  const random = randomFrom(seed);
  return () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += random();
    return sum;
  };
}

/** 20 by night, 80 from 9 to 18 o'clock, with noise of 1. */
export function rushHours(days: number, seed: number): number[] {
  const noise = noiseFrom(seed);
  return Array.from({ length: days * DAY }, (_, i) => {
    const hour = ((i % DAY) / DAY) * 24;
    return (hour >= 9 && hour < 18 ? 80 : 20) + noise();
  });
}
