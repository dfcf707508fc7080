/**
 * What the centre tells one device, taken one after the other: a configuration (retained), and commands where the device
 * knows any.
 *
 * Invariants: nothing without a genuine seal is read; a configuration is checked, tried, kept on disk and only then put
 * in force, whole or not at all; what was in force stays when it is refused, and the reason goes up in one sentence.
 */
import type { DeviceCredentials, DeviceEvent, DownChannel } from '@chengyun/contracts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { CheckedConfig, ToldConfig } from './check-told.ts';
import { keepConfig } from './kept-config.ts';
import { openSealed } from './open-sealed.ts';

export interface ToldIdentity<Config> {
  readonly device: string;
  /** What a sentence calls it. */
  readonly noun: 'camera' | 'sensor';
  /** Of the answers; left out: the device's own. */
  readonly asset?: string | undefined;
  readonly keptPath: string;
  /** As it was kept, and is in force already; null when the file is. */
  readonly kept: Config | null;
}

export interface ToldDeps<Config> {
  readonly check: (text: string, inForce: Config | null) => CheckedConfig<Config>;
  /** Whatever may fail about it, before it is kept. Throws one sentence; what was in force then stays. */
  readonly tryOut: (config: Config) => Promise<void>;
  /** What was tried could not be kept: lets go of it. */
  readonly abandon: () => Promise<void> | void;
  /** Cannot fail any more. */
  readonly putInForce: (config: Config) => Promise<void> | void;
  /** Deals with one command; left out: the device knows none. Throws one sentence. */
  readonly command?: (text: string) => Promise<void>;
  readonly credentials: () => DeviceCredentials;
  readonly logger: Logger;
  /** Now, on the timeline of the device. */
  readonly timelineMs: () => number;
  readonly report: (event: DeviceEvent) => Promise<void>;
  /** Told messages that were not taken, by reason. */
  readonly dropped: (reason: string) => void;
}

export interface Told<Config> {
  told(channel: DownChannel, payload: Uint8Array): void;
  /** Resolves when everything that was told is dealt with. */
  settled(): Promise<void>;
  /** Null: what the file of the agent says. */
  readonly inForce: () => Config | null;
}

const WAITING_MAX = 16;
export const REASON_CHARS_MAX = 200;

export function createTold<Config extends ToldConfig>(
  { device, noun, asset, keptPath, kept }: ToldIdentity<Config>,
  deps: ToldDeps<Config>,
): Told<Config> {
  const { logger } = deps;
  const own = asset === undefined ? {} : { asset };
  let inForce = kept;
  let isConfirmed = false;
  let waiting = 0;
  let turn: Promise<void> = Promise.resolve();

  async function takeConfig(text: string): Promise<void> {
    const checked = deps.check(text, inForce);
    if (!checked.ok) return refuseConfig(checked.version, checked.reason);
    const { config } = checked;
    const { version } = config;
    // The broker repeats what is retained with every connection.
    if (version === inForce?.version && isConfirmed) return;
    if (version !== inForce?.version) {
      try {
        await deps.tryOut(config);
      } catch (error) {
        return refuseConfig(version, (error as Error).message);
      }
      try {
        keepConfig(keptPath, config);
      } catch (error) {
        await deps.abandon();
        return refuseConfig(version, `The ${noun} could not keep it: ${(error as Error).message}.`);
      }
      await deps.putInForce(config);
      inForce = config;
      logger.info({ device, version }, `The ${noun} ${device} works with version ${version}.`);
    }
    isConfirmed = true;
    await deps.report({ event: 'config.applied', at: deps.timelineMs(), version, ...own });
  }

  async function refuseConfig(version: number, sentence: string): Promise<void> {
    const reason = sentence.slice(0, REASON_CHARS_MAX);
    logger.warn({ device, version }, `The ${noun} ${device} refused its configuration: ${reason}`);
    deps.dropped('config-refused');
    await deps.report({ event: 'config.refused', at: deps.timelineMs(), version, reason, ...own });
  }

  async function take(channel: DownChannel, payload: Uint8Array): Promise<void> {
    const opened = openSealed(channel, payload, deps.credentials());
    if (channel === 'config') return opened.ok ? takeConfig(opened.text) : refuseConfig(0, opened.reason);
    if (!opened.ok) return refuseUnread(channel, opened.reason);
    if (deps.command === undefined) return refuseUnread(channel, `A ${noun} knows no commands.`);
    await deps.command(opened.text);
  }

  function refuseUnread(channel: DownChannel, reason: string): void {
    logger.warn({ device, channel }, `The ${noun} ${device} refused what it was told on ${channel}: ${reason}`);
    deps.dropped(`${channel}-refused`);
  }

  return {
    told: (channel, payload) => {
      // A retained configuration that was taken back: what is in force stays.
      if (payload.length === 0) return;
      if (waiting >= WAITING_MAX) return deps.dropped('told-too-fast');
      waiting += 1;
      turn = turn
        .then(() => take(channel, payload))
        .catch((error: Error) => refuseUnread(channel, error.message))
        .finally(() => {
          waiting -= 1;
        });
    },
    settled: () => turn,
    inForce: () => inForce,
  };
}
