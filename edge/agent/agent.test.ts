import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestBroker, type TestBroker } from '../testing/test-broker.ts';
import { type Agent, type AgentConfig, createAgent } from './agent.ts';
import { createSeededChance } from './chance.ts';

let folder: string;
let broker: TestBroker;
let agent: Agent | null;
let said: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agent-'));
  broker = await startTestBroker();
  agent = null;
  said = [];
});
afterEach(async () => {
  await agent?.stop();
  await broker.close();
  rmSync(folder, { recursive: true, force: true });
});

async function begin(config: Partial<AgentConfig> = {}): Promise<Agent> {
  agent = createAgent(
    {
      device: 'rtu-1',
      mqttUrl: broker.url,
      credentials: { device: 'rtu-1', secret: 's' },
      outboxDir: folder,
      batch: { ageMsMax: 1 },
      agent: 'test/1',
      ...config,
    },
    {
      clock: systemClock,
      chance: createSeededChance(4),
      logger: Object.assign(Object.create(silentLogger), {
        error: (_about: unknown, sentence: string) => said.push(sentence),
      }),
    },
  );
  await agent.start();
  return agent;
}

const reading = (value: number) => ({ metric: 'water.level', at: 1000 + value, value, unit: 'm' });
const batches = () => broker.arrived.map(({ payload }) => (payload.items as unknown[]).length);

test('items travel in batches, and every one is counted received and sent', async () => {
  const running = await begin({ batch: { itemsMax: 50, ageMsMax: 10_000 } });
  for (let value = 0; value < 120; value += 1) void running.observe(reading(value));
  await running.drained();
  expect(batches()).toEqual([50, 50, 20]);
  const { statistics, connected, waiting } = running.health();
  expect(statistics).toEqual({ received: 120, sent: 120, error: 0, dropped: {} });
  expect([connected, waiting]).toEqual([true, 0]);
});

test('an event goes out on its own topic without waiting for others', async () => {
  const running = await begin({ batch: { ageMsMax: 10_000 } });
  void running.report({ event: 'camera.health', at: 1, state: 'ok' });
  await broker.until(() => broker.arrived.length === 1);
  expect(broker.arrived[0]?.topic).toBe('chengyun/v1/devices/rtu-1/events');
  await running.drained();
});

test('a disk that cannot be written drops with a reason, says so once and goes on when it can', async () => {
  const running = await begin();
  const outbox = join(folder, 'rtu-1');
  rmSync(outbox, { recursive: true });
  await running.observe(reading(1));
  await running.observe(reading(2));
  expect(running.health().statistics.dropped).toEqual({ 'outbox-write': 2 });
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/^The outbox .*rtu-1 cannot be written: ENOENT/);
  mkdirSync(outbox);
  await running.observe(reading(3));
  await running.drained();
  expect(broker.arrived.map(({ payload }) => payload.items)).toEqual([[reading(3)]]);
});

test('what was said while the broker was away is delivered by the next run', async () => {
  const running = await begin({ mqttUrl: 'mqtt://127.0.0.1:1' });
  await running.observe(reading(1));
  await running.stop();
  expect(readdirSync(join(folder, 'rtu-1')).filter((name) => name.endsWith('.seg'))).toHaveLength(1);
  const next = await begin();
  await next.observe(reading(2));
  await next.drained();
  const values = broker.arrived.flatMap(({ payload }) =>
    (payload.items as { value: number }[]).map(({ value }) => value),
  );
  expect(values.sort()).toEqual([1, 2]);
});

test('a replay forgets what an earlier one left behind, and counts it', async () => {
  const running = await begin({ mqttUrl: 'mqtt://127.0.0.1:1' });
  await running.observe(reading(1));
  await running.stop();
  const replay = await begin({ strictOrder: true });
  expect(replay.health().statistics.dropped).toEqual({ 'outbox-discarded': 1 });
  await replay.drained();
  expect(broker.arrived).toEqual([]);
  expect(existsSync(join(folder, 'rtu-1', 'owner'))).toBe(true);
});
