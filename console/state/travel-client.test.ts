import type { Delta, ReplayView, Snapshot } from '@chengyun/contracts';
import { createManualClock } from '@chengyun/platform/service/clock.ts';
import { expect, test } from 'vitest';
import { createLiveClient } from './live-client.ts';
import type { SocketLike } from './wire.ts';

const NOW_MS = 9_000_000;
const THEN_MS = 5_000_000;

const replay = (at: number, part: Partial<ReplayView> = {}): ReplayView => ({
  ...{ at, speed: 1, isPaused: false, fromMs: 0, toMs: NOW_MS },
  live: { nowMs: NOW_MS, standing: { blue: 0, yellow: 0, orange: 0, red: 1 }, unacknowledged: 1, waiting: 'red' },
  ...part,
});

function snapshot(epoch: string, nowMs: number, part: Partial<Snapshot> = {}): Snapshot {
  const trust = { devicesOnline: 1, devicesTotal: 1, medianAgeMs: 0, lagMs: 0, store: 'postgres' as const };
  return {
    ...{ epoch, view: 'desk', n: 0, timelines: [], assets: [], alarms: [], incidents: [], series: [], vitals: [] },
    timeline: { id: 'live', kind: part.replay ? 'replay' : 'live', label: 'Live', nowMs, nowWallMs: NOW_MS, pace: 0 },
    ...{ trust: { ...trust, quarantined: 0, down: [] }, officers: [], strip: [] },
    ...{ risk: null, response: null },
    ...part,
  };
}

const level = (value: number): Partial<Snapshot> & Partial<Delta> => ({
  series: [{ key: 'g|level', asset: 'g', metric: 'level', at: 1, value, quality: 'good', flags: [] }],
});

function setup() {
  const listeners = new Map<string, (payload: never) => void>();
  const sent: { event: string; payload: unknown }[] = [];
  const socket: SocketLike = {
    on: (event, listener) => listeners.set(event, listener),
    emit: (event, payload) => sent.push({ event, payload }),
    timeout: () => ({ emit: () => undefined }),
    close: () => listeners.clear(),
  };
  const client = createLiveClient({ connect: () => socket, view: 'desk', clock: createManualClock(NOW_MS) });
  const push = (event: string, payload?: unknown) => listeners.get(event)?.(payload as never);
  client.start();
  push('connect');
  push('snapshot', snapshot('live', NOW_MS, level(5)));
  const value = () => client.series('g|level').peek()?.value;
  return { client, push, sent, value, newest: () => sent.at(-1) };
}

function travelled() {
  const all = setup();
  all.client.seek(THEN_MS);
  all.push('snapshot', snapshot('past', THEN_MS, { ...level(3), replay: replay(THEN_MS) }));
  return all;
}

test('a moment is asked for and shown, clock and values with it', () => {
  const { client, newest, value } = travelled();
  expect(newest()).toEqual({
    event: 'subscribe',
    payload: { view: 'desk', travel: { at: THEN_MS, speed: 1, isPaused: false } },
  });
  expect([client.nowMs.peek(), value(), client.timeline.peek()?.kind]).toEqual([THEN_MS, 3, 'replay']);
  expect(client.replay.peek()?.live.standing.red).toBe(1);
  expect(client.connection.peek()).toBe('live');
});

test('nothing of now reaches who looks at the past, and nothing of the past who looks at now', () => {
  const { client, push, value } = travelled();
  push('snapshot', snapshot('live', NOW_MS, level(6)));
  push('delta', { epoch: 'past', n: 1, ...level(7) });
  push('heartbeat', { epoch: 'live', n: 9, wallMs: NOW_MS, timeline: snapshot('live', NOW_MS).timeline });
  expect([client.nowMs.peek(), value()]).toEqual([THEN_MS, 3]);
  push('delta', { epoch: 'past', n: 1, ...level(4), replay: replay(THEN_MS + 1000) });
  expect(value()).toBe(4);
  expect(client.replay.peek()?.at).toBe(THEN_MS + 1000);

  client.toLive();
  push('snapshot', snapshot('past', THEN_MS, { ...level(2), replay: replay(THEN_MS) }));
  expect(value()).toBe(4);
  push('snapshot', snapshot('live', NOW_MS, level(8)));
  expect([client.nowMs.peek(), value(), client.replay.peek()]).toEqual([NOW_MS, 8, null]);
  push('delta', { epoch: 'live', n: 1, ...level(1), replay: replay(THEN_MS) });
  expect(value()).toBe(8);
});

test('a gap is healed where the client is; a new connection is told the moment', () => {
  const { client, push, newest } = travelled();
  push('delta', { epoch: 'past', n: 2, ...level(4), replay: replay(THEN_MS) });
  expect(newest()?.payload).toMatchObject({ travel: { at: null } });
  push('snapshot', snapshot('past', THEN_MS + 5000, { n: 2, replay: replay(THEN_MS + 5000) }));
  push('disconnect');
  push('connect');
  expect(newest()?.payload).toMatchObject({ travel: { at: THEN_MS + 5000 } });
  expect(client.nowMs.peek()).toBe(THEN_MS + 5000);
});

test('pace goes out on its own and is asked for again after a gap', () => {
  const { client, push, newest } = travelled();
  client.setPace({ speed: 60, isPaused: true });
  expect(newest()).toEqual({ event: 'pace', payload: { speed: 60, isPaused: true } });
  push('delta', { epoch: 'past', n: 5, replay: replay(THEN_MS) });
  expect(newest()?.payload).toMatchObject({ travel: { at: null, speed: 60, isPaused: true } });
});

test('a refused moment leads back to live and says why', () => {
  const { client, push, newest } = setup();
  client.seek(THEN_MS);
  push('refused', 'travel-full');
  expect(client.travelRefusal.peek()).toBe('travel-full');
  expect(newest()).toEqual({ event: 'subscribe', payload: { view: 'desk' } });
});
