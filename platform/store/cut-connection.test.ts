/** A cut that arrives in the same bytes that make a connection ready must end the transaction, never the process. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { systemClock } from '../service/clock.ts';
import { withTestDatabase } from '../testing/test-database.ts';
import { createStore } from './store.ts';

const database = withTestDatabase();
const READY_FOR_QUERY = Buffer.from('Z\0\0\0\x05I', 'latin1');
const FIELDS = 'SFATAL\0C57P01\0Mterminating connection due to administrator command\0\0';

function fatal(): Buffer {
  const message = Buffer.alloc(5 + FIELDS.length);
  message.write('E');
  message.writeInt32BE(4 + FIELDS.length, 1);
  message.write(FIELDS, 5, 'latin1');
  return message;
}

let isCutting = false;
const proxy = createServer((client) => {
  const { hostname, port } = new URL(database.databaseUrl());
  const server = connect(Number(port), hostname);
  client.pipe(server);
  server.on('data', (chunk) => {
    const isReady = isCutting && chunk.includes(READY_FOR_QUERY);
    client.write(isReady ? Buffer.concat([chunk, fatal()]) : chunk);
    if (isReady) server.destroy();
  });
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
});
afterAll(() => proxy.close());

test('the transaction is refused and the next one works', async () => {
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const url = new URL(database.databaseUrl());
  url.port = String((proxy.address() as { port: number }).port);
  const store = await createStore({ databaseUrl: url.href, poolMax: 2, clock: systemClock });
  const one = (): Promise<number> => store.tx(async (client) => (await client.query('SELECT 1')).rowCount ?? 0);
  const held = store.tx(async () => {
    isCutting = true;
    // The first connection is in use, so this one is made anew and cut at once.
    await expect(one()).rejects.toThrow();
    isCutting = false;
  });
  await held;
  expect(await one()).toBe(1);
  await store.close();
});
