/** The sensor agent: many devices in one process, each with its own driver, outbox and connection. */

import { createFaultJudge } from '@chengyun/models/sensor-faults/judge.ts';
import type { SecondOpinion } from '@chengyun/models/sensor-faults/second-opinion.ts';
import type { Service } from '@chengyun/platform/service/service.ts';
import { startEach } from '../agent/start-each.ts';
import type { SensorConfig } from './config.ts';
import { createSensorDevice, type SensorDevice, type SensorDeviceDeps, type SensorHealth } from './sensor-device.ts';

export interface SensorAgentDeps extends SensorDeviceDeps {
  /** The network for sensor faults; without it the gate judges alone. */
  readonly opinion?: SecondOpinion | null;
}

export interface SensorAgent extends Service {
  ready(): { ok: boolean; detail: string };
  health(): readonly SensorHealth[];
}

export function createSensorAgent(config: SensorConfig, deps: SensorAgentDeps): SensorAgent {
  const unjudged = deps.metrics?.component('sensor');
  const judge = createFaultJudge({
    opinion: deps.opinion ?? null,
    warn: (sentence) => deps.logger.error({}, sentence),
    tooMany: () => unjudged?.error(),
  });
  const named = config.devices.map((file) => ({
    device: file.device,
    sensor: createSensorDevice(file, config, judge, deps),
  }));
  const devices = named.map(({ sensor }) => sensor);
  const startOne = async ({ sensor }: (typeof named)[number]): Promise<SensorDevice> => {
    await sensor.start();
    return sensor;
  };
  return {
    start: async () => {
      const started = await startEach(named, startOne, deps.logger);
      for (const device of started) await device.read();
    },
    stop: async () => {
      await Promise.all(devices.map((device) => device.stop()));
    },
    ready: () => {
      const connected = devices.filter((device) => device.health().connected).length;
      return { ok: connected === devices.length, detail: `${connected} of ${devices.length} devices are connected` };
    },
    health: () => devices.map((device) => device.health()),
  };
}
