import type { Delta } from '@chengyun/contracts';
import { createMemoryLog } from '@chengyun/platform/log/memory-log.ts';
import { putTimeline } from '@chengyun/platform/store/timelines.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { io } from 'socket.io-client';
import * as msgpack from 'socket.io-msgpack-parser';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { alarmRecord, EXERCISE, startTestConsole, type TestConsole } from './test-console.ts';

const database = withTestDatabase();
let city: TestConsole;

beforeAll(async () => {
  await putTimeline(database.store(), EXERCISE);
  city = await startTestConsole(database.store());
});
afterAll(() => city.stop());

interface Pausable {
  readonly engine: { readonly transport: { readonly ws: { pause(): void; resume(): void } } };
}

test('a client that does not read is dropped, others go on, and it gets a fresh snapshot when it has drained', async () => {
  const wall = await city.wall();
  const [slow, fast] = [await wall.connect('wall'), await wall.connect('wall')];
  const link = (slow.socket.io as unknown as Pausable).engine.transport.ws;
  link.pause();
  const long = { zh: '水'.repeat(4000), en: 'x'.repeat(4000) };
  const dropped = async () => /slow-client"[^\n]* (\d+)/.exec(await (await wall.get('/metrics')).text())?.[1];
  let n = 1;
  while ((await dropped()) === undefined) {
    n += 1;
    expect(n).toBeLessThan(2000);
    const records = Array.from({ length: 20 }, (_, i) => alarmRecord({ id: `slow${i}`, n, why: long, value: n }));
    await city.write('alarms', ...records);
    await fast.until((delta) => delta.alarms?.some((alarm) => alarm.value === n) ?? false);
  }
  const snapshot = new Promise<{ n: number; alarms: { value: number }[] }>((resolve) =>
    slow.socket.once('snapshot', resolve),
  );
  link.resume();
  const fresh = await snapshot;
  expect(fresh.alarms).toHaveLength(20);
  expect(fresh.alarms[0]?.value).toBe(n);
  await city.write('alarms', alarmRecord({ id: 'slow0', n: n + 1, value: -1 }));
  const next = await slow.until((delta) => delta.alarms?.[0]?.value === -1);
  expect(next.n).toBeGreaterThan(fresh.n);
});

test('a delta is encoded once, however many look at it', async () => {
  const wall = await city.wall();
  const walls = await Promise.all(Array.from({ length: 8 }, () => wall.connect('wall')));
  const encode = vi.spyOn(msgpack.Encoder.prototype, 'encode');
  await city.write('alarms', alarmRecord({ id: 'once', n: 5000 }));
  const isIt = (delta: Delta) => delta.alarms?.[0]?.id === 'once';
  await Promise.all(walls.map((one) => one.until(isIt)));
  const sent = encode.mock.calls.map(([packet]) => (packet as { data?: unknown }).data);
  encode.mockRestore();
  const deltas = sent.flatMap((data) => (Array.isArray(data) && data[0] === 'delta' ? [data[1] as Delta] : []));
  expect(deltas.filter(isIt)).toHaveLength(1);
  for (const { socket } of walls) socket.disconnect();
});

test('an officer without a connection reads what it would say first, and nobody else does', async () => {
  await city.write('alarms', alarmRecord({ id: 'first', n: 1, level: 'red', peak: 'red' }));
  const officer = await city.as('officer');
  const { snapshot } = await officer.connect('field');
  const first = (await (await officer.get(`/api/field?timeline=${EXERCISE.id}`)).json()) as typeof snapshot;
  expect(first.alarms.map(({ id }) => id)).toContain('first');
  const { n: _n, trust: _trust, ...said } = snapshot;
  expect(first).toMatchObject(said);
  expect((await (await city.wall()).get('/api/field')).status).toBe(403);
  expect((await city.stranger().get('/api/field')).status).toBe(401);
});

test('a page of another origin cannot open a socket with the cookie of this one', async () => {
  const { cookie } = await city.signIn('operator');
  const handshake = (origin: string) =>
    fetch(`${city.url}/socket.io/?EIO=4&transport=polling`, { headers: { cookie, origin } });
  expect((await handshake('https://elsewhere.example')).status).toBe(403);
  expect((await handshake(city.url)).status).toBe(200);
});

test('a client beyond the limit waits outside and comes in when another leaves', async () => {
  const small = await startTestConsole(database.store(), { clientsMax: 1, dataDir: city.dataDir });
  const wall = await small.wall();
  const first = await wall.connect('wall');
  const second = io(small.url, {
    ...{ parser: msgpack, transports: ['websocket'], extraHeaders: { cookie: wall.cookie } },
    ...{ reconnectionDelay: 20, reconnectionDelayMax: 20, forceNew: true },
  });
  await new Promise((resolve) => second.io.once('reconnect_attempt', resolve));
  expect(second.connected).toBe(false);
  const connected = new Promise<void>((resolve) => second.once('connect', resolve));
  first.socket.disconnect();
  await connected;
  second.disconnect();
  await small.stop();
});

test('after a restart the same incidents, alarms and open tasks are there, under a new server epoch', async () => {
  const log = createMemoryLog({ telemetry: 1 });
  const first = await startTestConsole(database.store(), { log, dataDir: city.dataDir });
  const operator = await first.signIn('operator');
  const desk = await operator.connect('desk');
  await first.write('alarms', alarmRecord({ id: 'bb01', n: 2 }), alarmRecord({ id: 'bb02', n: 2, asset: 'other' }));
  await desk.until((delta) => (delta.alarms?.length ?? 0) > 0);
  await desk.send({ ...operator.fact({ kind: 'ack', alarm: 'bb01' }), epoch: 'cd'.repeat(8) });
  await desk.send({
    ...operator.fact({ kind: 'dispatch', alarm: 'bb01', officer: 'officer-3' }),
    epoch: 'cd'.repeat(8),
  });
  const before = (await operator.connect('desk')).snapshot;
  await first.stop();

  const second = await startTestConsole(database.store(), { log, dataDir: city.dataDir });
  const again = (await (await second.signIn('operator')).connect('desk')).snapshot;
  const withoutWall = (snapshot: typeof before) =>
    snapshot.incidents.map((incident) => ({ ...incident, hops: { ...incident.hops, fired: 0 } }));
  expect(withoutWall(again)).toEqual(withoutWall(before));
  expect(again.alarms).toEqual(before.alarms);
  expect(again.alarms.find((alarm) => alarm.id === 'bb01')?.state).toBe('active-acknowledged');
  expect(again.officers.find((officer) => officer.id === 'officer-3')?.busy).toBe(true);
  expect(again.epoch).not.toBe(before.epoch);
  await second.stop();
  await log.close();
});

test('when another console takes over, facts are refused and the first one says that it is not ready', async () => {
  const operator = await city.signIn('operator');
  const desk = await operator.connect('desk');
  await city.write('alarms', alarmRecord({ id: 'cc01', n: 9000 }));
  await desk.until((delta) => delta.alarms?.[0]?.id === 'cc01');
  await city.log.acquire('facts', 0, 'another console');
  const answer = await desk.send({ ...operator.fact({ kind: 'ack', alarm: 'cc01' }), epoch: 'ef'.repeat(8) });
  expect(answer).toMatchObject({ ok: false, code: 'unavailable', retryable: true });
  expect(city.service.ready()).toMatchObject({ ok: false });
});
