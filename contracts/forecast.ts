/**
 * A forecast of one series, made by a worker of analytics and appended to the stream `forecasts`. Rules see a forecast
 * only from the tick that names an offset behind it, so that two runs over the same log see the same.
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
  /** Step `i` of the bands is for `issuedAt + (i + 1) * stepMs`. */
  readonly stepMs: number;
  /** Quantiles 0.1, 0.5 and 0.9 in the unit of the metric, equally long. */
  readonly p10: readonly number[];
  readonly p50: readonly number[];
  readonly p90: readonly number[];
  /** False once the model has lost its skill against persistence: it is shown, and rules no longer see it. */
  readonly skilled: boolean;
}
