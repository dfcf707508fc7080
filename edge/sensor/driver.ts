/**
 * What a sensor driver is: something that opens a source and hands over readings until told to stop. One folder per
 * driver under `drivers/`, and one line in `drivers/index.ts`.
 */
import type { DeviceEvent, Observation } from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { Chance } from '../agent/chance.ts';
import type { Reader } from '../agent/json-config.ts';

export interface DriverDeps {
  readonly device: string;
  /** Hands one reading over; resolves when it is safe on disk, which a driver that can wait waits for. */
  readonly observe: (observation: Observation) => Promise<void>;
  readonly report: (event: DeviceEvent) => Promise<void>;
  /** Input that is no reading. */
  readonly rejected: (reason: string) => void;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly logger: Logger;
  readonly basePort: number;
}

export interface Driver {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** True while readings can come. */
  readonly connected: () => boolean;
  /** Why none can come, in one sentence; null while all is well. */
  readonly fault?: () => string | null;
}

export interface DriverKind<Config> {
  readonly kind: string;
  /** Reads the driver's own part of the configuration file (without `kind`). */
  readonly config: Reader<Config>;
  /** Where in that part the time between two questions stands; left out: the source is not asked at an interval. */
  readonly intervalAt?: readonly string[];
  readonly create: (config: Config, deps: DriverDeps) => Driver;
}
