import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDriverBench, type DriverBench } from '../../../testing/driver-bench.ts';

let server: Server;
let asked: IncomingMessage[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let bench: DriverBench | null;

beforeEach(async () => {
  asked = [];
  bench = null;
  server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await bench?.driver.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const READING = {
  path: '$.level_cm',
  timePath: '$.time',
  metric: 'water.level',
  asset: 'tide-1',
  unit: 'm',
  scale: 0.01,
};
const port = () => (server.address() as AddressInfo).port;
const url = () => `http://127.0.0.1:${port()}/api`;

function begin(config: object = {}): DriverBench {
  bench = createDriverBench({ kind: 'http-poll', url: url(), intervalMs: 50, readings: [READING], ...config });
  void bench.driver.start();
  return bench;
}

test('a document gives readings with unit and quality; an unchanged one gives none again', async () => {
  answer = (request, response) => {
    if (request.headers['if-none-match'] === '"1"') return response.writeHead(304).end();
    response.writeHead(200, { etag: '"1"' }).end('{"level_cm": "250.1", "time": "2024-06-01T00:00:00Z"}');
  };
  const { observations, driver, until } = begin({ headers: { 'x-api-key': 'k' } });
  await until(() => asked.length >= 3);
  const quality = { verdict: 'good' };
  expect(observations).toEqual([
    { metric: 'water.level', asset: 'tide-1', at: Date.UTC(2024, 5, 1), value: 2.501, unit: 'm', quality },
  ]);
  expect(asked[0]?.headers['x-api-key']).toBe('k');
  expect(driver.connected()).toBe(true);
  expect(driver.fault?.()).toBeNull();
});

test('a time that was handed over is not repeated by a service without ETag', async () => {
  let n = 0;
  answer = (_, response) => {
    n += 1;
    response.end(JSON.stringify({ level_cm: 100, time: n < 3 ? 1_700_000_000 : 1_700_000_060 }));
  };
  const { observations, until } = begin();
  await until(() => asked.length >= 5);
  expect(observations.map(({ at }) => at)).toEqual([1_700_000_000_000, 1_700_000_060_000]);
});

test.each([
  [(response: ServerResponse) => response.writeHead(500).end(), 'answered with status 500.'],
  [(response: ServerResponse) => response.end('<html>'), 'answered with what is no JSON.'],
  [(response: ServerResponse) => response.end(Buffer.alloc(1024 * 1024 + 1, 32)), 'answered with more than 1 MiB.'],
  [() => undefined, 'did not answer within 200 ms.'],
  [(response: ServerResponse) => response.destroy(), 'cannot be asked: other side closed.'],
])('a broken service is a state of health and heals (%#)', async (breakIt, sentence) => {
  let isBroken = true;
  answer = (_, response) => {
    if (isBroken) breakIt(response);
    else response.end('{"level_cm": 1, "time": 1700000000}');
  };
  const { driver, rejected, until, observations } = begin({ timeoutMs: 200 });
  await until(() => (rejected.get('source') ?? 0) > 0);
  expect(driver.fault?.()).toBe(`${url()} ${sentence}`);
  expect(driver.connected()).toBe(false);
  isBroken = false;
  await until(() => observations.length === 1);
  expect(driver.fault?.()).toBeNull();
});

test('the pauses grow while the service is away', async () => {
  answer = (_, response) => response.writeHead(502).end();
  const { until } = begin();
  const began = performance.now();
  await until(() => asked.length >= 4);
  // 50, 100 and 200 ms, each at least half.
  expect(performance.now() - began).toBeGreaterThan(170);
});

test('a service that says when to come back is obeyed', async () => {
  answer = (_, response) => response.writeHead(429, { 'retry-after': '3600' }).end();
  const { rejected, until } = begin();
  await until(() => rejected.get('told-to-wait') === 1);
  await new Promise((resolve) => setTimeout(resolve, 120));
  expect(asked).toHaveLength(1);
});

test('what is no number and no time is counted', async () => {
  answer = (_, response) => response.end('{"level_cm": null, "time": 1700000000, "other": 1}');
  const timeless = { path: '$.other', timePath: '$.none', metric: 'x', unit: '1' };
  const { rejected, until } = begin({ readings: [READING, timeless] });
  await until(() => (rejected.get('value') ?? 0) > 0 && (rejected.get('time') ?? 0) > 0);
});

test('no answer crashes it', async () => {
  let body = '';
  answer = (_, response) => response.end(body);
  const { driver, until } = begin({ readings: [READING, { path: '$[0].a', metric: 'x', unit: '1' }] });
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.json(), fc.string()), async (text) => {
      body = text;
      const before = asked.length;
      await driver.stop();
      begin();
      await until(() => asked.length > before);
      await bench?.driver.stop();
    }),
    { numRuns: 20 },
  );
});

test.each([
  [{ url: 'ftp://x' }, 'driver.url "ftp://x" is no address that begins with http:// or https://.'],
  [{ readings: [] }, 'driver.readings must be a list of at least 1, but is [].'],
  [
    { readings: [{ ...READING, unit: 'feet' }] },
    /^driver.readings\[0\].unit must be one of 1, %, m, .* but is "feet".$/,
  ],
  [{ interval: 1 }, 'driver has an unknown field "interval".'],
])('a mistake in the configuration is named (%#)', (config, sentence) => {
  expect(() => begin(config)).toThrow(sentence);
});
