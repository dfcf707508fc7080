/**
 * A conducted replay: recorded series go through ordinary devices, outboxes and connections, in steps of timeline
 * time. When everything of a step is acknowledged, the conductor says so with a `clock` event, and only then does the
 * next step begin: the same recording gives the same log at any speed. Memory is bounded by the batch, not the file.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { DeviceCredentials, Observation } from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { type Agent, createAgent } from '../../agent/agent.ts';
import type { Chance } from '../../agent/chance.ts';
import { createFileReplay, type FileReplayConfig } from '../drivers/file/file-replay.ts';
import { mergeByTime } from './merge.ts';

export interface ReplayAccount {
  readonly device: string;
  readonly credentials: { readonly file: string } | DeviceCredentials;
}

export interface ReplayConfig {
  readonly mqttUrl: string;
  readonly outboxDir: string;
  /** Which device says which recorded series. Each series is in order of time. */
  readonly series: readonly { readonly device: string; readonly file: FileReplayConfig }[];
  readonly devices: readonly ReplayAccount[];
  readonly conductor: ReplayAccount;
  /** Timeline milliseconds between two clock events. */
  readonly stepMs: number;
  /** Timeline milliseconds per wall millisecond; left out: as fast as it is acknowledged. */
  readonly speed?: number;
}

export interface ReplayProgress {
  /** Timeline time up to which everything is acknowledged. */
  readonly at: number;
  readonly beganAt: number;
  readonly steps: number;
  readonly observations: number;
  /** Rows that gave no observation, and items that were given up. */
  readonly dropped: number;
}

export interface ReplayDeps {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly logger: Logger;
  readonly onProgress?: (progress: ReplayProgress) => void;
}

export interface Replay {
  /** Plays to the end, or until the signal aborts, and closes everything it opened. */
  run(signal?: AbortSignal): Promise<ReplayProgress>;
}

/** Observations that may be on their way within one step. */
const UNACKED_MAX = 10_000;

export function createReplay(config: ReplayConfig, deps: ReplayDeps): Replay {
  const { stepMs, speed = Infinity } = config;
  const open = (account: ReplayAccount): Agent =>
    createAgent(
      { ...account, mqttUrl: config.mqttUrl, outboxDir: config.outboxDir, strictOrder: true, agent: 'replay/0.1' },
      deps,
    );
  const agents = new Map(config.devices.map((account) => [account.device, open(account)]));
  const conductor = open(config.conductor);
  const speakers = config.series.map(({ device }) => {
    const agent = agents.get(device);
    if (agent === undefined) throw new AppError('CONFIG', `The replay has a series for ${device}, which is no device.`);
    return agent;
  });
  let rejected = 0;

  async function conduct(signal: AbortSignal): Promise<ReplayProgress> {
    const files = config.series.map(({ file }) => createFileReplay(file, () => (rejected += 1)).readings());
    const readings = mergeByTime<Observation>(files);
    const beganMs = deps.clock.monotonicMs();
    let progress: ReplayProgress | null = null;
    let stepEnd = 0;
    let observations = 0;
    let unacked = 0;

    const endStep = async () => {
      await settle(agents.values(), signal);
      unacked = 0;
      void conductor.report({ event: 'clock', at: stepEnd });
      await settle([conductor], signal);
      progress = {
        at: stepEnd,
        beganAt: progress?.beganAt ?? stepEnd,
        steps: (progress?.steps ?? 0) + 1,
        observations,
        dropped: rejected + droppedBy([...agents.values(), conductor]),
      };
      deps.onProgress?.(progress);
      const dueMs = beganMs + (stepEnd + stepMs - progress.beganAt) / speed;
      const waitMs = dueMs - deps.clock.monotonicMs();
      if (waitMs > 0) await wait(waitMs, undefined, { signal });
    };

    for await (const { source, item } of readings) {
      signal.throwIfAborted();
      // The first clock event comes before any data, so that the timeline has a beginning.
      if (progress === null) {
        stepEnd = Math.ceil(item.at / stepMs) * stepMs - stepMs;
        await endStep();
        stepEnd += stepMs;
      }
      while (item.at > stepEnd) {
        await endStep();
        stepEnd += stepMs;
      }
      void speakers[source]?.observe(item);
      observations += 1;
      unacked += 1;
      if (unacked < UNACKED_MAX) continue;
      await settle(agents.values(), signal);
      unacked = 0;
    }
    if (progress === null) throw new AppError('REPLAY_EMPTY', 'The recording holds no row of the named series.');
    await endStep();
    return progress;
  }

  return {
    run: async (signal = new AbortController().signal) => {
      const all = [...agents.values(), conductor];
      try {
        for (const agent of all) await agent.start();
        return await conduct(signal);
      } finally {
        await Promise.all(all.map((agent) => agent.stop()));
      }
    },
  };
}

async function settle(agents: Iterable<Agent>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([Promise.all([...agents].map((agent) => agent.drained())), aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function droppedBy(agents: readonly Agent[]): number {
  const counts = agents.flatMap((agent) => Object.values(agent.health().statistics.dropped));
  return counts.reduce((sum, count) => sum + count, 0);
}
