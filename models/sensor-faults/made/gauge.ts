/**
 * One made-up gauge for some weeks, with the truth about each of its readings. The same seed gives the same gauge. The
 * first days are sound, so that whoever watches can learn the place; then faults come with a pause between them.
 */
import { createRandom, type Random } from '../../synthetic/random.ts';
import { codeOfKind, FAULT_KINDS, type FaultKind } from '../kinds.ts';
import { type FaultSpan, putFault, type Saying } from './faults.ts';
import { makeWater, normal, spread } from './water.ts';

export interface FaultEvent {
  readonly kind: FaultKind;
  /** Readings [from, to) in the order in which they arrived. */
  readonly from: number;
  readonly to: number;
}

export interface MadeGauge {
  readonly isTidal: boolean;
  readonly periodMs: number;
  /** What the device says about when it measured, ms. */
  readonly at: Float64Array;
  readonly valueM: Float64Array;
  /** When it arrived by a right clock, ms; NaN where nobody knows. */
  readonly arrivedAt: Float64Array;
  /** 0 good, 1.. a kind, UNJUDGED between the cut tops of one clipping. */
  readonly truth: Uint8Array;
  readonly events: readonly FaultEvent[];
  /** Readings before this one are for learning. */
  readonly scoredFrom: number;
}

export interface GaugePlan {
  readonly days: number;
  readonly soundDays: number;
  /** Mean pause between faults in hours. */
  readonly pauseH: number;
}

export const UNJUDGED = 255;
/** Many faults to learn from; those for scoring come as rarely as real ones might in a bad season. */
export const TRAINING_PLAN: GaugePlan = { days: 40, soundDays: 8, pauseH: 30 };
export const SCORED_PLAN: GaugePlan = { days: 40, soundDays: 8, pauseH: 70 };

/** Training and evaluation draw from seeds that never meet. */
export const FIRST_SEED = { training: 1, tuning: 500_001, scored: 5_000_001 } as const;

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 0, 5);

export function makeGauge(seed: number, { days, soundDays, pauseH }: GaugePlan): MadeGauge {
  const random = createRandom(seed);
  const periodMs = random.pick([5, 5, 5, 6, 10, 15]) * MINUTE_MS;
  const steps = Math.floor((days * 24 * HOUR_MS) / periodMs);
  const startMs = START_MS + random.whole(0, 300) * 24 * HOUR_MS;
  const { isTidal, levelM, wavesM } = makeWater(random, steps, periodMs, startMs);
  const digitM = random.pick([0.001, 0.005, 0.01]);
  const noiseM = Math.max(0.4 * digitM, spread(random, 0.002, 0.012));
  const saying: Saying = {
    ...{ startMs, periodMs, isTidal, noiseM, digitM },
    valueM: levelM.map((level, step) => level + normal(random) * Math.hypot(noiseM, wavesM[step]!)),
    isThere: new Uint8Array(steps).map(() => (random.chance(0.002) ? 0 : 1)),
    clockOffMs: new Float64Array(steps),
  };
  const spans: FaultSpan[] = [];
  let from = Math.floor((soundDays * 24 * HOUR_MS) / periodMs);
  for (;;) {
    from += Math.floor((pauseH * random.range(0.4, 1.6) * HOUR_MS) / periodMs);
    if (from >= steps - (80 * HOUR_MS) / periodMs) break;
    const found = putFault(random.pick(FAULT_KINDS), saying, from, random);
    if (found === null) continue;
    spans.push(found);
    from = found.to;
  }
  return writtenDown(saying, spans, startMs, soundDays, random);
}

/** When readings arrive: at once but for outages, in batches, or nobody knows. */
function arrivals(saying: Saying, startMs: number, random: Random): (step: number) => number {
  const { periodMs, isThere } = saying;
  const manner = random.next();
  if (manner > 0.75) return () => Number.NaN;
  const batchMs = manner > 0.55 ? random.pick([30, 60]) * MINUTE_MS : 0;
  const outages: (readonly [number, number])[] = [];
  for (let step = 0; step < isThere.length; step += random.whole(1500, 6000)) {
    outages.push([step, step + Math.ceil((random.range(10, 150) * MINUTE_MS) / periodMs)]);
  }
  return (step) => {
    const outage = outages.find(([from, to]) => step >= from && step < to);
    const readyMs = startMs + (outage?.[1] ?? step) * periodMs;
    const sentMs = batchMs === 0 ? readyMs : Math.ceil(readyMs / batchMs) * batchMs;
    return sentMs + random.range(200, 20_000);
  };
}

function writtenDown(
  saying: Saying,
  spans: readonly FaultSpan[],
  startMs: number,
  soundDays: number,
  random: Random,
): MadeGauge {
  const { periodMs, isTidal, isThere, valueM, clockOffMs, digitM } = saying;
  for (const { kind, from, to } of spans) {
    // What is told by a reading must be told by one that comes.
    if (kind !== 'gap') isThere.fill(1, Math.max(0, from - 1), Math.min(to + 1, isThere.length));
    else isThere[from] = 1;
  }
  const kept = [...isThere.keys()].filter((step) => isThere[step] === 1);
  const placeOf = new Int32Array(isThere.length + 1);
  for (let step = 0, place = 0; step <= isThere.length; step++) {
    placeOf[step] = place;
    if (isThere[step] === 1) place++;
  }
  const arrivedAt = arrivals(saying, startMs, random);
  const truth = new Uint8Array(kept.length);
  const events = spans.map(({ kind, from, to }) => ({ kind, from: placeOf[from]!, to: placeOf[to]! }));
  for (const { kind, from, to } of events) truth.fill(codeOfKind(kind), from, to);
  for (const { kind, from, to } of events) {
    if (kind !== 'clipping') continue;
    const limit = valueM[kept[from]!]!;
    for (let place = from; place < to; place++) if (valueM[kept[place]!] !== limit) truth[place] = UNJUDGED;
  }
  return {
    ...{ isTidal, periodMs, truth, events },
    at: Float64Array.from(kept, (step) => startMs + step * periodMs + clockOffMs[step]!),
    valueM: Float64Array.from(kept, (step) => Number((Math.round(valueM[step]! / digitM) * digitM).toFixed(3))),
    arrivedAt: Float64Array.from(kept, arrivedAt),
    scoredFrom: placeOf[Math.floor((soundDays * 24 * HOUR_MS) / periodMs)]!,
  };
}
