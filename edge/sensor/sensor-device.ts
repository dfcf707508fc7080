/**
 * One device of the sensor agent: driver → fault watch → batches, and what the centre may set of the three.
 *
 * Invariants: between two drivers everything that was read is handed on; a driver is replaced only when its own part
 * changed; a series whose unit or scale changed is learned anew, or its next reading would look like a jump.
 */
import { join } from 'node:path';
import type { DeviceEvent, Observation, PointSettings, SensorSettings } from '@chengyun/contracts';
import type { FaultJudge } from '@chengyun/models/sensor-faults/judge.ts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { Metrics } from '@chengyun/platform/service/metrics.ts';
import { type AgentHealth, createAgent } from '../agent/agent.ts';
import type { Chance } from '../agent/chance.ts';
import { readKeptConfig } from '../agent/remote/kept-config.ts';
import { createTold } from '../agent/remote/told.ts';
import { readCredentials } from '../uplink/credentials.ts';
import type { SensorConfig, SensorDeviceConfig } from './config.ts';
import type { Driver } from './driver.ts';
import type { PreparedDriver } from './drivers/index.ts';
import { createFaultWatch } from './faults/fault-watch.ts';
import { checkSettings } from './remote/check-settings.ts';

const HELD_MAX = 16;
const HELD_MS_MAX = 30_000;

export interface SensorDeviceDeps {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly logger: Logger;
  readonly metrics?: Metrics;
  readonly basePort: number;
}

export interface SensorHealth extends AgentHealth {
  readonly sourceConnected: boolean;
  readonly sourceFault: string | null;
  readonly flagged: Readonly<Record<string, number>>;
  /** Version of what the centre set; 0: as the file says. */
  readonly settings: number;
}

export interface SensorDevice {
  /** Connects; readings come after `read`. */
  start(): Promise<void>;
  read(): Promise<void>;
  stop(): Promise<void>;
  health(): SensorHealth;
}

export function createSensorDevice(
  file: SensorDeviceConfig,
  config: SensorConfig,
  judge: FaultJudge,
  { clock, chance, logger, metrics, basePort }: SensorDeviceDeps,
): SensorDevice {
  const { device, credentialsFile, faultWatch } = file;
  const keptPath = join(config.keptDir ?? `${config.outboxDir}-kept`, `${device}.json`);
  const counts = metrics?.component('sensor');
  const flags = metrics?.counter('chengyun_sensor_flagged_total', 'Readings flagged as faulty.', ['kind']);
  const warn = (sentence: string): void => logger.warn({ device }, sentence);
  let newestMs: number | null = null;
  /** Answers to settings that came before a reading told what time it is. */
  let held: DeviceEvent[] = [];
  let holding: NodeJS.Timeout | null = null;
  let isReading = false;

  const agent = createAgent(
    {
      ...{ device, mqttUrl: config.mqttUrl, mqttCaFile: config.mqttCaFile, outboxDir: config.outboxDir },
      credentials: { file: credentialsFile },
      ...(config.outboxBytesMax === undefined ? {} : { outboxBytesMax: config.outboxBytesMax }),
      ...(file.batch === undefined ? {} : { batch: file.batch }),
      agent: 'sensor/0.1',
    },
    {
      ...{ clock, chance, logger, ...(counts === undefined ? {} : { counts }) },
      told: (channel, payload) => told.told(channel, payload),
    },
  );
  const counted = (kind: string): void => flags?.inc({ kind });
  const watch = createFaultWatch(faultWatch, { device, judge, observe, clock, counted });

  const createDriver = (prepared: PreparedDriver): Driver =>
    prepared.create({
      ...{ device, clock, chance, logger, basePort, report: agent.report },
      observe: watch.observe,
      rejected: (reason) => counts?.dropped(`source-${reason}`),
    });
  // An exercise has a time of its own, which only its readings tell.
  const timelineMs = (): number => Math.round(newestMs ?? clock.nowMs());

  /** What the watch hands on has a time that can be believed. */
  function observe(observation: Observation): Promise<void> {
    newestMs = Math.max(newestMs ?? 0, observation.at);
    if (held.length > 0) sayHeld();
    return agent.observe(observation);
  }

  async function answer(event: DeviceEvent): Promise<void> {
    if (newestMs !== null) return agent.report(event);
    if (held.length >= HELD_MAX) return counts?.dropped('told-too-fast');
    held.push(event);
    // A source that says nothing must not keep the answer back.
    holding ??= setTimeout(sayHeld, HELD_MS_MAX);
  }

  function sayHeld(): void {
    if (holding !== null) clearTimeout(holding);
    holding = null;
    const said = held;
    held = [];
    for (const event of said) void agent.report({ ...event, at: timelineMs() });
  }

  const check = (text: string) => checkSettings(text, device, null);
  let kept = readKeptConfig<SensorSettings>(keptPath, check, warn);
  let driver: Driver;
  try {
    driver = createDriver(kept === null ? file.driver : file.driver.retuned(kept));
  } catch (error) {
    if (kept === null) throw error;
    // The file was changed since, and goes before.
    warn(`The kept configuration ${keptPath} is not used: ${(error as Error).message}`);
    kept = null;
    driver = createDriver(file.driver);
  }
  if (kept !== null) tune(kept);
  /** Tried, and waiting to be kept. */
  let next: Driver | null = null;

  const told = createTold<SensorSettings>(
    { device, noun: 'sensor', keptPath, kept },
    {
      ...{ logger, timelineMs, report: answer, credentials: () => readCredentials(credentialsFile, device) },
      check: (text, inForce) => checkSettings(text, device, inForce),
      tryOut: async (settings) => {
        next = isSameDriver(settings, told.inForce()) ? null : createDriver(file.driver.retuned(settings));
      },
      abandon: () => {
        next = null;
      },
      putInForce: async (settings) => {
        if (next !== null) await replaceDriver(next, measuredOtherwise(settings, told.inForce()));
        tune(settings);
      },
      dropped: (reason) => counts?.dropped(reason),
    },
  );

  async function replaceDriver(by: Driver, changed: ReadonlySet<string>): Promise<void> {
    next = null;
    await driver.stop();
    await watch.idle();
    watch.forget(changed);
    driver = by;
    if (isReading) await driver.start();
  }

  function tune({ batch, gate }: SensorSettings): void {
    agent.batch({ ...file.batch, ...batch });
    watch.limit(gate ?? {});
  }

  return {
    start: agent.start,
    read: async () => {
      isReading = true;
      await driver.start();
    },
    stop: async () => {
      isReading = false;
      await told.settled();
      await driver.stop();
      await watch.idle();
      sayHeld();
      await agent.stop();
    },
    health: () => ({
      ...agent.health(),
      sourceConnected: driver.connected(),
      sourceFault: driver.fault?.() ?? null,
      flagged: watch.flagged(),
      settings: told.inForce()?.version ?? 0,
    }),
  };
}

function isSameDriver(settings: SensorSettings, inForce: SensorSettings | null): boolean {
  const said = ({ intervalMs, points = [] }: Partial<SensorSettings>) => JSON.stringify([intervalMs, points]);
  return said(settings) === said(inForce ?? {});
}

/** Metrics of which some point gets another unit or scale. */
function measuredOtherwise(settings: SensorSettings, inForce: SensorSettings | null): ReadonlySet<string> {
  const before = (inForce?.points ?? []).map(measureOf);
  const now = (settings.points ?? []).map(measureOf);
  const changed = [...before.filter((one) => !now.includes(one)), ...now.filter((one) => !before.includes(one))];
  return new Set(changed.map((one) => (JSON.parse(one) as readonly string[])[0] ?? ''));
}

const measureOf = ({ metric, asset, unit, scale, offset }: PointSettings): string =>
  JSON.stringify([metric, asset, unit, scale, offset]);
