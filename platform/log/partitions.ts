import { type Env, int, readConfig } from '../service/config.ts';
import type { PartitionCounts } from './append-rules.ts';

/**
 * Partitions of the log, the same for every service of an installation. The count belongs to the data: a log in use
 * keeps the one that it was begun with.
 */
export function partitionCounts(env: Env): PartitionCounts {
  const config = readConfig(env, { CHENGYUN_LOG_PARTITIONS: int({ default: 2, min: 1, max: 64 }) });
  return { telemetry: config.CHENGYUN_LOG_PARTITIONS, alarms: 1, facts: 1 };
}
