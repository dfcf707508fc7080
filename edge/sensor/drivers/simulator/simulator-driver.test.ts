import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDriverBench } from '../../../testing/driver-bench.ts';

let bus: Server;
let sockets: Socket[];
let port: number;

beforeEach(async () => {
  sockets = [];
  bus = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    sockets.push(socket);
  });
  await new Promise<void>((resolve) => bus.listen(0, '127.0.0.1', resolve));
  port = (bus.address() as { port: number }).port;
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => bus.close(resolve));
});

const line = (fields: object) =>
  `${JSON.stringify({ asset: 'a', metric: 'water.level', at: 1000, value: 1, unit: 'm', ...fields })}\n`;

test('a bus that hangs up or is not there is a state of health, and is tried again', async () => {
  const { driver, until } = createDriverBench({ kind: 'simulator', stations: ['a'], port });
  expect(driver.fault?.()).toBe('The source has not answered yet.');
  await driver.start();
  await until(() => driver.connected() && sockets.length === 1);
  expect(driver.fault?.()).toBeNull();
  sockets[0]?.destroy();
  await until(() => driver.fault?.() === `The field bus at 127.0.0.1:${port} hung up.`);
  await until(() => sockets.length === 2 && driver.connected());
  await driver.stop();
  const nowhere = createDriverBench({ kind: 'simulator', stations: ['a'], port: 1 });
  await nowhere.driver.start();
  await until(() => /127\.0\.0\.1:1 cannot be reached: .*ECONNREFUSED/.test(nowhere.driver.fault?.() ?? ''));
  await nowhere.driver.stop();
});

test('what a station says of its quality is handed on, and what is no quality is no reading', async () => {
  const { driver, until, observations, rejected } = createDriverBench({ kind: 'simulator', stations: ['a'], port });
  await driver.start();
  await until(() => sockets.length === 1);
  sockets[0]?.write(line({ quality: { verdict: 'uncertain', flags: ['calibration'] } }));
  sockets[0]?.write(line({ at: 2000, quality: { verdict: 'splendid' } }));
  sockets[0]?.write(line({ at: 3000 }));
  await until(() => observations.length === 2);
  expect(observations.map(({ quality }) => quality)).toEqual([
    { verdict: 'uncertain', flags: ['calibration'] },
    undefined,
  ]);
  expect(rejected.get('line')).toBe(1);
  await driver.stop();
});

test('readings that the disk does not take are counted, not piled up', async () => {
  const held: (() => void)[] = [];
  const { driver, until, rejected } = createDriverBench(
    { kind: 'simulator', stations: ['a'], port },
    { observe: () => new Promise<void>((resolve) => held.push(resolve)) },
  );
  await driver.start();
  await until(() => sockets.length === 1);
  for (let n = 0; n < 5100; n++) sockets[0]?.write(line({ at: 1000 + n }));
  await until(() => rejected.get('queue-full') === 100);
  expect(held).toHaveLength(5000);
  for (const release of held) release();
  await driver.stop();
});
