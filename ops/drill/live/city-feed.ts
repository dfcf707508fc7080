/** The simulated city speaks through ordinary edge agents, one a station, at the pace of its timeline. */
import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DeviceCredentials, type Timeline, timelineMsFromWallMs } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains/index.ts';
import { createAgent } from '@chengyun/edge/agent/agent.ts';
import { systemChance } from '@chengyun/edge/agent/chance.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { createCity } from '@chengyun/simulators/city/city.ts';
import type { Scenario } from '@chengyun/simulators/scenarios/scenario.ts';
import type { HopBook } from './hops.ts';

export interface CityFeedOptions {
  readonly timeline: Timeline;
  readonly scenario: Scenario;
  readonly credentials: ReadonlyMap<string, DeviceCredentials>;
  readonly mqttUrl: string;
  readonly outboxDir: string;
  readonly hops: HopBook;
  readonly onShare: (share: number) => void;
  readonly signal: AbortSignal;
}

const STEP_WALL_MS = 20;

/** Resolves when the scenario is over and everything said is acknowledged; gives the number of readings. */
export async function feedCity(options: CityFeedOptions): Promise<number> {
  const { timeline, scenario, credentials, hops, signal } = options;
  const assets = DOMAINS.flatMap((domain) => domain.assets);
  mkdirSync(options.outboxDir, { recursive: true, mode: 0o700 });
  const agents = new Map(
    [...credentials].map(([asset, one]) => {
      const config = { device: one.device, mqttUrl: options.mqttUrl, credentials: one, outboxDir: options.outboxDir };
      const deps = { clock: systemClock, chance: systemChance, logger: silentLogger };
      return [asset, createAgent({ ...config, agent: 'drill/1' }, deps)] as const;
    }),
  );
  let readings = 0;
  try {
    for (const agent of agents.values()) await agent.start();
    const city = createCity({ scenario, assets, startMs: timeline.anchorTimelineMs });
    const lengthMs = scenario.endMs - timeline.anchorTimelineMs;
    while (city.nowMs() < scenario.endMs && !signal.aborted) {
      const nowMs = Math.min(scenario.endMs, timelineMsFromWallMs(timeline, systemClock.nowMs()));
      for (const { asset, metric, at, value, unit } of city.advance(nowMs)) {
        const agent = agents.get(asset);
        if (!agent) continue;
        readings += 1;
        hops.observed(asset, metric, at, systemClock.nowMs());
        void agent.observe({ asset, metric, at, value, unit });
      }
      options.onShare((city.nowMs() - timeline.anchorTimelineMs) / lengthMs);
      await sleep(STEP_WALL_MS);
    }
    for (const agent of agents.values()) await agent.drained();
  } finally {
    for (const agent of agents.values()) await agent.stop();
  }
  return readings;
}
