/** What the tide model looks at, at one moment: the residual over the last day, where the tide stands, rain. */
import { type TideFit, tideAt } from './harmonic-fit.ts';
import { windowMeans } from './windows.ts';

export interface TideView {
  /** Level minus tide, spikes taken out; NaN where nothing was observed. */
  readonly residuals: Float64Array;
  /** Mean rain in mm/h; NaN where nothing was observed. */
  readonly rain: Float64Array;
  readonly fit: TideFit;
}

const HOUR_MS = 3_600_000;
const RESIDUAL_EDGES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 18, 24, 36, 48, 72, 144, 288];
const RAIN_EDGES = [0, 12, 36, 72];
const TIDE_AHEAD_H = [1, 3, 6];
/**
 * The course of the residual in units of where it stands now: a low surge rises and falls as a high one does. Means over
 * half an hour and more, for readings are noisy.
 */
const COURSE_EDGES = [6, 12, 18, 24, 30, 36, 48, 60, 72];
const NOW_STEPS = 6;
/** Below this a residual is as good as none, and its course is noise. */
const NOW_M_MIN = 0.15;
const RESIDUALS = RESIDUAL_EDGES.length - 1;
const RAINS = RAIN_EDGES.length - 1;

export const TIDE_FEATURES = RESIDUALS + RAINS + 1 + TIDE_AHEAD_H.length + COURSE_EDGES.length - 1;
/** The oldest step that is looked at. */
export const TIDE_REACH_STEPS = RESIDUAL_EDGES.at(-1)!;

/** At index `end` of the view, whose time is `atMs`. */
export function writeTideFeatures(
  view: TideView,
  end: number,
  atMs: number,
  into: Float32Array | Float64Array,
  at: number,
): void {
  windowMeans(view.residuals, end, RESIDUAL_EDGES, into, at);
  windowMeans(view.rain, end, RAIN_EDGES, into, at + RESIDUALS);
  let next = at + RESIDUALS + RAINS;
  const tide = tideAt(view.fit, atMs);
  into[next++] = tide - view.fit.mean;
  for (const hours of TIDE_AHEAD_H) into[next++] = tideAt(view.fit, atMs + hours * HOUR_MS) - tide;
  const now = new Float64Array(1);
  windowMeans(view.residuals, end, [0, NOW_STEPS], now, 0);
  const unit = Math.sign(now[0]! || 1) * Math.max(NOW_M_MIN, Math.abs(now[0]!));
  windowMeans(view.residuals, end, COURSE_EDGES, into, next);
  for (let i = 0; i < COURSE_EDGES.length - 1; i++) into[next + i] = into[next + i]! / unit;
}
