import { createServer, type Server, type Socket } from 'node:net';
import { portOf } from '@chengyun/contracts';
import { freePort } from '@chengyun/platform/testing/test-database.ts';
import { afterEach, expect, test, vi } from 'vitest';
import { createServiceWatch } from './service-watch.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('a service is down after two failures; one that never ran is not missed unless the city needs it', async () => {
  vi.useFakeTimers();
  const up = new Set(['ingest', 'analytics', 'edgeCamera'] as const);
  const isUp = (name: 'ingest' | 'analytics' | 'edgeCamera', url: string) =>
    up.has(name) && url.includes(`:${portOf(name, 9000)}/`);
  const isHealthy = async (url: string) => isUp('ingest', url) || isUp('analytics', url) || isUp('edgeCamera', url);
  const watch = createServiceWatch({ basePort: 9000 }, { isHealthy });
  await watch.start();
  expect(watch.down()).toEqual([]);
  await vi.advanceTimersByTimeAsync(2000);
  expect(watch.down()).toEqual(['archive']);
  up.delete('edgeCamera');
  await vi.advanceTimersByTimeAsync(4000);
  expect([...watch.down()].sort()).toEqual(['archive', 'edgeCamera']);
  up.add('edgeCamera');
  await vi.advanceTimersByTimeAsync(2000);
  expect(watch.down()).toEqual(['archive']);
  await watch.stop();
  expect(vi.getTimerCount()).toBe(0);
});

/** Somebody who answers at a port, until it is ended with all who came. */
async function answerAt(port: number): Promise<() => Promise<void>> {
  const guests = new Set<Socket>();
  const server: Server = createServer((socket) => {
    guests.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const guest of guests) guest.destroy();
    await closed;
  };
}

test('a broker that dies is missed at once, and no more when it is back; one that was never there is not', async () => {
  const port = await freePort();
  const basePort = port - portOf('ingest', 0);
  const onBroker = vi.fn();
  const watch = createServiceWatch({ basePort }, { isHealthy: async () => true, onBroker });
  await watch.start();
  let end = await answerAt(port);
  // Knocks until somebody is there; that is nothing new to anybody.
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(onBroker).not.toHaveBeenCalled();
  const endedMs = Date.now();
  await end();
  await vi.waitFor(() => expect(watch.down()).toEqual(['ingest']), { interval: 5 });
  expect(onBroker).toHaveBeenCalledTimes(1);
  console.info(`missed after ${Date.now() - endedMs} ms`);
  end = await answerAt(port);
  await vi.waitFor(() => expect(watch.down()).toEqual([]));
  expect(onBroker).toHaveBeenCalledTimes(2);
  await watch.stop();
  await end();
  expect(onBroker).toHaveBeenCalledTimes(2);
});
