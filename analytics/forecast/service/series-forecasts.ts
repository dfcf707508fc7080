/** The forecasts of one series by one version of a model: issued, scored as the truth arrives, and judged. */
import type { ForecastRecord, ForecastScoreRecord, LeadScore } from '@chengyun/contracts';
import { createBandScale } from '../band-scale.ts';
import type { FittedModel, ForecastBands, ForecastInputs, ForecastModel } from '../model.ts';
import { rangeOf } from '../models/series-key.ts';
import { cellOf, type Grid } from './grid.ts';
import { seasonMsOf } from './plan.ts';
import { createScoreboard } from './scoreboard.ts';
import { type Judgement, judge } from './skill-gate.ts';

export interface FittedVersion {
  readonly model: ForecastModel;
  readonly version: number;
  readonly fitted: FittedModel;
  readonly heldOut: Readonly<Record<string, readonly LeadScore[]>>;
}

export interface SeriesForecasts {
  /** Holds what was issued against cells that are complete by now. */
  score(atMs: number): void;
  /** The forecast of this moment and, when it is due, its figures; null with the reason when there can be none. */
  issue(atMs: number): Issued | { readonly none: 'stale' | 'not-finite' };
  /** What an earlier run issued by the same version, oldest first. */
  restore(issued: readonly ForecastRecord[], atMs: number): void;
  judgement(): Judgement;
  newest(): ForecastRecord | null;
}

export interface Issued {
  readonly forecast: ForecastRecord;
  readonly score: ForecastScoreRecord | null;
}

export interface SeriesForecastsOptions {
  readonly timeline: string;
  readonly spanMs: number;
  readonly truthsMin: number;
  readonly inputs: (fromCell: number, toCell: number) => ForecastInputs;
}

/** A station that is silent for longer is not forecast: nobody knows where the forecast would begin. */
const SILENT_STEPS_MAX = 6;
const SCORE_EVERY_MS = 3_600_000;
const DIGITS = 5;

export function createSeriesForecasts(
  grid: Grid,
  { model, version, fitted, heldOut }: FittedVersion,
  { timeline, spanMs, truthsMin, inputs }: SeriesForecastsOptions,
): SeriesForecasts {
  const { stepMs, steps, predictNeedsMs } = model;
  const { asset, metric } = grid;
  const board = createScoreboard({ stepMs, steps, spanMs, seasonMs: seasonMsOf(metric) });
  const bandScale = createBandScale(steps, rangeOf(metric));
  const needs = Math.max(1, Math.ceil(predictNeedsMs / stepMs));
  let scoredCell: number | null = null;
  let wasSkilled: boolean | null = null;
  let newest: ForecastRecord | null = null;
  let saidAtMs = Number.NEGATIVE_INFINITY;
  const judgeNow = () =>
    judge({ leads: board.leads(), truths: board.truths() }, heldOut[`${asset}|${metric}`] ?? [], wasSkilled, truthsMin);

  const score = (atMs: number) => {
    // A cell is complete half a step after its time.
    const complete = cellOf(atMs - stepMs / 2, stepMs);
    scoredCell ??= complete;
    while (scoredCell < complete) {
      scoredCell += 1;
      board.truth(scoredCell, grid.at(scoredCell), grid.at);
      bandScale.truth(scoredCell, grid.at(scoredCell));
    }
  };

  const note = (forecast: ForecastRecord) => {
    board.issue(forecast);
    bandScale.issue(Math.round(forecast.issuedAt / stepMs), forecast);
  };

  return {
    score,
    issue: (atMs) => {
      const now = cellOf(atMs, stepMs);
      const cell = grid.newest(now);
      if (cell === null || now - cell > SILENT_STEPS_MAX) return { none: 'stale' };
      const bands = rounded(bandScale.scaled(fitted.predict(inputs(cell - needs + 1, cell))));
      if (bands === null) return { none: 'not-finite' };
      const { skilled, ...figures } = judgeNow();
      const place = { tl: timeline, model: model.id, version, asset, metric };
      const issuedAt = cell * stepMs;
      newest = { k: 'forecast', ...place, issuedAt, last: grid.at(cell), stepMs, ...bands, skilled };
      note(newest);
      const isDue = skilled !== wasSkilled || atMs - saidAtMs >= SCORE_EVERY_MS;
      wasSkilled = skilled;
      if (!isDue) return { forecast: newest, score: null };
      saidAtMs = atMs;
      return { forecast: newest, score: { k: 'forecast-score', ...place, at: issuedAt, spanMs, ...figures, skilled } };
    },
    restore: (issued, atMs) => {
      let next = 0;
      for (const forecast of issued) {
        score(forecast.issuedAt + stepMs / 2);
        note(forecast);
        next += 1;
      }
      score(atMs);
      newest = issued[next - 1] ?? null;
      wasSkilled = newest?.skilled ?? null;
    },
    judgement: judgeNow,
    newest: () => newest,
  };
}

/** Five digits that count; null when a number is none. The bands are put in order. */
function rounded({ p10, p50, p90 }: ForecastBands): ForecastBands | null {
  const [low, middle, high] = [p10, p50, p90].map((band) => band.map((value) => Number(value.toPrecision(DIGITS)))) as [
    number[],
    number[],
    number[],
  ];
  if (![low, middle, high].every((band) => band.length > 0 && band.every(Number.isFinite))) return null;
  return {
    p10: low.map((value, i) => Math.min(value, middle[i]!)),
    p50: middle,
    p90: high.map((value, i) => Math.max(value, middle[i]!)),
  };
}
