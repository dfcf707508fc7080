/** The configuration file of the sensor agent. Paths are absolute or relative to the working folder. */
import { isDeviceId } from '@chengyun/contracts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { aList, aNumber, anObject, aText, optional, type Reader, readJsonConfig } from '../agent/json-config.ts';
import { type DriverFactory, readDriver } from './drivers/index.ts';

export interface SensorDeviceConfig {
  readonly device: string;
  readonly credentialsFile: string;
  readonly driver: DriverFactory;
}

export interface SensorConfig {
  readonly mqttUrl: string;
  readonly outboxDir: string;
  readonly outboxBytesMax: number | undefined;
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
  outboxDir: aText,
  outboxBytesMax: optional(aNumber(64 * 1024)),
  devices: aList(anObject({ device: aDevice, credentialsFile: aText, driver: readDriver })),
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
