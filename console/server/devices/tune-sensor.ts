/**
 * Settings for a sensor, from the desk and the command line alike: held against the data standard, kept as a version for
 * the sensor to be told, and a row of the audit trail in the same transaction.
 */
import {
  type Device,
  faultOfTuning,
  type MetricStandard,
  type SensorSettingsView,
  type SensorTuning,
} from '@chengyun/contracts';
import {
  type NewSettings,
  putSensorSettings,
  readConfigAnswer,
  readSensorSettings,
} from '@chengyun/platform/store/downlink.ts';
import type { Queryable, Store } from '@chengyun/platform/store/store.ts';
import { appendAuditIn } from '../audit/audit.ts';

/** What was told last and what the sensor said to it. */
export async function readSensorView(
  client: Queryable,
  { id, timeline }: Pick<Device, 'id' | 'timeline'>,
): Promise<SensorSettingsView> {
  return {
    stored: await readSensorSettings(client, id),
    answer: await readConfigAnswer(client, id, timeline),
  };
}

/**
 * Why settings that fit the schema cannot be used, as one sentence, or null. A wrong unit would make the centre refuse
 * every reading.
 */
export function faultOfSettings(tuning: SensorTuning, standards: ReadonlyMap<string, MetricStandard>): string | null {
  for (const { metric, unit } of tuning.points ?? []) {
    const standard = standards.get(metric);
    if (standard === undefined) return `there is no metric ${metric}.`;
    if (unit !== undefined && unit !== standard.unit) {
      return `${metric} is said in ${standard.unit}, and not in ${unit}.`;
    }
  }
  return faultOfTuning(tuning);
}

/** What a person wants, why, and which version was looked at. */
export type Tuned = Pick<NewSettings, 'tuning' | 'base' | 'author' | 'reason' | 'atMs'>;

/** Returns the version. Throws AppError CONFIG_CHANGED when somebody else saved after `base`. */
export function tuneSensor(store: Store, sensor: Pick<Device, 'id' | 'timeline'>, tuned: Tuned): Promise<number> {
  const { base, author, reason, tuning } = tuned;
  return store.tx(async (client) => {
    const { answer } = await readSensorView(client, sensor);
    const inForce = answer?.isApplied ? answer.version : 0;
    const { version } = await putSensorSettings(client, { device: sensor.id, inForce, ...tuned });
    const details = { version, base, reason, tuning };
    await appendAuditIn(client, { actor: author, action: 'device.tune', subject: sensor.id, details });
    return version;
  });
}
