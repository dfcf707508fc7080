import { type AlarmView, type Delta, type Snapshot, type TimelineView, UNDECIDED } from '@chengyun/contracts';
import { createManualClock } from '@chengyun/platform/service/clock.ts';
import { effect } from '@preact/signals-core';
import { expect, test } from 'vitest';
import { createLiveClient } from './live-client.ts';
import { type SocketLike, TICK_STALE_AFTER_MS } from './wire.ts';

const START_MS = 1_000_000;
const TIMELINE: TimelineView = {
  id: 'exercise:typhoon',
  kind: 'exercise',
  label: 'Typhoon',
  nowMs: 50_000,
  nowWallMs: START_MS,
  pace: 60,
};

function alarm(id: string, part: Partial<AlarmView> = {}): AlarmView {
  const text = { zh: id, en: id };
  return {
    id,
    rule: 'r',
    ruleVersion: 1,
    domain: 'flood',
    asset: 'a',
    state: 'active-unacknowledged',
    level: 'yellow',
    peak: 'yellow',
    raisedAt: 1,
    ackedAt: null,
    clearedAt: null,
    shelvedUntil: null,
    ...UNDECIDED,
    by: null,
    title: text,
    why: text,
    action: text,
    metric: 'm',
    value: 1,
    threshold: 1,
    unit: 'm',
    inputs: {},
    lonDeg: 121.5,
    latDeg: 31.2,
    radiusM: 100,
    ...part,
  };
}

function snapshot(part: Partial<Snapshot> = {}): Snapshot {
  const trust = {
    devicesOnline: 1,
    devicesTotal: 1,
    medianAgeMs: 0,
    lagMs: 0,
    store: 'postgres' as const,
    quarantined: 0,
    down: [],
  };
  return {
    epoch: 'e1',
    view: 'desk',
    n: 0,
    timeline: TIMELINE,
    timelines: [],
    assets: [],
    alarms: [],
    incidents: [],
    series: [],
    vitals: [],
    trust,
    officers: [],
    strip: [],
    risk: null,
    response: null,
    ...part,
  };
}

function setup() {
  const clock = createManualClock(START_MS);
  const listeners = new Map<string, (payload: never) => void>();
  const sent: { event: string; payload: unknown[] }[] = [];
  const emit = (event: string, ...payload: unknown[]) => sent.push({ event, payload });
  const socket: SocketLike = {
    on: (event, listener) => listeners.set(event, listener),
    emit,
    timeout: () => ({ emit }),
    close: () => listeners.clear(),
  };
  const client = createLiveClient({ connect: () => socket, view: 'desk', clock });
  const push = (event: string, payload?: unknown) => listeners.get(event)?.(payload as never);
  const delta = (n: number, part: Partial<Delta> = {}) => push('delta', { epoch: 'e1', n, ...part } satisfies Delta);
  const beat = (n: number, tickWallMs = clock.nowMs()) =>
    push('heartbeat', {
      epoch: 'e1',
      n,
      wallMs: clock.nowMs(),
      timeline: { ...TIMELINE, nowMs: 50_000 + (tickWallMs - START_MS) * 60, nowWallMs: tickWallMs },
    });
  client.start();
  push('connect');
  const subscriptions = () => sent.filter((item) => item.event === 'subscribe').length;
  return { client, clock, push, delta, beat, sent, subscriptions };
}

test('a transport that asks with the connection itself does not ask again after it', () => {
  const sent: string[] = [];
  const wishes: unknown[] = [];
  const listeners = new Map<string, (payload: never) => void>();
  const emit = (event: string) => sent.push(event);
  let ask = (): unknown => undefined;
  const client = createLiveClient({
    view: 'field',
    clock: createManualClock(START_MS),
    connect: (wish) => {
      ask = wish;
      return { on: (event, listener) => listeners.set(event, listener), emit, timeout: () => ({ emit }), close() {} };
    },
  });
  client.start();
  for (let connection = 0; connection < 2; connection++) {
    wishes.push(ask());
    listeners.get('connect')?.(undefined as never);
  }
  expect(wishes).toEqual([{ view: 'field' }, { view: 'field' }]);
  expect(sent).toEqual([]);
  // One that stopped doing so is asked after it.
  listeners.get('connect')?.(undefined as never);
  expect(sent).toEqual(['subscribe']);
});

test('a snapshot that came before the connection is shown as live until that one speaks, and never after it', () => {
  const { client, clock, push, beat } = setup();
  client.take(snapshot({ alarms: [alarm('early')] }));
  client.tick();
  expect([...client.alarms.value.keys()]).toEqual(['early']);
  expect(client.connection.value).toBe('live');
  clock.advance(1000);
  push('snapshot', snapshot({ alarms: [alarm('own')] }));
  client.take(snapshot({ alarms: [alarm('late')] }));
  beat(0);
  expect([...client.alarms.value.keys()]).toEqual(['own']);
  expect(client.connection.value).toBe('live');
  push('disconnect');
  expect(client.connection.value).toBe('stale');
});

test('what came before a connection that never stands is said to be old like the rest', () => {
  const { client, clock } = setup();
  client.take(snapshot());
  clock.advance(3000);
  client.tick();
  expect(client.connection.value).toBe('offline');
});

test('a heartbeat that was late on its way makes an old tick no younger', () => {
  const { client, clock, push, beat } = setup();
  push('snapshot', snapshot());
  beat(0);
  const sentMs = clock.nowMs();
  // Sent with the tick, read a second and a half later.
  clock.advance(1500);
  const timeline = { ...TIMELINE, nowWallMs: sentMs };
  push('heartbeat', { epoch: 'e1', n: 0, wallMs: sentMs + 100, timeline });
  clock.advance(TICK_STALE_AFTER_MS - 1500 + 1);
  client.tick();
  expect(client.connection.value).toBe('stale');
});

test('where nothing can come in any more, what is shown is old at once, and fresh when it can', () => {
  const { client, push, beat, delta } = setup();
  push('snapshot', snapshot());
  beat(0);
  expect(client.connection.value).toBe('live');
  const { trust } = snapshot();
  delta(1, { trust: { ...trust, down: ['archive'] } });
  expect(client.connection.value).toBe('live');
  delta(2, { trust: { ...trust, down: ['ingest'] } });
  expect(client.connection.value).toBe('stale');
  delta(3, { trust });
  expect(client.connection.value).toBe('live');
});

test('the list is sorted by unacknowledged, level, age; a normal alarm is shown once, then dropped', () => {
  const { client, push, delta } = setup();
  push(
    'snapshot',
    snapshot({
      alarms: [
        alarm('acked-red', { level: 'red', state: 'active-acknowledged' }),
        alarm('yellow-late', { raisedAt: 9 }),
        alarm('yellow-early', { raisedAt: 2 }),
        alarm('yellow-over', { raisedAt: 1, state: 'cleared-unacknowledged' }),
        alarm('orange', { level: 'orange' }),
        alarm('away', { state: 'shelved' }),
      ],
    }),
  );
  const ids = () => client.alarmList.value.map((item) => item.id);
  expect(ids()).toEqual(['orange', 'yellow-early', 'yellow-late', 'yellow-over', 'acked-red']);
  expect(client.shelved.value.map((item) => item.id)).toEqual(['away']);
  expect(client.unacknowledgedCount.value).toBe(4);
  delta(1, { alarms: [alarm('orange', { state: 'normal' })] });
  expect(ids()).not.toContain('orange');
  expect(client.alarms.value.get('orange')?.state).toBe('normal');
  client.tick();
  client.tick();
  expect(client.alarms.value.has('orange')).toBe(false);
});

test('a gap, a new server epoch or a heartbeat ahead asks for a new snapshot; repeats are ignored', () => {
  const { client, push, delta, beat, subscriptions } = setup();
  push('snapshot', snapshot());
  expect(subscriptions()).toBe(1);
  delta(1, { alarms: [alarm('a')] });
  delta(1, { alarms: [alarm('a', { level: 'red' })] });
  expect(client.alarms.value.get('a')?.level).toBe('yellow');
  delta(3);
  expect(subscriptions()).toBe(2);
  delta(4, { alarms: [alarm('lost')] });
  expect(client.alarms.value.has('lost')).toBe(false);
  push('snapshot', snapshot({ n: 4 }));
  beat(5);
  expect(subscriptions()).toBe(3);
  push('snapshot', snapshot({ n: 5 }));
  push('delta', { epoch: 'e2', n: 6 });
  expect(subscriptions()).toBe(4);
});

test('the clock runs by the pace, stops 3 s after the last tick and never runs backwards', () => {
  const { client, clock, push, beat } = setup();
  push('snapshot', snapshot());
  clock.advance(500);
  client.tick();
  expect(client.nowMs.value).toBe(50_000 + 500 * 60);
  expect(client.connection.value).toBe('live');
  clock.advance(4000);
  beat(0, START_MS);
  expect(client.connection.value).toBe('stale');
  expect(client.nowMs.value).toBe(50_000 + TICK_STALE_AFTER_MS * 60);
  beat(0);
  expect(client.connection.value).toBe('live');
  expect(client.nowMs.value).toBe(50_000 + 4500 * 60);
});

test('three seconds of silence are said to be offline, and a heartbeat ends it', () => {
  const { client, clock, push, beat } = setup();
  push('snapshot', snapshot());
  expect(client.connection.value).toBe('live');
  clock.advance(3001);
  client.tick();
  expect(client.connection.value).toBe('offline');
  beat(0);
  expect(client.connection.value).toBe('live');
  push('disconnect');
  expect(client.connection.value).toBe('stale');
});

test('a value wakes only the readers of its own series', () => {
  const { client, push, delta } = setup();
  const value = (key: string, at: number) => {
    const [asset = '', metric = ''] = key.split('|');
    return { key, asset, metric, at, value: at, quality: 'good' as const, flags: [] };
  };
  push('snapshot', snapshot({ series: [value('x|m', 1), value('y|m', 1)] }));
  const woken: string[] = [];
  const stops = ['x|m', 'y|m', 'z|m'].map((key) =>
    effect(() => {
      woken.push(`${key}=${client.series(key).value?.value}`);
    }),
  );
  woken.length = 0;
  delta(1, { series: [value('x|m', 2), value('z|m', 7)] });
  expect(woken.sort()).toEqual(['x|m=2', 'z|m=7']);
  for (const stop of stops) stop();
});

test('a fact waits for its answer and a closed socket refuses it', async () => {
  const { client, sent } = setup();
  const request = {
    timeline: 'live',
    epoch: '0'.repeat(16),
    seq: 1,
    at: 1,
    body: { kind: 'ack' as const, alarm: 'a' },
  };
  const answer = client.sendFact(request);
  const emitted = sent.find((item) => item.event === 'fact');
  expect(emitted?.payload[0]).toEqual(request);
  const callback = emitted?.payload[1] as (error: unknown, answer: unknown) => void;
  callback(null, { ok: true, id: 'x', duplicate: false });
  expect(await answer).toEqual({ ok: true, id: 'x', duplicate: false });
  client.stop();
  await expect(client.sendFact(request)).rejects.toThrow('not open');
});
