import { type ConfigOf, int } from '@chengyun/platform/service/config.ts';

/** Every limit of analytics. */
export const ANALYTICS_SPEC = {
  /** Wall time between two snapshots of the engines; what lies after the last one is computed again after a crash. */
  CHENGYUN_ANALYTICS_SNAPSHOT_MS: int({ default: 10_000, min: 100, max: 3_600_000 }),
  /** Records of one partition that may wait for the tick of another before reading pauses. */
  CHENGYUN_ANALYTICS_WAITING_MAX: int({ default: 500_000, min: 1000, max: 10_000_000 }),
  /** Between two evaluations of what late data touched. */
  CHENGYUN_ANALYTICS_RETRO_MS: int({ default: 600_000, min: 1000, max: 86_400_000 }),
  /** Timelines that may run at once. */
  CHENGYUN_ANALYTICS_TIMELINES_MAX: int({ default: 32, min: 1, max: 1000 }),
  /** Worker threads that share the rules of each timeline; 0: all in the thread of the service. */
  CHENGYUN_ANALYTICS_THREADS: int({ default: 0, min: 0, max: 64 }),
  /** People who share the calls of alarms, for the figures after EEMUA 191. */
  CHENGYUN_ANALYTICS_OPERATORS: int({ default: 1, min: 1, max: 1000 }),
};
export type AnalyticsConfig = ConfigOf<typeof ANALYTICS_SPEC>;
