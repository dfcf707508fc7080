/** The configuration file of the sensor agent. Paths are absolute or relative to the working folder. */
import { BATCH_BOUNDS, isDeviceId } from '@chengyun/contracts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { BatchLimits } from '../agent/agent.ts';
import {
  aList,
  aNumber,
  anObject,
  aText,
  optional,
  type Reader,
  readJsonConfig,
  withDefault,
} from '../agent/json-config.ts';
import { type PreparedDriver, readDriver } from './drivers/index.ts';
import { type FaultWatchConfig, faultWatchConfig, WATCH_LEVELS } from './faults/fault-watch.ts';

export interface SensorDeviceConfig {
  readonly device: string;
  readonly credentialsFile: string;
  readonly driver: PreparedDriver;
  /** Which of its metrics are watched for faulty readings. */
  readonly faultWatch: FaultWatchConfig;
  readonly batch: BatchLimits | undefined;
}

export interface SensorConfig {
  readonly mqttUrl: string;
  readonly mqttCaFile: string | undefined;
  readonly outboxDir: string;
  readonly outboxBytesMax: number | undefined;
  /** Where each device keeps the last good settings that it was sent; beside the outboxes when left out. */
  readonly keptDir: string | undefined;
  readonly devices: readonly SensorDeviceConfig[];
}

const DEVICES_MAX = 1000;

const aDevice: Reader<string> = (value, place) => {
  const device = aText(value, place);
  if (!isDeviceId(device)) {
    throw new AppError(
      'CONFIG',
      `${place} "${device}" is no device id: a to z, 0 to 9 and hyphens, 2 to 48 characters.`,
    );
  }
  return device;
};

const sensorConfig = anObject({
  mqttUrl: aText,
  mqttCaFile: optional(aText),
  outboxDir: aText,
  outboxBytesMax: optional(aNumber(64 * 1024)),
  keptDir: optional(aText),
  devices: aList(
    anObject({
      device: aDevice,
      credentialsFile: aText,
      driver: readDriver,
      faultWatch: withDefault(faultWatchConfig, WATCH_LEVELS),
      batch: optional(
        anObject({
          itemsMax: optional(aNumber(...BATCH_BOUNDS.itemsMax)),
          ageMsMax: optional(aNumber(...BATCH_BOUNDS.ageMsMax)),
        }),
      ),
    }),
  ),
});

export function readSensorConfig(path: string): SensorConfig {
  const config: SensorConfig = readJsonConfig(path, sensorConfig);
  if (config.devices.length > DEVICES_MAX) {
    throw new AppError('CONFIG', `${path} lists more than ${DEVICES_MAX} devices; run a second sensor agent.`);
  }
  const names = config.devices.map(({ device }) => device);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new AppError('CONFIG', `${path} lists the device ${twice} twice.`);
  return config;
}
