/**
 * What the times of a device say about its clock: steps back, jumps, a creeping pace, times in the future, and a delay
 * on arrival that is not the usual one. Readings that arrive together after an outage are not mistaken for it: only the
 * last of a burst tells the delay. Where arrival is not known, the order and the spacing of the times must do.
 */
import { createRecent, createRunningScale } from './running.ts';

export interface ClockView {
  /** The usual time between readings. */
  readonly periodMs: number;
  /** Time since the reading before, on the presumed clock. */
  readonly stepMs: number;
  /** The presumed time of the reading: what the device says, less what its clock is thought to be wrong by. */
  readonly presumedMs: number;
  /** What the clock is thought to be wrong by, ms; 0 while nothing speaks against it. */
  readonly offMs: number;
  /** True where the time cannot follow the one before it, or is that of a clock that was never set. */
  readonly isStepBack: boolean;
  /** How much the pace of late differs from the usual one, in scales of its own scatter. */
  readonly creep: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A jump that nothing has undone by then was a correction. */
const FORGET_MS = 36 * 3_600_000;
const DELAY_TOLERANCE_MS = 3 * MINUTE_MS;
/** Readings after which the pace is known, and how far it may be from that of a clock. */
const PACE_MEMORY = 60;
const PACE_MAX = 1.7;
/** Readings over which the usual time between readings follows: a clock that creeps for a day must not become usual. */
const PERIOD_MEMORY = 2000;
/** Readings at another pace after which it is the device's new pace. */
const NEW_PACE_AFTER = 40;

/** Where clocks without a battery begin: the epoch of GPS and of many loggers. That of Unix is also that of made-up times. */
const NEVER_SET_MS = [Date.UTC(1980, 0, 6), Date.UTC(2000, 0, 1)];
export const isNeverSet = (atMs: number): boolean =>
  NEVER_SET_MS.some((epoch) => atMs >= epoch && atMs - epoch < 2 * DAY_MS);

export function createClockWatch(): { push(atMs: number, arrivedMs: number): ClockView } {
  const steps = createRecent(21);
  const delays = createRecent(15);
  const pace = createRecent(9);
  const scatter = createRunningScale(800, 0.002);
  let [lastAt, lastPresumed, lastArrived] = [Number.NaN, Number.NaN, Number.NaN];
  let [offMs, offSinceMs] = [0, 0];
  let [creptMs, leapMs, leapAtMs] = [0, 0, -Infinity];
  let usualDelay = Number.NaN;
  let delaysSeen = 0;
  let [usualPeriodMs, otherPaceFor] = [0, 0];
  let [saidSum, arrivedSum] = [0, 0];

  /** A recording that is played faster, or a made-up city, has times of its own: arrival says nothing about them. */
  function isRealTime(atMs: number, arrivedMs: number, periodMs: number): boolean {
    const most = 20 * periodMs;
    const keep = 1 - 1 / PACE_MEMORY;
    saidSum = keep * saidSum + Math.max(0, Math.min(most, atMs - lastAt));
    arrivedSum = keep * arrivedSum + Math.max(0, Math.min(most, arrivedMs - lastArrived));
    return saidSum < PACE_MAX * arrivedSum && arrivedSum < PACE_MAX * saidSum;
  }

  /** Follows slowly what is nearly the same, and at length what is another pace altogether. */
  function periodOf(saidMs: number): number {
    if (steps.count() < 3) return Math.max(1, Math.abs(saidMs));
    const ofLate = steps.quantile(0.5);
    const isOther = Math.abs(ofLate / usualPeriodMs - 1) > 0.12;
    otherPaceFor = isOther ? otherPaceFor + 1 : 0;
    if (usualPeriodMs === 0 || otherPaceFor > NEW_PACE_AFTER) usualPeriodMs = ofLate;
    else if (!isOther) usualPeriodMs += (ofLate - usualPeriodMs) / (steps.count() < 21 ? 3 : PERIOD_MEMORY);
    return usualPeriodMs;
  }

  /** The clock's error by what arrived, or NaN where that tells nothing. */
  function offByArrival(atMs: number, arrivedMs: number, periodMs: number): number {
    if (Number.isNaN(arrivedMs) || Number.isNaN(lastArrived)) return Number.NaN;
    const isPaced = isRealTime(atMs, arrivedMs, periodMs);
    const delay = arrivedMs - atMs;
    const isNewBurst = arrivedMs - lastArrived > periodMs / 2;
    const before = lastArrived - lastAt;
    if (isNewBurst && !Number.isNaN(before)) {
      delays.push(before);
      delaysSeen++;
      if (delaysSeen <= 15) usualDelay = delays.quantile(0.5);
      else usualDelay += Math.max(-MINUTE_MS, Math.min(MINUTE_MS, before - usualDelay)) * 0.005;
    }
    if (delaysSeen < 8 || !isPaced) return Number.NaN;
    const tolerance = DELAY_TOLERANCE_MS + periodMs / 2;
    if (delay < usualDelay - tolerance) return usualDelay - delay;
    if (!isNewBurst) return Number.NaN;
    if (delay < usualDelay + tolerance) return 0;
    if (Math.abs(atMs - lastAt - periodMs) > periodMs / 2) return Number.NaN;
    // Late is only the clock's fault when the last of a burst was late too, by as much.
    if (before > usualDelay + tolerance) return Math.abs(delay - before) < periodMs ? usualDelay - before : Number.NaN;
    return offMs === 0 ? Number.NaN : 0;
  }

  return {
    push: (atMs, arrivedMs) => {
      if (Number.isNaN(lastAt)) {
        if (isNeverSet(atMs)) {
          return { periodMs: 300_000, stepMs: 300_000, presumedMs: atMs, offMs: 0, isStepBack: true, creep: 0 };
        }
        [lastAt, lastPresumed, lastArrived] = [atMs, atMs, arrivedMs];
        return { periodMs: 300_000, stepMs: 300_000, presumedMs: atMs, offMs: 0, isStepBack: false, creep: 0 };
      }
      const saidMs = atMs - lastAt;
      const periodMs = periodOf(saidMs);
      // The same time twice is a message that came again, and no clock's fault.
      const isStepBack = saidMs < 0 || isNeverSet(atMs);
      const jumpMs = saidMs - periodMs;
      const knownOff = offByArrival(atMs, arrivedMs, periodMs);
      const wasOff = offMs;
      if (offMs !== 0 && lastPresumed - offSinceMs > FORGET_MS && Number.isNaN(knownOff)) offMs = 0;
      if (!Number.isNaN(knownOff)) offMs = knownOff;
      else if (Math.abs(saidMs) > DAY_MS && (saidMs < 0 || atMs > lastPresumed + 400 * DAY_MS)) offMs += jumpMs;
      else if (saidMs < 0 || (offMs !== 0 && Math.abs(jumpMs) > 2 * periodMs)) {
        const undoes = (amountMs: number): boolean =>
          Math.abs(amountMs) > periodMs / 2 &&
          Math.abs(jumpMs + amountMs) <= 2.5 * periodMs + 0.04 * Math.abs(amountMs);
        const wasLeap = undoes(leapMs) && lastPresumed - leapAtMs < FORGET_MS;
        if (undoes(offMs) || wasLeap || undoes(creptMs)) offMs = 0;
        else offMs += jumpMs;
      }
      if (wasOff === 0 && offMs !== 0) offSinceMs = lastPresumed;
      if (Math.abs(offMs) < periodMs / 2) offMs = 0;
      if (offMs === 0 && wasOff === 0 && jumpMs > 2 * periodMs) [leapMs, leapAtMs] = [jumpMs, lastPresumed];

      const isOrdinary = Math.abs(jumpMs) < periodMs / 2;
      if (isOrdinary) {
        pace.push(jumpMs / periodMs);
        creptMs = creptMs * (1 - periodMs / FORGET_MS) + jumpMs;
        scatter.push(Math.abs(jumpMs / periodMs));
      } else if (offMs === 0 && wasOff !== 0) creptMs = 0;
      if (saidMs > 0 && saidMs < DAY_MS) steps.push(saidMs);
      let presumedMs = atMs - offMs;
      if (presumedMs <= lastPresumed) presumedMs = isStepBack && offMs === 0 ? atMs : lastPresumed + periodMs;
      const stepMs = presumedMs > lastPresumed ? presumedMs - lastPresumed : periodMs;
      [lastAt, lastPresumed, lastArrived] = [atMs, presumedMs, arrivedMs];
      const creep = pace.count() < 5 ? 0 : pace.quantile(0.5) / Math.max(0.004, scatter.value());
      return { periodMs, stepMs, presumedMs, offMs, isStepBack, creep };
    },
  };
}
