import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Agent, createAgent } from '../agent/agent.ts';
import { createSeededChance } from '../agent/chance.ts';
import { startTestBroker, type TestBroker } from '../testing/test-broker.ts';
import { startTlsFront, TEST_CA, type TlsFront } from '../testing/tls-front.ts';

let folder: string;
let broker: TestBroker;
let front: TlsFront;
let agent: Agent;
let onError: (sentence: string) => void;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tls-'));
  broker = await startTestBroker();
  front = await startTlsFront(Number(new URL(broker.url).port));
  onError = () => undefined;
});
afterEach(async () => {
  await agent.stop();
  await broker.close();
  await front.close();
  rmSync(folder, { recursive: true, force: true });
});

function begin(mqttUrl: string, mqttCaFile?: string): Agent {
  agent = createAgent(
    {
      ...{ device: 'rtu-1', mqttUrl, mqttCaFile, agent: 'test/1', outboxDir: folder, batch: { ageMsMax: 1 } },
      credentials: { device: 'rtu-1', secret: 's' },
    },
    {
      clock: systemClock,
      chance: createSeededChance(4),
      logger: Object.assign(Object.create(silentLogger), {
        error: (_about: unknown, sentence: string) => onError(sentence),
      }),
    },
  );
  return agent;
}

const authority = (content: string): string => {
  const path = join(folder, 'ca.pem');
  writeFileSync(path, content);
  return path;
};
const reading = { metric: 'water.level', at: 1000, value: 1, unit: 'm' };

test('a broker whose certificate the named authority signed is spoken to', async () => {
  await begin(`mqtts://127.0.0.1:${front.port}`, authority(TEST_CA)).start();
  await agent.observe(reading);
  await agent.drained();
  expect(broker.arrived).toHaveLength(1);
  expect(front.accepted()).toBe(1);
});

test('a certificate that nobody vouches for is refused in one sentence, and the reading waits', async () => {
  const said = new Promise<string>((resolve) => {
    onError = resolve;
  });
  const url = `mqtts://127.0.0.1:${front.port}`;
  await begin(url).start();
  await agent.observe(reading);
  expect(await said).toMatch(
    /^The certificate of the broker at mqtts:\/\/127\.0\.0\.1:\d+ is not to be believed \(.+\): nothing was sent; name the authority that signed it in mqttCaFile\.$/,
  );
  expect(broker.arrived).toEqual([]);
  expect(broker.online.size).toBe(0);
  expect(agent.health()).toMatchObject({ connected: false, waiting: 1 });
});

test('a file that is missing or no certificate is named at start', async () => {
  begin('mqtts://127.0.0.1:1', join(folder, 'nowhere.pem'));
  await expect(agent.start()).rejects.toThrow(/^The authority file .*nowhere\.pem cannot be read: ENOENT/);
  begin('mqtts://127.0.0.1:1', authority('hello'));
  await expect(agent.start()).rejects.toThrow(/ca\.pem holds no certificate in PEM\.$/);
});
