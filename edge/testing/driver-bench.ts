/** Runs one driver in a test: collects what it hands over and what it counts, and waits for either. */
import type { DeviceEvent, Observation } from '@chengyun/contracts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { createSeededChance } from '../agent/chance.ts';
import type { Driver, DriverDeps } from '../sensor/driver.ts';
import { readDriver } from '../sensor/drivers/index.ts';

export interface DriverBench {
  readonly driver: Driver;
  readonly observations: Observation[];
  readonly events: DeviceEvent[];
  /** Reason → how often. */
  readonly rejected: Map<string, number>;
  /** Resolves when `condition` holds; looked at every few milliseconds. */
  until(condition: () => boolean, what?: string): Promise<void>;
}

const UNTIL_MS_MAX = 10_000;

export async function until(condition: () => boolean, what = String(condition)): Promise<void> {
  const lastMs = performance.now() + UNTIL_MS_MAX;
  while (!condition()) {
    if (performance.now() > lastMs) throw new Error(`Not within ${UNTIL_MS_MAX} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}

export function createDriverBench(config: object, deps: Partial<DriverDeps> = {}): DriverBench {
  const observations: Observation[] = [];
  const events: DeviceEvent[] = [];
  const rejected = new Map<string, number>();
  const driver = readDriver(config, 'driver').create({
    device: 'sensor-1',
    observe: async (observation) => {
      observations.push(observation);
    },
    report: async (event) => {
      events.push(event);
    },
    rejected: (reason) => rejected.set(reason, (rejected.get(reason) ?? 0) + 1),
    clock: systemClock,
    chance: createSeededChance(1),
    logger: silentLogger,
    basePort: 8600,
    ...deps,
  });
  return { driver, observations, events, rejected, until };
}
