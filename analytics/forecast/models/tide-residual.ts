/**
 * Water level at a tidal gauge, six hours ahead: the tide from its harmonic constituents, and a learned residual for
 * what wind, river and rain add to it. Between 5-minute steps the residual is said at 16 moments and drawn as lines.
 */
import { createRandom } from '@chengyun/basemap/random.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { FitOptions, FittedModel, ForecastInputs, ForecastModel, GridSeries } from '../model.ts';
import { bandsFrom } from './bands.ts';
import { despiked } from './despike.ts';
import { fitTide, type TideFit, tideAt } from './harmonic-fit.ts';
import { createResidual, type LearnerState, learn, type Training } from './learner.ts';
import type { Lesson } from './lesson.ts';
import { madeSurges } from './made-surges.ts';
import { keyOf, rangeOf } from './series-key.ts';
import { TIDE_FEATURES, TIDE_REACH_STEPS, type TideView, writeTideFeatures } from './tide-features.ts';
import { meanOf, medianOf, thinned } from './windows.ts';

const MINUTE_MS = 60_000;
const STEP_MS = 5 * MINUTE_MS;
const STEPS = 72;
const KNOTS = [1, 2, 3, 4, 6, 9, 12, 18, 24, 30, 36, 42, 48, 54, 60, 72];
const FIT_NEEDS_MS = 15 * 24 * 60 * MINUTE_MS;
const ROWS_MAX = 60_000;
const HELD_OUT_SHARE = 0.2;
/** How often each gauge is learned from with made-up surges: a month holds some twenty, too few to tell kinds apart. */
const MADE_MONTHS = 24;
const TRAINING: Training = {
  hidden: [48, 48],
  steps: 3_000,
  batch: 256,
  rate: 8e-3,
  weightDecay: 0.01,
  ridgePenalty: 1e-5,
};
/** A reading that jumps by more than this many usual moves of the residual is looked at as a spike. */
const JUMP_MOVES = 8;
const JUMP_M_MIN = 0.08;

/** Plain data. */
interface TideState {
  readonly gauges: Readonly<Record<string, TideGauge>>;
  readonly learner: LearnerState;
}

interface TideGauge {
  readonly fit: TideFit;
  readonly jumpM: number;
}

async function fit(group: readonly ForecastInputs[], options: FitOptions, training: Training): Promise<FittedModel> {
  const gauges: Record<string, TideGauge> = {};
  const views: { view: TideView; fromMs: number }[] = [];
  const random = createRandom(options.seed);
  for (const { target, helpers } of group) {
    options.signal.throwIfAborted();
    const gauge = gaugeOf(target);
    // A new gauge must not keep the others from learning.
    if (gauge === null) continue;
    gauges[keyOf(target)] = gauge;
    const calm = viewOf(target, helpers, gauge, 0);
    views.push({ view: calm, fromMs: target.fromMs });
    for (let month = 0; month < MADE_MONTHS; month++) {
      const added = madeSurges(target.values.length, STEP_MS, random);
      const residuals = calm.residuals.map((value, i) => value + added[i]!);
      views.push({ view: { ...calm, residuals }, fromMs: target.fromMs });
    }
  }
  if (views.length === 0) throw tooLittle(group.map(({ target }) => target.asset));
  const lesson = lessonFrom(views, random);
  const learner = await learn(lesson, { ...training, embedded: 0, seriesCount: 0 }, options);
  return load({ gauges, learner } satisfies TideState);
}

function load(state: unknown): FittedModel {
  const { gauges, learner } = state as TideState;
  const residualOf = createResidual(learner);
  const features = new Float64Array(TIDE_FEATURES);
  return {
    save: () => state,
    predict({ target, helpers }) {
      const gauge = gauges[keyOf(target)] ?? gaugeOf(target);
      if (gauge === null) throw tooLittle([target.asset]);
      const start = Math.max(0, target.values.length - TIDE_REACH_STEPS);
      const view = viewOf(target, helpers, gauge, start);
      const lastMs = target.fromMs + (target.values.length - 1) * STEP_MS;
      writeTideFeatures(view, view.residuals.length - 1, lastMs, features, 0);
      const tide = (step: number) => tideAt(gauge.fit, lastMs + step * STEP_MS);
      return bandsFrom(residualOf(features, -1), KNOTS, STEPS, tide, rangeOf(target.metric));
    },
  };
}

const tooLittle = (assets: readonly string[]) =>
  new AppError('FORECAST_HISTORY', `No tide can be told from less than 15 days of readings (${assets.join(', ')}).`);

/** Null for too short a history. A gauge that was not there in training is fitted from what it is asked with. */
function gaugeOf(target: GridSeries): TideGauge | null {
  const isLong = target.values.length * STEP_MS >= FIT_NEEDS_MS;
  const tide = isLong ? fitTide(target) : null;
  if (tide === null) return null;
  const residuals = target.values.map((value, i) => value - tideAt(tide, target.fromMs + i * STEP_MS));
  const known = [...residuals].filter((value) => !Number.isNaN(value));
  const move = medianOf(known.slice(1).map((value, i) => Math.abs(value - known[i]!)));
  return { fit: tide, jumpM: Math.max(JUMP_M_MIN, JUMP_MOVES * move) };
}

function viewOf(target: GridSeries, helpers: readonly GridSeries[], gauge: TideGauge, start: number): TideView {
  const values = target.values.subarray(start);
  const fromMs = target.fromMs + start * STEP_MS;
  const residuals = values.map((value, i) =>
    Number.isNaN(value) ? value : value - tideAt(gauge.fit, fromMs + i * STEP_MS),
  );
  const rain = helpers.filter(({ metric }) => metric === 'rain.intensity').map((one) => one.values.subarray(start));
  return { residuals: despiked(residuals, gauge.jumpM), rain: meanOf(rain, values.length), fit: gauge.fit };
}

function lessonFrom(views: readonly { view: TideView; fromMs: number }[], random: () => number): Lesson {
  const last = KNOTS.at(-1)!;
  const spans = views.map(({ view }) => Math.max(0, view.residuals.length - TIDE_REACH_STEPS - last));
  const stride = Math.max(1, Math.ceil(spans.reduce((sum, span) => sum + span, 0) / ROWS_MAX));
  const places: [index: number, end: number][] = [];
  spans.forEach((span, index) => {
    const ends = thinned(TIDE_REACH_STEPS, TIDE_REACH_STEPS + span, stride, random);
    for (const end of ends) places.push([index, end]);
  });
  const rows = places.length;
  const lesson: Lesson = {
    ...{ rows, featureCount: TIDE_FEATURES, targetCount: KNOTS.length },
    features: new Float32Array(rows * TIDE_FEATURES),
    targets: new Float32Array(rows * KNOTS.length),
    series: new Int32Array(rows).fill(-1),
    heldOut: Uint8Array.from(places, ([index, end]) =>
      end >= TIDE_REACH_STEPS + spans[index]! * (1 - HELD_OUT_SHARE) ? 1 : 0,
    ),
  };
  places.forEach(([index, end], row) => {
    const { view, fromMs } = views[index]!;
    writeTideFeatures(view, end, fromMs + end * STEP_MS, lesson.features, row * TIDE_FEATURES);
    KNOTS.forEach((knot, k) => {
      lesson.targets[row * KNOTS.length + k] = view.residuals[end + knot]!;
    });
  });
  return lesson;
}

/** A test trains for less long. */
export function createTideResidual(training: Partial<Training> = {}): ForecastModel {
  return {
    id: 'tide-residual',
    stepMs: STEP_MS,
    steps: STEPS,
    predictNeedsMs: (TIDE_REACH_STEPS + 1) * STEP_MS,
    fitNeedsMs: FIT_NEEDS_MS,
    fit: (group, options) => fit(group, options, { ...TRAINING, ...training }),
    load,
  };
}

export const tideResidual = createTideResidual();
