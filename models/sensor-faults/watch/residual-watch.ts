/** What is unusual about what the tide leaves of a reading: jumps, roughness, departures from means, shifts in time. */
import { createRecent, createRunningScale, createSlowMiddle, type RunningScale } from './running.ts';
import { createTideShift, type ShiftView } from './tide-shift.ts';

export interface ResidualView {
  /** What the tide leaves of the reading, and the slow middle of that over days. */
  readonly residualM: number;
  readonly baseM: number;
  /** Change against the middle of the last seven, and change from the last, in usual ones. */
  readonly spike: number;
  readonly step: number;
  /** Change over the last twelve readings, in usual steps. */
  readonly rise: number;
  /** Roughness of the last twelve against the usual, as a ratio: of the middle one and of the second roughest. */
  readonly roughness: number;
  readonly topRoughness: number;
  /** Departure from means of 20 min, 1 h, 4 h, 12 h, 48 h, in usual ones. */
  readonly departures: readonly number[];
  /** Middle of the last two dozen against the slow middle, in usual ones, and in metres. */
  readonly level: number;
  readonly levelM: number;
  readonly shift: ShiftView;
  readonly longShift: ShiftView;
  /** Usual sizes, metres: of what a shift explains, of a step, of a level. */
  readonly usualShiftM: number;
  readonly usualStepM: number;
  readonly usualLevelM: number;
}

export interface ResidualInput {
  readonly residualM: number;
  readonly fitM: number;
  readonly slopePerH: number;
  readonly stepMs: number;
  readonly periodMs: number;
  readonly digitM: number;
}

const HOUR_MS = 3_600_000;
const MEANS_MS = [HOUR_MS / 3, HOUR_MS, 4 * HOUR_MS, 12 * HOUR_MS, 48 * HOUR_MS];
/** Readings that a usual size is learned over: some four days at five minutes. */
const MEMORY = 1200;
/** A size below which nothing is said: no gauge is better than a millimetre. */
export const FLOOR_M = 0.001;

export function createResidualWatch(): { push(input: ResidualInput): ResidualView } {
  const shiftOf = createTideShift(3 * HOUR_MS);
  const longShiftOf = createTideShift(10 * HOUR_MS);
  const residuals = createRecent(7);
  const roughs = createRecent(12);
  const means = MEANS_MS.map(() => Number.NaN);
  const meanScales = MEANS_MS.map(() => createRunningScale(MEMORY, FLOOR_M));
  const [stepScale, spikeScale, roughScale, shiftScale] = [0, 1, 2, 3].map(() =>
    createRunningScale(MEMORY, FLOOR_M),
  ) as [RunningScale, RunningScale, RunningScale, RunningScale];
  const levelScale = createRunningScale(MEMORY, 0.02);
  const slow = createSlowMiddle(MEMORY);
  const twoDozen = createRecent(24);
  let [lastR, beforeR] = [Number.NaN, Number.NaN];

  function departuresFrom(r: number, stepMs: number, digitM: number): number[] {
    return MEANS_MS.map((memoryMs, index) => {
      const mean = means[index]!;
      const away = Number.isNaN(mean) ? 0 : r - mean;
      const share = 1 - Math.exp(-Math.min(stepMs, memoryMs) / memoryMs);
      means[index] = Number.isNaN(mean) ? r : mean + share * away;
      const scale = meanScales[index]!;
      const ratio = away / Math.max(scale.value(), digitM);
      scale.push(Math.abs(away));
      return ratio;
    });
  }

  return {
    push: ({ residualM: r, fitM, slopePerH, stepMs, periodMs, digitM }) => {
      if (Number.isNaN(lastR)) [lastR, beforeR] = [r, r];
      const apartSteps = Math.min(6, Math.max(1, stepMs / periodMs));
      const asideM = r - (residuals.count() < 3 ? r : residuals.quantile(0.5));
      const stepM = (r - lastR) / Math.sqrt(apartSteps);
      const roughM = Math.abs(r - 2 * lastR + beforeR);
      const usualStepM = stepScale.value();
      roughs.push(roughM);
      const usualRough = Math.max(roughScale.value(), digitM / 2);
      const departures = departuresFrom(r, stepMs, digitM);
      twoDozen.push(r);
      const baseM = slow.value();
      const levelM = twoDozen.quantile(0.5) - baseM;
      const level = levelM / levelScale.value();
      const longShift = longShiftOf.push(stepMs, r, fitM, slopePerH);
      const usualShiftM = Math.max(shiftScale.value(), digitM);
      const spike = asideM / Math.max(spikeScale.value(), digitM);

      spikeScale.push(Math.abs(asideM));
      stepScale.push(Math.abs(stepM));
      roughScale.push(roughM);
      levelScale.push(Math.abs(levelM));
      shiftScale.push(longShift.explainedM);
      slow.push(r, levelScale.value());
      residuals.push(r);
      [beforeR, lastR] = [lastR, r];
      const oldR = twoDozen.newest(Math.min(12, Math.max(0, twoDozen.count() - 1)));
      return {
        ...{ residualM: r, baseM, spike, departures, level, levelM, longShift, usualShiftM },
        shift: shiftOf.push(stepMs, r, fitM, slopePerH),
        step: stepM / Math.max(usualStepM, digitM / 2),
        rise: (r - oldR) / Math.max(stepScale.value(), digitM),
        roughness: roughs.count() < 6 ? 1 : roughs.quantile(0.5) / usualRough,
        topRoughness: roughs.quantile(0.85) / usualRough,
        usualStepM: stepScale.value(),
        usualLevelM: levelScale.value(),
      };
    },
  };
}
