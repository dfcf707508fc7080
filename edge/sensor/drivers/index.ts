/** The only list of sensor drivers: a new one is a folder here and a line below. */
import { AppError } from '@chengyun/platform/service/service.ts';
import { asObject, aText } from '../../agent/json-config.ts';
import type { Driver, DriverDeps, DriverKind } from '../driver.ts';
import { type DriverTuning, retunedConfig } from '../remote/retuned-config.ts';
import { fileDriver } from './file/file-driver.ts';
import { gb28181Driver } from './gb28181/gb28181-driver.ts';
import { httpPollDriver } from './http-poll/http-poll-driver.ts';
import { modbusDriver } from './modbus/modbus-driver.ts';
import { onvifDriver } from './onvif/onvif-driver.ts';
import { serialTextDriver } from './serial-text/serial-text-driver.ts';
import { simulatorDriver } from './simulator/simulator-driver.ts';
import { sl651Driver } from './sl651/sl651-driver.ts';
import { sparkplugDriver } from './sparkplug-b/sparkplug-driver.ts';

/** A driver whose configuration was checked, waiting for its device. */
export interface PreparedDriver {
  readonly create: (deps: DriverDeps) => Driver;
  /** The same with some of its configuration set anew, and checked anew. Throws one sentence. */
  readonly retuned: (tuning: DriverTuning) => PreparedDriver;
}

const entry = <Config>({ kind, config, intervalAt, create }: DriverKind<Config>) => {
  const prepare = (value: unknown, place: string): PreparedDriver => {
    const checked = config(value, place);
    return {
      create: (deps) => create(checked, deps),
      retuned: (tuning) => prepare(retunedConfig(value, tuning, { kind, intervalAt }), 'driver'),
    };
  };
  return { kind, prepare };
};

const DRIVERS = [
  entry(simulatorDriver),
  entry(fileDriver),
  entry(httpPollDriver),
  entry(modbusDriver),
  entry(sl651Driver),
  entry(serialTextDriver),
  entry(sparkplugDriver),
  entry(onvifDriver),
  entry(gb28181Driver),
];

export const DRIVER_KINDS: readonly string[] = DRIVERS.map(({ kind }) => kind);

/** Reads `{kind, ...}` with the driver that the kind names. */
export function readDriver(value: unknown, place: string): PreparedDriver {
  const { kind, ...rest } = asObject(value, place);
  const name = aText(kind, `${place}.kind`);
  const found = DRIVERS.find((driver) => driver.kind === name);
  if (found === undefined) {
    throw new AppError('CONFIG', `${place}.kind "${name}" is no driver; there are: ${DRIVER_KINDS.join(', ')}.`);
  }
  return found.prepare(rest, place);
}
