/**
 * Forecasts and what they were worth, both records of the stream `forecasts`, written by the forecaster alone. Rules see
 * a forecast only from the tick that names an offset behind it, so that two runs over the same log see the same.
 */
export interface ForecastRecord {
  readonly k: 'forecast';
  readonly tl: string;
  /** Model of the registry, for instance `tide-residual`; beside it the version of its trained weights. */
  readonly model: string;
  readonly version: number;
  readonly asset: string;
  readonly metric: string;
  /** Timeline time of the newest reading that the forecast knows, epoch milliseconds. */
  readonly issuedAt: number;
  /** Value at `issuedAt`: what persistence, against which a forecast is always shown, says for every step. */
  readonly last: number;
  /** Step `i` of the bands is for `issuedAt + (i + 1) * stepMs`. */
  readonly stepMs: number;
  /** Quantiles 0.1, 0.5 and 0.9 in the unit of the metric, equally long. */
  readonly p10: readonly number[];
  readonly p50: readonly number[];
  readonly p90: readonly number[];
  /** False once the model has lost its skill against persistence: it is shown, and rules no longer see it. */
  readonly skilled: boolean;
}

/** Errors of forecasts this far ahead, in the unit of the metric. */
export interface LeadScore {
  /** Longest lead that counts here; the shortest is above that of the entry before. */
  readonly leadMs: number;
  /** Steps whose truth has arrived. */
  readonly n: number;
  readonly mae: number;
  readonly rmse: number;
  /** Share of truths between p10 and p90; 0.8 would be right. */
  readonly coverage: number;
  readonly persistenceMae: number;
  readonly persistenceRmse: number;
  /** The value one season before; null while the series is shorter than that. */
  readonly seasonalMae: number | null;
}

/** What the forecasts of one series were worth. The newest of a series replaces those before it. */
export interface ForecastScoreRecord {
  readonly k: 'forecast-score';
  readonly tl: string;
  readonly model: string;
  readonly version: number;
  readonly asset: string;
  readonly metric: string;
  /** Timeline time of the newest truth. */
  readonly at: number;
  /** Truths of this span before `at` count. */
  readonly spanMs: number;
  /** `hold-out`: of the history that the model was not fitted to. `issued`: of what was issued and came true or not. */
  readonly from: 'hold-out' | 'issued';
  readonly leads: readonly LeadScore[];
  /** 1 - MAE / MAE of persistence over all leads, 0 when nothing was scored; the same against one season before. */
  readonly skill: number;
  readonly seasonalSkill: number | null;
  readonly skilled: boolean;
}

export type ForecastStreamRecord = ForecastRecord | ForecastScoreRecord;
