import { type ConfigOf, int } from '@chengyun/platform/service/config.ts';

/** Every limit of the forecaster. Times are timeline time unless they say wall. */
export const FORECASTER_SPEC = {
  /** Between two issues of a series; one forecast each. */
  CHENGYUN_FORECAST_EVERY_MS: int({ default: 300_000, min: 60_000, max: 86_400_000 }),
  /** Wall time between two issues of a timeline at least, for replays that run fast. */
  CHENGYUN_FORECAST_WALL_MS: int({ default: 1_000, min: 0, max: 60_000 }),
  /** Series of one timeline that are kept, those that only help included. */
  CHENGYUN_FORECAST_SERIES_MAX: int({ default: 500, min: 1, max: 20_000 }),
  /** Timelines that are followed at once. */
  CHENGYUN_FORECAST_TIMELINES_MAX: int({ default: 8, min: 1, max: 100 }),
  /** Fits that may wait for the one under way. */
  CHENGYUN_FORECAST_FITS_MAX: int({ default: 16, min: 1, max: 1_000 }),
  /** History that is kept and learned from. */
  CHENGYUN_FORECAST_KEEP_DAYS: int({ default: 30, min: 1, max: 400 }),
  /** Age of a model at which its group is fitted again. */
  CHENGYUN_FORECAST_REFIT_MS: int({ default: 86_400_000, min: 3_600_000, max: 366 * 86_400_000 }),
  /** Span over which skill is judged. */
  CHENGYUN_FORECAST_SPAN_MS: int({ default: 86_400_000, min: 600_000, max: 30 * 86_400_000 }),
  /** Truths that must have arrived before issued forecasts, and no longer the hold-out, decide about skill. */
  CHENGYUN_FORECAST_TRUTHS_MIN: int({ default: 12, min: 1, max: 100_000 }),
  /** Wall time after the start before the first fit, so that a city that starts has its cores for itself. */
  CHENGYUN_FORECAST_LEAD_IN_MS: int({ default: 20_000, min: 0, max: 3_600_000 }),
};
export type ForecasterConfig = ConfigOf<typeof FORECASTER_SPEC>;
