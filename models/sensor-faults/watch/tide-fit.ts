/**
 * The tide of one place, learned from its own readings as they come: recursive least squares over seven constituents.
 * It is fitted to changes over an hour and not to levels, so that a slow surge, a drift or an offset hardly touches it;
 * a change that is out of all proportion counts little (Huber 1964). Memory and cost are those of a 14 x 14 matrix.
 */

/** M2, S2, N2, K1, O1, M4, MS4 in degrees an hour (Schureman 1940). */
const SPEEDS_DEG_PER_H = [28.9841042, 30, 28.4397295, 15.0410686, 13.9430356, 57.9682084, 58.9841042];
const PARTS = SPEEDS_DEG_PER_H.length;
const SIZE = 2 * PARTS;
const SPEEDS_PER_MS = SPEEDS_DEG_PER_H.map((speed) => (speed * Math.PI) / 180 / 3_600_000);

const TAKE_EVERY_MS = 30 * 60_000;
const CHANGE_OVER_MS = 60 * 60_000;
/** What happened this long ago counts a third. */
const MEMORY_MS = 45 * 86_400_000;
const HUBER = 2.5;

export interface TideFit {
  /** Level and slope (per hour) of the tide about its mean, valid until the next call. */
  at(tMs: number): void;
  readonly level: () => number;
  readonly slopePerH: () => number;
  learn(tMs: number, value: number): void;
  /** Days of water seen so far. */
  readonly daysSeen: () => number;
}

export function createTideFit(): TideFit {
  const weights = new Float64Array(SIZE);
  const covariance = new Float64Array(SIZE * SIZE);
  for (let i = 0; i < SIZE; i++) covariance[i * SIZE + i] = 4;
  const basis = new Float64Array(SIZE);
  const change = new Float64Array(SIZE);
  const gain = new Float64Array(SIZE);
  /** Readings taken for learning, oldest first: time, value and basis. */
  let taken: { tMs: number; value: number; basis: Float64Array }[] = [];
  let noise = 0.05;
  let learned = 0;
  let [level, slope] = [0, 0];

  function fillBasis(tMs: number, to: Float64Array): void {
    for (let part = 0; part < PARTS; part++) {
      const angle = SPEEDS_PER_MS[part]! * tMs;
      to[2 * part] = Math.cos(angle);
      to[2 * part + 1] = Math.sin(angle);
    }
  }

  function update(target: number, forget: number): void {
    let expected = 0;
    for (let i = 0; i < SIZE; i++) expected += weights[i]! * change[i]!;
    const miss = target - expected;
    const quick = Math.max(0.004, 1 / (learned + 5));
    const size = Math.abs(miss);
    if (learned > 40) noise += quick * (Math.min(size, 4 * noise) - noise);
    else noise = Math.max(0.005, noise + quick * (size - noise));
    const share = learned > 40 ? Math.min(1, (HUBER * noise) / (size + 1e-12)) : 1;
    let inside = 0;
    for (let i = 0; i < SIZE; i++) {
      let sum = 0;
      for (let j = 0; j < SIZE; j++) sum += covariance[i * SIZE + j]! * change[j]!;
      gain[i] = sum;
      inside += sum * change[i]!;
    }
    const denominator = (forget * noise * noise) / share + inside;
    for (let i = 0; i < SIZE; i++) weights[i] = weights[i]! + (gain[i]! / denominator) * miss;
    for (let i = 0; i < SIZE; i++) {
      for (let j = 0; j <= i; j++) {
        const next = (covariance[i * SIZE + j]! - (gain[i]! * gain[j]!) / denominator) / forget;
        covariance[i * SIZE + j] = Math.min(next, 4);
        covariance[j * SIZE + i] = covariance[i * SIZE + j]!;
      }
    }
    learned++;
  }

  return {
    at: (tMs) => {
      [level, slope] = [0, 0];
      for (let part = 0; part < PARTS; part++) {
        const speed = SPEEDS_PER_MS[part]!;
        const [cosine, sine] = [Math.cos(speed * tMs), Math.sin(speed * tMs)];
        const [a, b] = [weights[2 * part]!, weights[2 * part + 1]!];
        level += a * cosine + b * sine;
        slope += speed * 3_600_000 * (b * cosine - a * sine);
      }
    },
    level: () => level,
    slopePerH: () => slope,
    learn: (tMs, value) => {
      const newest = taken.at(-1);
      if (newest !== undefined && (tMs <= newest.tMs || tMs - newest.tMs > 6 * TAKE_EVERY_MS)) taken = [];
      else if (newest !== undefined && tMs - newest.tMs < TAKE_EVERY_MS) return;
      fillBasis(tMs, basis);
      taken.push({ tMs, value, basis: basis.slice() });
      const before = taken[0]!;
      if (tMs - before.tMs < CHANGE_OVER_MS) return;
      taken.shift();
      for (let i = 0; i < SIZE; i++) change[i] = basis[i]! - before.basis[i]!;
      update(value - before.value, Math.exp(-TAKE_EVERY_MS / MEMORY_MS));
    },
    daysSeen: () => (learned * TAKE_EVERY_MS) / 86_400_000,
  };
}
