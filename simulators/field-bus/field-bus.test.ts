import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Reading } from '../city/city.ts';
import { createFieldBus, type FieldBus } from './field-bus.ts';

const open: (FieldBus | Socket)[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await ('stop' in one ? one.stop() : one.destroy());
});

async function start(): Promise<{ bus: FieldBus; port: number }> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  const bus = createFieldBus({ port });
  await bus.start();
  open.push(bus);
  return { bus, port };
}

const reading = (asset: string, value: number): Reading => ({ asset, metric: 'water.level', at: 1, value, unit: 'm' });

describe('field bus', () => {
  it('sends the last reading on joining and then only what was asked for', async () => {
    const { bus, port } = await start();
    bus.publish([reading('a', 1), reading('a', 2), reading('b', 3)]);
    const socket = connect(port, '127.0.0.1').setEncoding('utf8');
    open.push(socket);
    socket.write('{"subscribe":["a"]}\n');
    const [first] = await once(socket, 'data');
    expect(
      String(first)
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).value),
    ).toEqual([2]);
    const next = once(socket, 'data');
    bus.publish([reading('b', 4), reading('a', 5)]);
    expect(JSON.parse(String((await next)[0]))).toMatchObject({ asset: 'a', value: 5 });
  });

  it('says what it expects when the first line is something else', async () => {
    const { port } = await start();
    const socket = connect(port, '127.0.0.1').setEncoding('utf8');
    open.push(socket);
    socket.write('hello\n');
    const [reply] = await once(socket, 'data');
    expect(String(reply)).toContain('subscribe');
  });
});
