/**
 * Watches one series of readings as they come and says for each what is unusual about it: 33 figures, most of them
 * ratios to what is usual at this very place, so that one set of limits and one network serve every gauge. Causal; a
 * few kilobytes of memory; nothing is learned from the future and one wild value moves no scale.
 *
 * For the first three days a place has no tide of its own and its readings are taken as they are; then the fitted tide
 * is taken off and everything that was usual is learned anew.
 */
import { type ClockView, createClockWatch } from './clock-watch.ts';
import { createResidualWatch, FLOOR_M, type ResidualView } from './residual-watch.ts';
import { createRecent } from './running.ts';
import { createRuns, type RunView } from './runs.ts';
import { createTideFit } from './tide-fit.ts';

export interface Reading {
  /** By the device, epoch ms. */
  readonly atMs: number;
  readonly value: number;
  /** By the clock of the agent, epoch ms; NaN where it tells nothing. */
  readonly arrivedMs: number;
}

/** The facts of one reading; the gate reads them by name, the network as `features`. */
export interface Facts extends ResidualView {
  readonly clock: ClockView;
  readonly run: RunView;
  readonly digitM: number;
  /** True once the tide of the place is known and taken off. */
  readonly isTideKnown: boolean;
  /** True once everything that is usual was learned long enough for the network. */
  readonly isSettled: boolean;
  /** Readings seen since what is usual was learned anew, this one included. */
  readonly seen: number;
}

export interface Watched {
  readonly facts: Facts;
  readonly features: Float32Array;
}

export interface SeriesWatch {
  push(reading: Reading): Watched;
}

const TIDE_DAYS = 3;
const SETTLED_DAYS = 5;

export const FEATURE_COUNT = 33;

export function createSeriesWatch(): SeriesWatch {
  const clockWatch = createClockWatch();
  const tide = createTideFit();
  const runs = createRuns();
  const digits = createRecent(9);
  let residualWatch = createResidualWatch();
  let lastValue = Number.NaN;
  let digitM = FLOOR_M;
  let seen = 0;
  let isTideKnown = false;

  function push({ atMs, value, arrivedMs }: Reading): Watched {
    const clock = clockWatch.push(atMs, arrivedMs);
    if (!isTideKnown && tide.daysSeen() >= TIDE_DAYS) {
      isTideKnown = true;
      residualWatch = createResidualWatch();
      seen = 0;
    }
    seen++;
    if (isTideKnown) tide.at(clock.presumedMs);
    const [fitM, slopePerH] = [tide.level(), tide.slopePerH()];
    const changeM = Math.abs(value - lastValue);
    if (changeM > 1e-9) digits.push(changeM);
    if (digits.count() >= 5) digitM = Math.max(FLOOR_M, Math.min(digits.quantile(0), 0.02));
    const run = runs.push(clock.presumedMs, value, fitM, digitM);
    const { stepMs, periodMs } = clock;
    const residual = residualWatch.push({ residualM: value - fitM, fitM, slopePerH, stepMs, periodMs, digitM });
    tide.learn(clock.presumedMs, value);
    lastValue = value;
    const isSettled = tide.daysSeen() >= SETTLED_DAYS;
    const facts = { ...residual, clock, run, digitM, isTideKnown, isSettled, seen };
    return { facts, features: featuresFrom(facts, fitM, slopePerH) };
  }
  return { push };
}

const PERIOD_MS_MAX = 20 * 60_000;

/** A gauge that speaks once an hour, or whose place is hardly known, is not what the network learned from. */
export function isForNetwork({ isSettled, clock }: Facts): boolean {
  return isSettled && clock.periodMs <= PERIOD_MS_MAX;
}

/** Small numbers as they are, large ones by their size only. */
const squash = (value: number): number => Math.sign(value) * Math.log1p(Math.abs(value));

function featuresFrom(facts: Facts, fitM: number, slopePerH: number): Float32Array {
  const { clock, run, shift, longShift, digitM, spike, step, level, levelM, usualShiftM } = facts;
  return Float32Array.of(
    squash(spike),
    squash(step),
    squash(Math.max(Math.abs(spike), Math.abs(step))),
    ...facts.departures.map(squash),
    squash(level),
    squash(levelM / 0.1),
    squash(facts.rise),
    Math.log(facts.roughness + 0.05),
    Math.log(facts.topRoughness + 0.05),
    Math.log1p(run.equal),
    Math.log1p(run.near),
    Math.log1p(run.surprise),
    squash(run.owedM / Math.max(0.02, 3 * digitM)),
    run.place > 0.98 ? 1 : run.place < 0.02 ? -1 : 0,
    run.isKnownLimit ? 1 : 0,
    squash(clock.offMs / (5 * 60_000)),
    clock.isStepBack ? 1 : 0,
    squash(clock.creep),
    squash(clock.stepMs / clock.periodMs - 1),
    shift.explained,
    squash(shift.lateH * 4),
    squash(shift.explainedM / usualShiftM),
    longShift.explained,
    squash(longShift.lateH * 4),
    squash(longShift.explainedM / usualShiftM),
    squash(slopePerH * 4),
    squash(fitM * 2),
    Math.log(facts.usualStepM / 0.01),
    Math.log(facts.usualLevelM / 0.05),
  );
}
