/** What the models of traffic and crowds look at, at one moment. */
import { dayOf, dayShareOf, isWeekend } from './daily-profile.ts';
import { windowMeans } from './windows.ts';

/** Residuals are what is beyond the usual; NaN where nothing was observed. */
export interface ProfileView {
  readonly residuals: Float64Array;
  /** Mean residual of the neighbours that lead, and of all neighbours. */
  readonly leading: Float64Array;
  readonly all: Float64Array;
  readonly usualAt: (atMs: number) => number;
}

const OWN_EDGES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 18, 24];
const NEIGHBOUR_EDGES = [0, 1, 2, 3, 6, 12];
const AHEAD = [3, 6, 9, 12];
const OWN = OWN_EDGES.length - 1;
const NEIGHBOUR = NEIGHBOUR_EDGES.length - 1;
const CALENDAR = 5;

export const FEATURE_COUNT = OWN + 2 * NEIGHBOUR + 1 + AHEAD.length + CALENDAR;

/** At index `end` of the view, whose time is `atMs`. */
export function writeFeatures(
  view: ProfileView,
  end: number,
  atMs: number,
  stepMs: number,
  into: Float32Array | Float64Array,
  at: number,
): void {
  windowMeans(view.residuals, end, OWN_EDGES, into, at);
  windowMeans(view.leading, end, NEIGHBOUR_EDGES, into, at + OWN);
  windowMeans(view.all, end, NEIGHBOUR_EDGES, into, at + OWN + NEIGHBOUR);
  let next = at + OWN + 2 * NEIGHBOUR;
  const usual = view.usualAt(atMs);
  into[next++] = usual;
  for (const step of AHEAD) into[next++] = view.usualAt(atMs + step * stepMs) - usual;
  const turn = 2 * Math.PI * dayShareOf(atMs);
  into[next++] = Math.sin(turn);
  into[next++] = Math.cos(turn);
  into[next++] = Math.sin(2 * turn);
  into[next++] = Math.cos(2 * turn);
  into[next] = isWeekend(dayOf(atMs)) ? 1 : 0;
}
