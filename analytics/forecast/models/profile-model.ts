/**
 * Traffic and crowds: what is usual at this time of day, and a learned residual from the last two hours of the series
 * itself and, where asked for, of its neighbours. Neighbours come as helpers of the same metric; those whose past tells
 * most of the series' future are read apart from the mean of all.
 */
import { createRandom } from '@chengyun/basemap/random.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { FitOptions, FittedModel, ForecastInputs, ForecastModel, GridSeries } from '../model.ts';
import { bandsFrom } from './bands.ts';
import { type DailyProfile, fitProfile, meanProfile, profileAt } from './daily-profile.ts';
import { createResidual, type LearnerState, learn, type Training } from './learner.ts';
import { FEATURE_COUNT, type ProfileView, writeFeatures } from './profile-features.ts';
import { profileLesson, ROWS_MIN } from './profile-lesson.ts';
import { keyOf, rangeOf } from './series-key.ts';
import { meanOf } from './windows.ts';

export interface ProfileModelOptions {
  readonly id: string;
  readonly withNeighbours: boolean;
  /** A test trains for less long. */
  readonly training?: Partial<Training>;
}

/** Plain data. */
interface ProfileState {
  readonly profiles: Readonly<Record<string, DailyProfile>>;
  /** Order of the learned vectors. */
  readonly series: readonly string[];
  /** For each series the neighbours that lead it. */
  readonly leaders: Readonly<Record<string, readonly string[]>>;
  readonly learner: LearnerState;
}

const MINUTE_MS = 60_000;
const STEP_MS = 5 * MINUTE_MS;
const STEPS = 12;
const KNOTS = Array.from({ length: STEPS }, (_, i) => i + 1);
const NEEDS_STEPS = 24;
const FIT_NEEDS_MS = 48 * 60 * MINUTE_MS;
const TRAINING: Training = {
  hidden: [128, 64],
  steps: 2_000,
  batch: 256,
  rate: 2e-3,
  weightDecay: 0.05,
  ridgePenalty: 1e-3,
};
const EMBEDDED = 6;

export function createProfileModel({ id, withNeighbours, training = {} }: ProfileModelOptions): ForecastModel {
  const neighboursOf = ({ target, helpers }: ForecastInputs) =>
    withNeighbours ? helpers.filter(({ asset, metric }) => metric === target.metric && asset !== target.asset) : [];

  async function fit(group: readonly ForecastInputs[], options: FitOptions): Promise<FittedModel> {
    const known = new Map<string, GridSeries>();
    for (const inputs of group) for (const one of [inputs.target, ...neighboursOf(inputs)]) known.set(keyOf(one), one);
    const fitted = new Map([...known].map(([key, one]) => [key, fitProfile(one)] as const));
    const { lesson, leaders } = profileLesson(
      group.map((inputs) => ({ target: inputs.target, neighbours: neighboursOf(inputs) })),
      fitted,
      KNOTS,
      createRandom(options.seed),
    );
    if (lesson.rows < ROWS_MIN) {
      throw new AppError(
        'FORECAST_HISTORY',
        `"${id}" needs ${FIT_NEEDS_MS / 3_600_000} hours of history and found ${lesson.rows} moments to learn from.`,
      );
    }
    const embedded = group.length > 1 ? EMBEDDED : 0;
    const learner = await learn(lesson, { ...TRAINING, ...training, embedded, seriesCount: group.length }, options);
    return load({
      profiles: Object.fromEntries([...fitted].map(([key, { profile }]) => [key, profile])),
      series: group.map(({ target }) => keyOf(target)),
      leaders,
      learner,
    } satisfies ProfileState);
  }

  function load(state: unknown): FittedModel {
    const { profiles, series, leaders, learner } = state as ProfileState;
    const residualOf = createResidual(learner);
    const unknown = meanProfile(Object.values(profiles));
    const features = new Float64Array(FEATURE_COUNT);
    return {
      save: () => state,
      predict(inputs) {
        const { target } = inputs;
        const length = Math.min(NEEDS_STEPS, target.values.length);
        const start = target.values.length - length;
        const key = keyOf(target);
        const profile = profiles[key] ?? unknown;
        const lastMs = target.fromMs + (target.values.length - 1) * target.stepMs;
        const residualsOf = (one: GridSeries, usual: DailyProfile) =>
          one.values.subarray(start).map((value, i) => value - profileAt(usual, lastMs - (length - 1 - i) * STEP_MS));
        const known = neighboursOf(inputs).flatMap((one) => {
          const usual = profiles[keyOf(one)];
          return usual === undefined ? [] : [{ key: keyOf(one), residuals: residualsOf(one, usual) }];
        });
        const leading = known.filter((one) => leaders[key]?.includes(one.key));
        const view: ProfileView = {
          residuals: residualsOf(target, profile),
          leading: meanOf(
            leading.map(({ residuals }) => residuals),
            length,
          ),
          all: meanOf(
            known.map(({ residuals }) => residuals),
            length,
          ),
          usualAt: (atMs) => profileAt(profile, atMs),
        };
        writeFeatures(view, length - 1, lastMs, STEP_MS, features, 0);
        const usual = (step: number) => profileAt(profile, lastMs + step * STEP_MS);
        return bandsFrom(residualOf(features, series.indexOf(key)), KNOTS, STEPS, usual, rangeOf(target.metric));
      },
    };
  }

  return {
    id,
    stepMs: STEP_MS,
    steps: STEPS,
    predictNeedsMs: NEEDS_STEPS * STEP_MS,
    fitNeedsMs: FIT_NEEDS_MS,
    fit,
    load,
  };
}
