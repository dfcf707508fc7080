/** Turns the past of a group of series into rows to learn from, and finds which neighbours lead which series. */
import type { GridSeries } from '../model.ts';
import type { fitProfile } from './daily-profile.ts';
import type { Lesson } from './lesson.ts';
import { FEATURE_COUNT, type ProfileView, writeFeatures } from './profile-features.ts';
import { keyOf } from './series-key.ts';
import { meanOf, thinned } from './windows.ts';

export interface ProfileInputs {
  readonly target: GridSeries;
  readonly neighbours: readonly GridSeries[];
}

/** Rows below which nothing is learned. */
export const ROWS_MIN = 288;
const ROWS_MAX = 250_000;
const WARM_STEPS = 12;
const HELD_OUT_SHARE = 0.2;
const LEADERS = 4;
/** A neighbour leads when its residual now goes with that of the series half an hour later. */
const LEAD_STEPS = 6;

type Fitted = ReadonlyMap<string, ReturnType<typeof fitProfile>>;

export function profileLesson(
  group: readonly ProfileInputs[],
  fitted: Fitted,
  knots: readonly number[],
  random: () => number,
): { lesson: Lesson; leaders: Record<string, string[]> } {
  const residuals = new Map<string, Float64Array>();
  const residualsOf = (one: GridSeries) => {
    const known = residuals.get(keyOf(one));
    if (known) return known;
    const { leftOut } = fitted.get(keyOf(one))!;
    const made = one.values.map((value, i) => value - leftOut(one.fromMs + i * one.stepMs));
    residuals.set(keyOf(one), made);
    return made;
  };
  const leaders: Record<string, string[]> = {};
  const views = group.map(({ target, neighbours }) => {
    const own = residualsOf(target);
    const ranked = neighbours
      .map((one) => ({ one, tells: lagCorrelation(residualsOf(one), own) }))
      .sort((a, b) => b.tells - a.tells)
      .slice(0, LEADERS);
    leaders[keyOf(target)] = ranked.map(({ one }) => keyOf(one));
    const length = target.values.length;
    const view: ProfileView = {
      residuals: own,
      leading: meanOf(
        ranked.map(({ one }) => residualsOf(one)),
        length,
      ),
      all: meanOf(neighbours.map(residualsOf), length),
      usualAt: fitted.get(keyOf(target))!.leftOut,
    };
    return { target, view };
  });
  return { lesson: rowsOf(views, knots, random), leaders };
}

function rowsOf(
  views: readonly { target: GridSeries; view: ProfileView }[],
  knots: readonly number[],
  random: () => number,
): Lesson {
  const lastKnot = knots.at(-1)!;
  const spans = views.map(({ target }) => Math.max(0, target.values.length - WARM_STEPS - lastKnot));
  const stride = Math.max(1, Math.ceil(spans.reduce((sum, span) => sum + span, 0) / ROWS_MAX));
  const places: [series: number, end: number][] = [];
  views.forEach(({ view }, series) => {
    for (const end of thinned(WARM_STEPS, WARM_STEPS + spans[series]!, stride, random)) {
      if (!Number.isNaN(view.residuals[end]!) || !Number.isNaN(view.residuals[end - 1]!)) places.push([series, end]);
    }
  });
  const rows = places.length;
  const lesson: Lesson = {
    rows,
    featureCount: FEATURE_COUNT,
    targetCount: knots.length,
    features: new Float32Array(rows * FEATURE_COUNT),
    targets: new Float32Array(rows * knots.length),
    series: Int32Array.from(places, ([series]) => series),
    heldOut: Uint8Array.from(places, ([series, end]) =>
      end >= WARM_STEPS + spans[series]! * (1 - HELD_OUT_SHARE) ? 1 : 0,
    ),
  };
  places.forEach(([series, end], row) => {
    const { target, view } = views[series]!;
    writeFeatures(view, end, target.fromMs + end * target.stepMs, target.stepMs, lesson.features, row * FEATURE_COUNT);
    knots.forEach((knot, k) => {
      lesson.targets[row * knots.length + k] = view.residuals[end + knot]!;
    });
  });
  return lesson;
}

function lagCorrelation(from: Float64Array, to: Float64Array): number {
  let [count, x, y, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i + LEAD_STEPS < to.length; i++) {
    const a = from[i]!;
    const b = to[i + LEAD_STEPS]!;
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    count += 1;
    x += a;
    y += b;
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  if (count < 2) return 0;
  const spread = Math.sqrt((xx - (x * x) / count) * (yy - (y * y) / count));
  return spread > 0 ? (xy - (x * y) / count) / spread : 0;
}
