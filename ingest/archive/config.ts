import { type ConfigOf, int } from '@chengyun/platform/service/config.ts';

export const ARCHIVE_SPEC = {
  /** Rows of one transaction at most; reading pauses there. */
  CHENGYUN_ARCHIVE_ROWS_MAX: int({ default: 20_000, min: 1, max: 1_000_000 }),
  /** Longest wait of a first row for company. */
  CHENGYUN_ARCHIVE_LINGER_MS: int({ default: 200, min: 0, max: 60_000 }),
  /** Wait before a database that is away is tried again. */
  CHENGYUN_ARCHIVE_RETRY_MS: int({ default: 500, min: 1, max: 60_000 }),
};
export type ArchiveConfig = ConfigOf<typeof ARCHIVE_SPEC>;

export const RETENTION_SPEC = {
  /** How long the log keeps telemetry behind its consumers; a back-test then reads the store instead. */
  CHENGYUN_KEEP_LOG_DAYS: int({ default: 7, min: 1, max: 3650 }),
  CHENGYUN_KEEP_OBSERVATIONS_DAYS: int({ default: 400, min: 2, max: 36_500 }),
  /** A back-test of rules that read forecasts finds them for this long. */
  CHENGYUN_KEEP_FORECASTS_DAYS: int({ default: 60, min: 1, max: 3650 }),
};
