/**
 * Water that rain brings: depth in an underpass or the level of an inland river, an hour ahead in steps of a minute. The
 * model says how far the level will move from where it is now, from its own moves, the rain of the last hour and what
 * the pumps report. It learns from wet hours; dry ones are thinned out, for they all look the same.
 */
import { createRandom } from '@chengyun/basemap/random.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { FitOptions, FittedModel, ForecastInputs, ForecastModel } from '../model.ts';
import { bandsFrom } from './bands.ts';
import { createResidual, type LearnerState, learn, type Training } from './learner.ts';
import type { Lesson } from './lesson.ts';
import {
  LEVEL_FEATURES,
  LEVEL_REACH_STEPS,
  type LevelView,
  levelAt,
  levelViewOf,
  writeLevelFeatures,
} from './level-features.ts';
import { keyOf, rangeOf } from './series-key.ts';

const MINUTE_MS = 60_000;
const STEP_MS = MINUTE_MS;
const STEPS = 60;
const KNOTS = [1, 2, 3, 5, 8, 12, 16, 20, 25, 30, 40, 50, 60];
const FIT_NEEDS_MS = 180 * MINUTE_MS;
const FIRST_END = 5;
const WET_ROWS_MIN = 300;
const ROWS_MAX = 120_000;
const DRY_KEPT_SHARE = 0.02;
/** Rain in mm/h or moves of the level, in its own unit, from which on a moment counts as wet. */
const WET_MM_PER_H = 0.2;
const WET_MOVE = 0.02;
const HELD_OUT_SHARE = 0.2;
/** So many series or more: whole ones are kept out. Fewer: the end of each. */
const SEPARATE_SERIES_MIN = 5;
const EMBEDDED = 4;
const TRAINING: Training = {
  hidden: [64, 48],
  steps: 2_000,
  batch: 256,
  rate: 3e-3,
  weightDecay: 0.01,
  ridgePenalty: 1e-4,
};

/** Plain data. */
interface LevelState {
  readonly series: readonly string[];
  readonly learner: LearnerState;
}

async function fit(group: readonly ForecastInputs[], options: FitOptions, training: Training): Promise<FittedModel> {
  const series = [...new Set(group.map(({ target }) => keyOf(target)))];
  const views = group.map(({ target, helpers }) => levelViewOf(target, helpers, 0));
  const lesson = lessonFrom(
    views,
    group.map(({ target }) => series.indexOf(keyOf(target))),
    createRandom(options.seed),
  );
  const embedded = series.length > 1 ? EMBEDDED : 0;
  const learner = await learn(lesson, { ...training, embedded, seriesCount: series.length }, options);
  return load({ series, learner } satisfies LevelState);
}

function load(state: unknown): FittedModel {
  const { series, learner } = state as LevelState;
  const moveOf = createResidual(learner);
  const features = new Float64Array(LEVEL_FEATURES);
  return {
    save: () => state,
    predict({ target, helpers }) {
      const view = levelViewOf(target, helpers, Math.max(0, target.values.length - LEVEL_REACH_STEPS));
      const end = view.levels.length - 1;
      writeLevelFeatures(view, end, features, 0);
      const now = levelAt(view, end);
      if (Number.isNaN(now)) {
        throw new AppError('FORECAST_HISTORY', `"${target.asset}" has no ${target.metric} in the last hour.`);
      }
      return bandsFrom(
        moveOf(features, series.indexOf(keyOf(target))),
        KNOTS,
        STEPS,
        () => now,
        rangeOf(target.metric),
      );
    },
  };
}

function lessonFrom(views: readonly LevelView[], series: readonly number[], random: () => number): Lesson {
  const last = KNOTS.at(-1)!;
  const wet: Place[] = [];
  const places: Place[] = [];
  views.forEach((view, index) => {
    for (let end = FIRST_END; end + KNOTS[0]! < view.levels.length; end++) {
      const isWholeAhead = end + last < view.levels.length;
      if (!isWholeAhead || Number.isNaN(levelAt(view, end))) continue;
      const isDry = !isWet(view, end);
      if (!isDry) wet.push([index, end]);
      if (!isDry || random() < DRY_KEPT_SHARE) places.push([index, end]);
    }
  });
  if (wet.length < WET_ROWS_MIN) {
    throw new AppError(
      'FORECAST_HISTORY',
      `A model of levels under rain needs ${WET_ROWS_MIN} wet minutes to learn from and found ${wet.length}.`,
    );
  }
  const stride = Math.ceil(places.length / ROWS_MAX);
  return writeRows(
    views,
    series,
    places.filter((_, i) => i % stride === 0),
  );
}

type Place = readonly [index: number, end: number];

function isWet({ rain, levels }: LevelView, end: number): boolean {
  for (let back = 0; back < LEVEL_REACH_STEPS / 2 && back < end; back += 2) {
    if (rain[end - back]! > WET_MM_PER_H) return true;
    if (Math.abs(levels[end - back]! - levels[end - back - 1]!) > WET_MOVE) return true;
  }
  return false;
}

function writeRows(views: readonly LevelView[], series: readonly number[], places: readonly Place[]): Lesson {
  const rows = places.length;
  const counts = new Map<number, number>();
  for (const [index] of places) counts.set(index, (counts.get(index) ?? 0) + 1);
  const seen = new Map<number, number>();
  const isSeparate = views.length >= SEPARATE_SERIES_MIN;
  const heldOut = Uint8Array.from(places, ([index]) => {
    const number = (seen.get(index) ?? 0) + 1;
    seen.set(index, number);
    if (isSeparate) return index % Math.round(1 / HELD_OUT_SHARE) === 0 ? 1 : 0;
    return number > counts.get(index)! * (1 - HELD_OUT_SHARE) ? 1 : 0;
  });
  const lesson: Lesson = {
    ...{ rows, featureCount: LEVEL_FEATURES, targetCount: KNOTS.length, heldOut },
    features: new Float32Array(rows * LEVEL_FEATURES),
    targets: new Float32Array(rows * KNOTS.length),
    series: Int32Array.from(places, ([index]) => series[index]!),
  };
  places.forEach(([index, end], row) => {
    const view = views[index]!;
    const now = levelAt(view, end);
    writeLevelFeatures(view, end, lesson.features, row * LEVEL_FEATURES);
    KNOTS.forEach((knot, k) => {
      lesson.targets[row * KNOTS.length + k] = view.levels[end + knot]! - now;
    });
  });
  return lesson;
}

/** A test trains for less long. */
export function createLevelRain(training: Partial<Training> = {}): ForecastModel {
  return {
    id: 'level-rain',
    stepMs: STEP_MS,
    steps: STEPS,
    predictNeedsMs: LEVEL_REACH_STEPS * STEP_MS,
    fitNeedsMs: FIT_NEEDS_MS,
    fit: (group, options) => fit(group, options, { ...TRAINING, ...training }),
    load,
  };
}

export const levelRain = createLevelRain();
