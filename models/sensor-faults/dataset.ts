/** Features and truth of made-up gauges for training, and random stretches of them in batches. */
import type { Random } from '../synthetic/random.ts';
import { type GaugePlan, type MadeGauge, makeGauge, UNJUDGED } from './made/gauge.ts';
import { createSeriesWatch, FEATURE_COUNT } from './watch/features.ts';
import { REACH } from './window.ts';

export interface WatchedGauge {
  readonly gauge: MadeGauge;
  /** FEATURE_COUNT a reading, one reading after another. */
  readonly features: Float32Array;
  /** How much each reading counts in training: those that nobody could name yet count little or nothing. */
  readonly care: Float32Array;
}

export function watchGauge(seed: number, plan: GaugePlan): WatchedGauge {
  const gauge = makeGauge(seed, plan);
  return { gauge, features: featuresOf(gauge), care: careOf(gauge) };
}

export function featuresOf({ at, valueM, arrivedAt }: MadeGauge): Float32Array {
  const watch = createSeriesWatch();
  const features = new Float32Array(at.length * FEATURE_COUNT);
  at.forEach((atMs, place) => {
    const watched = watch.push({ atMs, value: valueM[place]!, arrivedMs: arrivedAt[place]! });
    features.set(watched.features, place * FEATURE_COUNT);
  });
  return features;
}

function careOf({ truth, events, periodMs }: MadeGauge): Float32Array {
  const care = new Float32Array(truth.length).fill(1);
  truth.forEach((code, place) => {
    if (code === UNJUDGED) care[place] = 0;
  });
  for (const { kind, from, to } of events) {
    const early =
      kind === 'drift'
        ? Math.floor((to - from) * 0.4)
        : kind === 'stuck' || kind === 'clipping' || kind === 'noise'
          ? 4
          : 0;
    care.fill(0, from, Math.min(to, from + early));
    // What stands behind an event still shakes.
    const end = Math.min(care.length, to + Math.ceil(1_800_000 / periodMs));
    for (let place = to; place < end; place++) care[place] = 0.2;
  }
  return care;
}

export interface Batch {
  readonly features: Float32Array;
  readonly truth: Uint8Array;
  readonly care: Float32Array;
}

/** Stretches of `judged` readings with the REACH before them; two of three have an event inside. */
export function drawBatch(gauges: readonly WatchedGauge[], random: Random, size: number, judged: number): Batch {
  const whole = judged + REACH;
  const features = new Float32Array(size * whole * FEATURE_COUNT);
  const truth = new Uint8Array(size * judged);
  const care = new Float32Array(size * judged);
  for (let slot = 0; slot < size; slot++) {
    const { gauge, features: all, care: cares } = random.pick(gauges);
    const last = gauge.truth.length - judged;
    let from = random.whole(gauge.scoredFrom, last);
    if (random.chance(0.67) && gauge.events.length > 0) {
      const event = random.pick(gauge.events);
      from = random.whole(event.from - judged + 1, event.to - 1);
    }
    from = Math.max(REACH, Math.min(last, from));
    features.set(
      all.subarray((from - REACH) * FEATURE_COUNT, (from + judged) * FEATURE_COUNT),
      slot * whole * FEATURE_COUNT,
    );
    truth.set(gauge.truth.subarray(from, from + judged), slot * judged);
    care.set(cares.subarray(from, from + judged), slot * judged);
  }
  return { features, truth, care };
}
