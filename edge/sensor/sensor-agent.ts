/** The sensor agent: many devices in one process, each with its own driver, outbox and connection. */
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { Metrics } from '@chengyun/platform/service/metrics.ts';
import type { Service } from '@chengyun/platform/service/service.ts';
import { type Agent, type AgentHealth, createAgent } from '../agent/agent.ts';
import type { Chance } from '../agent/chance.ts';
import type { SensorConfig, SensorDeviceConfig } from './config.ts';
import type { Driver } from './driver.ts';

export interface SensorAgentDeps {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly logger: Logger;
  readonly metrics?: Metrics;
  readonly basePort: number;
}

export interface SensorAgent extends Service {
  ready(): { ok: boolean; detail: string };
  health(): readonly SensorHealth[];
}

export interface SensorHealth extends AgentHealth {
  readonly sourceConnected: boolean;
  /** What is wrong with the source, in one sentence. */
  readonly sourceFault: string | null;
}

export function createSensorAgent(config: SensorConfig, deps: SensorAgentDeps): SensorAgent {
  const devices = config.devices.map((device) => createSensorDevice(device, config, deps));
  return {
    start: async () => {
      for (const { agent } of devices) await agent.start();
      for (const { driver } of devices) await driver.start();
    },
    stop: async () => {
      await Promise.all(devices.map(({ driver }) => driver.stop()));
      await Promise.all(devices.map(({ agent }) => agent.stop()));
    },
    ready: () => {
      const connected = devices.filter(({ agent }) => agent.health().connected).length;
      return { ok: connected === devices.length, detail: `${connected} of ${devices.length} devices are connected` };
    },
    health: () =>
      devices.map(({ agent, driver }) => ({
        ...agent.health(),
        sourceConnected: driver.connected(),
        sourceFault: driver.fault?.() ?? null,
      })),
  };
}

function createSensorDevice(
  { device, credentialsFile, driver: createDriver }: SensorDeviceConfig,
  config: SensorConfig,
  { clock, chance, logger, metrics, basePort }: SensorAgentDeps,
): { agent: Agent; driver: Driver } {
  const counts = metrics?.component('sensor');
  const agent = createAgent(
    {
      device,
      mqttUrl: config.mqttUrl,
      credentials: { file: credentialsFile },
      outboxDir: config.outboxDir,
      ...(config.outboxBytesMax === undefined ? {} : { outboxBytesMax: config.outboxBytesMax }),
      agent: 'sensor/0.1',
    },
    { clock, chance, logger, ...(counts === undefined ? {} : { counts }) },
  );
  const driver = createDriver({
    device,
    observe: agent.observe,
    report: agent.report,
    rejected: (reason) => counts?.dropped(`source-${reason}`),
    clock,
    chance,
    logger,
    basePort,
  });
  return { agent, driver };
}
