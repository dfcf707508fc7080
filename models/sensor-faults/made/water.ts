/**
 * Made-up water at one place on a regular grid: what the river truly did, before any sensor looked at it. Tidal places
 * have eight constituents that bend a little with the surge; rivers have rain floods and sluices. Both have weather,
 * seiches and storms, and those are what a fault must be told from.
 */
import type { Random } from '../../synthetic/random.ts';

export interface Water {
  readonly isTidal: boolean;
  /** True level at each step of the grid, metres. */
  readonly levelM: Float64Array;
  /** How rough the water is at each step, standard deviation in metres: waves in storms. */
  readonly wavesM: Float64Array;
}

/** Speeds in degrees an hour; amplitude bands in metres at a place with an M2 of 1 m. */
const CONSTITUENTS = [
  { speed: 28.9841042, low: 1, high: 1 },
  { speed: 30, low: 0.2, high: 0.45 },
  { speed: 28.4397295, low: 0.12, high: 0.24 },
  { speed: 30.0821373, low: 0.05, high: 0.13 },
  { speed: 15.0410686, low: 0.08, high: 0.35 },
  { speed: 13.9430356, low: 0.06, high: 0.25 },
  { speed: 57.9682084, low: 0.02, high: 0.15 },
  { speed: 58.9841042, low: 0.01, high: 0.08 },
];

const HOUR_MS = 3_600_000;

export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** Log-uniform: as many small ones as large ones. */
export function spread(random: Random, low: number, high: number): number {
  return low * (high / low) ** random.next();
}

/** A red noise of the given spread and memory (Ornstein-Uhlenbeck). */
function addWeather(to: Float64Array, random: Random, stepH: number, hours: number, sdM: number): void {
  const keep = Math.exp(-stepH / hours);
  const push = sdM * Math.sqrt(1 - keep * keep);
  let state = sdM * normal(random);
  for (let step = 0; step < to.length; step++) {
    state = keep * state + push * normal(random);
    to[step] = to[step]! + state;
  }
}

/** A damped swing of 25 to 90 minutes that chance keeps alive. */
function addSeiche(to: Float64Array, waves: Float64Array, random: Random, stepH: number): void {
  const turn = (2 * Math.PI * stepH) / random.range(0.4, 1.5);
  const decay = Math.exp(-stepH / 3);
  const sdM = spread(random, 0.002, 0.015);
  const push = sdM * Math.sqrt(1 - decay * decay) * Math.SQRT2;
  let [now, before] = [0, 0];
  for (let step = 0; step < to.length; step++) {
    const rough = 1 + Math.min(3, waves[step]! / 0.01);
    const next =
      2 * decay * Math.cos(turn) * now - decay * decay * before + push * Math.sin(turn) * rough * normal(random);
    [before, now] = [now, next];
    to[step] = to[step]! + now;
  }
}

/** The water that wind pushes up or away, with its waves. */
function addStorm(to: Float64Array, waves: Float64Array, random: Random, stepH: number): void {
  const peak = random.range(0.1, 0.95) * to.length;
  const heightM = spread(random, 0.25, 1.6) * (random.chance(0.75) ? 1 : -0.6);
  const [riseH, fallH] = [random.range(2.5, 9), random.range(4, 16)];
  for (let step = 0; step < to.length; step++) {
    const hours = (step - peak) * stepH;
    const shape = Math.exp(-0.5 * (hours / (hours < 0 ? riseH : fallH)) ** 2);
    to[step] = to[step]! + heightM * shape;
    waves[step] = waves[step]! + 0.012 * Math.abs(heightM) * shape;
  }
}

/** Rain: a quick rise and a long way down. */
function addFlood(to: Float64Array, random: Random, stepH: number): void {
  const from = Math.floor(random.range(0, 1) * to.length);
  const heightM = spread(random, 0.15, 1.8);
  const [riseH, fallH] = [random.range(1.5, 10), random.range(14, 70)];
  for (let step = from; step < to.length; step++) {
    const hours = (step - from) * stepH;
    to[step] = to[step]! + heightM * (1 - Math.exp(-((hours / riseH) ** 2))) * Math.exp(-hours / fallH);
  }
}

/** A sluice or pump: the level goes to another one within the hour, and back some hours later. */
function addSluice(to: Float64Array, random: Random, stepH: number): void {
  const from = Math.floor(random.range(0, 1) * to.length);
  const heightM = spread(random, 0.05, 0.3) * (random.chance(0.5) ? 1 : -1);
  const [openH, settleH] = [random.range(2, 10), random.range(0.4, 1.5)];
  for (let step = from; step < to.length; step++) {
    const hours = (step - from) * stepH;
    const opened = 1 - Math.exp(-hours / settleH);
    const closed = hours < openH ? 0 : 1 - Math.exp(-(hours - openH) / settleH);
    to[step] = to[step]! + heightM * (opened - closed);
  }
}

/** @param startMs time of the first step; it only turns the phases of the tide */
export function makeWater(random: Random, steps: number, periodMs: number, startMs: number): Water {
  const stepH = periodMs / HOUR_MS;
  const days = (steps * stepH) / 24;
  const isTidal = random.chance(0.7);
  const surgeM = new Float64Array(steps);
  const wavesM = new Float64Array(steps);
  addWeather(surgeM, random, stepH, random.range(20, 60), spread(random, 0.02, 0.1));
  addWeather(surgeM, random, stepH, random.range(3, 8), spread(random, 0.008, 0.03));
  for (let storm = random.range(0, 1); storm < days / 50; storm += random.range(0.2, 1.8)) {
    addStorm(surgeM, wavesM, random, stepH);
  }
  if (!isTidal) {
    for (let flood = 0; flood < days / 10; flood++) if (random.chance(0.7)) addFlood(surgeM, random, stepH);
    for (let sluice = 0; sluice < days / 8; sluice++) if (random.chance(0.4)) addSluice(surgeM, random, stepH);
  }
  addSeiche(surgeM, wavesM, random, stepH);
  const meanM = random.range(-0.5, 4);
  const rangeM = isTidal ? spread(random, 0.25, 1.5) : random.chance(0.3) ? random.range(0.02, 0.06) : 0;
  const bendPerM = random.range(-0.06, 0.06);
  const parts = CONSTITUENTS.map(({ speed, low, high }) => ({
    speed: (speed * Math.PI) / 180,
    amplitude: rangeM * random.range(low, high),
    phase: random.range(0, 2 * Math.PI),
  }));
  const levelM = surgeM.map((surge, step) => {
    const hours = startMs / HOUR_MS + step * stepH;
    let tide = 0;
    // A higher water carries the wave a little faster and further.
    for (const { speed, amplitude, phase } of parts) tide += amplitude * Math.cos(speed * hours - phase + surge * 0.1);
    return meanM + surge + tide * (1 + bendPerM * surge);
  });
  return { isTidal, levelM, wavesM };
}
