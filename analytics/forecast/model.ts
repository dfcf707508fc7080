/**
 * What a model of forecasts is: it learns from regular series and says what comes next, as bands. A model knows nothing
 * of logs, stores or timelines; whoever runs it brings the series and stamps what comes out.
 */

/** Value `i` is at `fromMs + i * stepMs`; NaN where nothing was observed. */
export interface GridSeries {
  readonly asset: string;
  readonly metric: string;
  readonly fromMs: number;
  readonly stepMs: number;
  readonly values: Float64Array;
}

/** One series to forecast and the series that may help (neighbours, rain); all on the same grid and equally long. */
export interface ForecastInputs {
  readonly target: GridSeries;
  readonly helpers: readonly GridSeries[];
}

/** Quantiles 0.1, 0.5 and 0.9 in the unit of the target; step `i` is for `(i + 1) * stepMs` after its last value. */
export interface ForecastBands {
  readonly p10: readonly number[];
  readonly p50: readonly number[];
  readonly p90: readonly number[];
}

export interface FitOptions {
  /** Seed of every random choice: the same inputs and seed give the same model. */
  readonly seed: number;
  readonly signal: AbortSignal;
  /** Share that is done, 0 to 1. */
  readonly onProgress: (done: number) => void;
}

export interface FittedModel {
  /** Bands after the last value of the target, which may be one that was not there when the model was fitted. */
  predict(inputs: ForecastInputs): ForecastBands;
  /** Plain data, for the store. */
  save(): unknown;
}

export interface ForecastModel {
  /** As in ForecastRecord.model. */
  readonly id: string;
  readonly stepMs: number;
  /** How many steps ahead it says. */
  readonly steps: number;
  /** History before the last value that `predict` needs, and that `fit` needs at least. */
  readonly predictNeedsMs: number;
  readonly fitNeedsMs: number;
  /** One model for a group of series of the same kind. Throws AppError FORECAST_HISTORY when there is too little to learn from. */
  fit(group: readonly ForecastInputs[], options: FitOptions): Promise<FittedModel>;
  /** Takes what `save` of a fitted model of this kind gave. */
  load(state: unknown): FittedModel;
}
