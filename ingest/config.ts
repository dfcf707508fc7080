import { type ConfigOf, type Env, int, readConfig } from '@chengyun/platform/service/config.ts';

/** Every limit of ingest. Reaching one is counted, never silent. */
export const INGEST_SPEC = {
  /** Messages of one partition that are committed together at most. */
  CHENGYUN_INGEST_BATCH_MAX: int({ default: 2000, min: 1, max: 100_000 }),
  /** Longest wait of a first message for company before it is committed. */
  CHENGYUN_INGEST_LINGER_MS: int({ default: 5, min: 0, max: 1000 }),
  /** Messages held between arrival and commit over all partitions; beyond it the sockets are not read. */
  CHENGYUN_INGEST_HELD_MAX: int({ default: 20_000, min: 1, max: 1_000_000 }),
  /** Wait before a partition whose append failed is acquired again; doubles up to the second one. */
  CHENGYUN_INGEST_RETRY_MS: int({ default: 100, min: 1, max: 60_000 }),
  CHENGYUN_INGEST_RETRY_MS_MAX: int({ default: 5000, min: 1, max: 600_000 }),
  /** Pace at which timelines are looked at for a due tick; the longest time between data and its tick. */
  CHENGYUN_INGEST_TICK_MS: int({ default: 80, min: 5, max: 10_000 }),
  /** A timeline without data still gets a tick this often. */
  CHENGYUN_INGEST_TICK_IDLE_MS: int({ default: 1000, min: 5, max: 60_000 }),
  CHENGYUN_INGEST_CONNECTIONS_MAX: int({ default: 5000, min: 1, max: 100_000 }),
  /** A connection that says nothing for this long is closed, whatever keepalive it asked for. */
  CHENGYUN_INGEST_IDLE_MS: int({ default: 600_000, min: 1000, max: 86_400_000 }),
  /** How far a reading of a wall-clocked timeline may lie ahead of it. */
  CHENGYUN_INGEST_AHEAD_MS_MAX: int({ default: 600_000, min: 0 }),
  /** How far a reading of `live` or of a replay may lie behind it. */
  CHENGYUN_INGEST_BEHIND_MS_MAX: int({ default: 7 * 86_400_000, min: 0 }),
  /** The same for exercises, which preload a month of history through the same door. */
  CHENGYUN_INGEST_EXERCISE_BEHIND_MS_MAX: int({ default: 40 * 86_400_000, min: 0 }),
  /** Difference between a device's clock and ours beyond which its live readings are flagged `clock`. */
  CHENGYUN_INGEST_SKEW_MS_MAX: int({ default: 300_000, min: 0 }),
  /** Rejected messages that are kept for listing; the counts by reason are kept for ever. */
  CHENGYUN_QUARANTINE_ROWS_MAX: int({ default: 10_000, min: 1, max: 1_000_000 }),
  /** Rejected messages that one device may add to the list per minute; beyond it they are only counted. */
  CHENGYUN_QUARANTINE_ROWS_PER_MIN: int({ default: 60, min: 1, max: 100_000 }),
};
export type IngestConfig = ConfigOf<typeof INGEST_SPEC>;

export function readIngestConfig(env: Env): IngestConfig {
  return readConfig(env, INGEST_SPEC);
}
