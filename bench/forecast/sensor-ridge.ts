/** The rival on loop detectors: a ridge regression for each sensor, on the very features that the network sees. */
import { fitProfile, profileAt } from '@chengyun/analytics/forecast/models/daily-profile.ts';
import type { Lesson } from '@chengyun/analytics/forecast/models/lesson.ts';
import {
  FEATURE_COUNT,
  type ProfileView,
  writeFeatures,
} from '@chengyun/analytics/forecast/models/profile-features.ts';
import { profileLesson } from '@chengyun/analytics/forecast/models/profile-lesson.ts';
import { addRow, createRidgeSums, ridgeValue, solveRidge } from '@chengyun/analytics/forecast/models/ridge.ts';
import { keyOf } from '@chengyun/analytics/forecast/models/series-key.ts';
import { meanOf } from '@chengyun/analytics/forecast/models/windows.ts';
import { createRandom } from '@chengyun/basemap/random.ts';
import { SEED } from './fit.ts';
import { inputsUpTo, type LosLoop } from './los-loop.ts';

/** Values of each sensor at each of `knots` steps after row `end`. */
export type SensorRidge = (sensor: number, end: number) => Float64Array;

const PENALTIES = [0.003, 0.01, 0.03, 0.1, 0.3];

/** Learns from the rows before `cut` only; the penalty is chosen on the end of them, for all sensors alike. */
export function fitSensorRidge(data: LosLoop, cut: number, knots: readonly number[]): SensorRidge {
  const group = inputsUpTo(data, cut).map(({ target, helpers }) => ({ target, neighbours: helpers }));
  const fitted = new Map(group.map(({ target }) => [keyOf(target), fitProfile(target)] as const));
  const { lesson, leaders } = profileLesson(group, fitted, knots, createRandom(SEED));
  const scales = scalesOf(lesson);
  const features = lesson.features.map((value, at) => scaled(value, scales, at % FEATURE_COUNT));
  const rowsOf = group.map(() => [] as number[]);
  for (let row = 0; row < lesson.rows; row++) rowsOf[lesson.series[row]!]!.push(row);

  const solve = (rows: readonly number[], penalty: number) => {
    const sums = createRidgeSums(FEATURE_COUNT, knots.length);
    for (const row of rows) addRow(sums, features, row * FEATURE_COUNT, lesson.targets, row * knots.length);
    return solveRidge(sums, penalty);
  };
  const missOf = (rows: readonly number[], weights: Float64Array) => {
    let sum = 0;
    for (const row of rows) {
      knots.forEach((_, k) => {
        const said = ridgeValue(weights, FEATURE_COUNT, knots.length, features, row * FEATURE_COUNT, k);
        sum += (said - lesson.targets[row * knots.length + k]!) ** 2;
      });
    }
    return sum;
  };
  const isKept = (row: number) => lesson.heldOut[row] === 1;
  const errors = PENALTIES.map((penalty) =>
    rowsOf.reduce((sum, rows) => {
      const weights = solve(
        rows.filter((row) => !isKept(row)),
        penalty,
      );
      return sum + missOf(rows.filter(isKept), weights);
    }, 0),
  );
  const penalty = PENALTIES[errors.indexOf(Math.min(...errors))]!;
  const weights = rowsOf.map((rows) => solve(rows, penalty));

  const profiles = group.map(({ target }) => fitted.get(keyOf(target))!.profile);
  const residuals = data.series.map(({ values, fromMs, stepMs }, i) =>
    values.map((value, at) => value - profileAt(profiles[i]!, fromMs + at * stepMs)),
  );
  const views = data.series.map((one, i): ProfileView => {
    const near = data.neighbours[i]!;
    const leading = near.filter((other) => leaders[keyOf(one)]!.includes(keyOf(data.series[other]!)));
    return {
      residuals: residuals[i]!,
      leading: meanOf(
        leading.map((other) => residuals[other]!),
        data.rows,
      ),
      all: meanOf(
        near.map((other) => residuals[other]!),
        data.rows,
      ),
      usualAt: (atMs) => profileAt(profiles[i]!, atMs),
    };
  });
  const row = new Float64Array(FEATURE_COUNT);
  return (sensor, end) => {
    const { fromMs, stepMs } = data.series[sensor]!;
    const atMs = fromMs + end * stepMs;
    writeFeatures(views[sensor]!, end, atMs, stepMs, row, 0);
    const scaledRow = row.map((value, i) => scaled(value, scales, i));
    return Float64Array.from(knots, (knot, k) => {
      const residual = ridgeValue(weights[sensor]!, FEATURE_COUNT, knots.length, scaledRow, 0, k);
      return profileAt(profiles[sensor]!, atMs + knot * stepMs) + residual;
    });
  };
}

interface Scales {
  readonly mean: Float64Array;
  readonly spread: Float64Array;
}

const scaled = (value: number, { mean, spread }: Scales, i: number) => (value - mean[i]!) / spread[i]!;

function scalesOf({ rows, features }: Lesson): Scales {
  const mean = new Float64Array(FEATURE_COUNT);
  const spread = new Float64Array(FEATURE_COUNT);
  features.forEach((value, at) => {
    mean[at % FEATURE_COUNT] = mean[at % FEATURE_COUNT]! + value / rows;
  });
  features.forEach((value, at) => {
    const i = at % FEATURE_COUNT;
    spread[i] = spread[i]! + (value - mean[i]!) ** 2 / rows;
  });
  return { mean, spread: spread.map((variance) => Math.sqrt(variance) || 1) };
}
