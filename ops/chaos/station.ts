/**
 * A box of sensors for the kill drill, run as a process of its own so that it can be killed: ordinary edge agents that
 * say a level every 5 ms each, on a wave that raises and clears alarms. After the outbox has a reading safely
 * on disk the process prints it; what was printed must turn up in the store exactly once, whatever is killed.
 */

import { type Timeline, timelineMsFromWallMs } from '@chengyun/contracts';
import { createAgent } from '@chengyun/edge/agent/agent.ts';
import { systemChance } from '@chengyun/edge/agent/chance.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { createLogger } from '@chengyun/platform/service/logger.ts';

export interface StationPlan {
  readonly mqttUrl: string;
  readonly outboxDir: string;
  readonly timeline: Timeline;
  /** What every device says. */
  readonly metric: string;
  readonly devices: readonly { readonly device: string; readonly asset: string; readonly credentialsFile: string }[];
}

const EVERY_MS = 5;
const WAVE_MS = 4 * 3_600_000;
const LOW_M = 4;
const HIGH_M = 5.6;

const plan = JSON.parse(process.env.CHENGYUN_CHAOS_STATION ?? '{}') as StationPlan;
const agents = plan.devices.map(({ device, asset, credentialsFile }) => ({
  asset,
  lastAtMs: 0,
  agent: createAgent(
    {
      device,
      mqttUrl: plan.mqttUrl,
      credentials: { file: credentialsFile },
      outboxDir: plan.outboxDir,
      agent: 'chaos/1',
      batch: { itemsMax: 20, ageMsMax: 50 },
    },
    { clock: systemClock, chance: systemChance, logger: createLogger('edgeSensor', 'error') },
  ),
}));

let isStopping = false;

async function say(one: (typeof agents)[number]): Promise<void> {
  const atMs = Math.max(one.lastAtMs + 1, Math.round(timelineMsFromWallMs(plan.timeline, systemClock.nowMs())));
  one.lastAtMs = atMs;
  const share = (Math.cos((2 * Math.PI * atMs) / WAVE_MS) + 1) / 2;
  const value = Math.round((LOW_M + (HIGH_M - LOW_M) * share) * 1000) / 1000;
  await one.agent.observe({ metric: plan.metric, at: atMs, value });
  process.stdout.write(`accepted ${one.asset} ${atMs}\n`);
}

for (const { agent } of agents) await agent.start();
const timer = setInterval(() => {
  if (!isStopping) for (const one of agents) void say(one);
}, EVERY_MS);

process.on('SIGTERM', async () => {
  isStopping = true;
  clearInterval(timer);
  for (const { agent } of agents) await agent.drained();
  for (const { agent } of agents) await agent.stop();
  process.stdout.write('drained\n', () => process.exit(0));
});
