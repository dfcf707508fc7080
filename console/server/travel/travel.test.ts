import type { AlarmRecord, AlarmTransition, Delta, FactRecord, Snapshot, Subscribe } from '@chengyun/contracts';
import { nextAlarmState } from '@chengyun/contracts';
import { putTimeline } from '@chengyun/platform/store/timelines.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alarmRecord, EXERCISE, startTestConsole, type TestConsole, TIMELINE_START_MS } from '../test-console.ts';
import { createTimelineState, type TimelineState } from '../timeline-state.ts';
import { createPastWriter } from './past-writer.ts';
import { createPlayback } from './playback.ts';
import { readMoment } from './read-moment.ts';

const database = withTestDatabase();
const GAUGE = 'gauge-huangpu-park';
const at = (second: number) => TIMELINE_START_MS + second * 1000;
let city: TestConsole;

function ack(second: number, alarm: string, seq: number): FactRecord {
  const epoch = 'aa'.repeat(8);
  const id = `operator/${epoch}/${seq}`;
  const body = { kind: 'ack', alarm } as const;
  return {
    ...{ k: 'fact', tl: EXERCISE.id, id, actor: 'operator', role: 'operator', epoch, seq, body },
    ...{ at: at(second), rxAt: at(second), tlAt: at(second) },
  };
}

beforeAll(async () => {
  const store = database.store();
  await putTimeline(store, EXERCISE);
  const past = createPastWriter(store, EXERCISE.id);
  const step = (n: number, part: Partial<AlarmRecord>) => alarmRecord({ id: 'tide', n, raisedAt: at(100), ...part });
  await past.alarms(
    step(100, {}),
    step(161, { transition: 'ack', state: 'active-acknowledged', by: 'operator', ackedAt: at(160) }),
    step(400, { transition: 'clear', state: 'normal', clearedAt: at(400) }),
  );
  await past.facts(ack(160, 'tide', 1));
  const level = (second: number, value: number, quality = 0) => ({
    ...{ asset: GAUGE, metric: 'water.level', atMs: at(second), value, quality },
  });
  await past.values(level(50, 4), level(200, 4.7), level(220, 9, 2));
  city = await startTestConsole(store);
  await city.write('telemetry', { k: 'tick', tl: EXERCISE.id, n: 1, at: at(3600), facts: 0 });
  await city.write('alarms', alarmRecord({ id: 'now', n: 3590, level: 'red', peak: 'red' }));
});
afterAll(() => city.stop());

async function traveller(account = 'operator') {
  const person = account === 'wall' ? await city.wall() : await city.signIn(account);
  const { socket, send } = await person.connect('desk');
  const deltas: Delta[] = [];
  socket.on('delta', (delta: Delta) => delta.replay && deltas.push(delta));
  const seek = (second: number, pace = { speed: 1, isPaused: true }) =>
    new Promise<Snapshot | string>((resolve) => {
      deltas.length = 0;
      socket.once('refused', resolve);
      const take = (snapshot: Snapshot) => {
        if (!snapshot.replay) return;
        socket.off('snapshot', take);
        resolve(snapshot);
      };
      socket.on('snapshot', take);
      socket.emit('subscribe', { view: 'desk', travel: { at: at(second), ...pace } } satisfies Subscribe);
    });
  return { person, socket, send, deltas, seek };
}

const shownIn = (answer: Snapshot | string) => {
  if (typeof answer === 'string') throw new Error(answer);
  const { alarms, series, timeline, replay } = answer;
  return {
    alarms: alarms.map(({ id, state, by }) => [id, state, by]),
    levels: series.map(({ value, at: when, quality }) => [value, when, quality]),
    kind: timeline.kind,
    at: replay?.at,
  };
};

test('a moment shows the alarms and the values that were, each value with its time and quality then', async () => {
  const { seek, socket } = await traveller();
  const moment = async (second: number) => shownIn(await seek(second));
  expect(await moment(60)).toEqual({ alarms: [], levels: [[4, at(50), 'good']], kind: 'replay', at: at(60) });
  expect((await moment(150)).alarms).toEqual([['tide', 'active-unacknowledged', null]]);
  expect((await moment(160)).alarms).toEqual([['tide', 'active-acknowledged', 'operator']]);
  expect(await moment(250)).toMatchObject({
    alarms: [['tide', 'active-acknowledged', 'operator']],
    levels: [[9, at(220), 'bad']],
  });
  expect((await moment(500)).alarms).toEqual([]);
  expect((await moment(20)).levels).toEqual([]);
  socket.disconnect();
});

test('a replay plays on in numbered deltas, each with its stamp, while the live counter counts', async () => {
  const { seek, socket, deltas } = await traveller();
  const answer = (await seek(150, { speed: 10, isPaused: false })) as Snapshot;
  const cleared = await new Promise<Delta>((resolve) => {
    socket.emit('pace', { speed: 60, isPaused: false });
    socket.on('delta', (delta: Delta) => delta.alarms?.[0]?.state === 'normal' && resolve(delta));
  });
  expect(cleared.replay?.at).toBeGreaterThanOrEqual(at(400));
  expect(deltas.map((delta) => delta.n)).toEqual(deltas.map((_, i) => answer.n + 1 + i));
  expect(deltas.every((delta) => delta.epoch === answer.epoch && delta.replay !== undefined)).toBe(true);
  expect(deltas.flatMap((delta) => delta.alarms ?? []).map((alarm) => alarm.state)).toContain('active-acknowledged');
  expect(deltas.flatMap((delta) => delta.series ?? []).map((one) => one.value)).toEqual([4.7, 9]);
  expect(cleared.replay?.live).toMatchObject({
    standing: { red: 1 },
    unacknowledged: 1,
    waiting: 'red',
    nowMs: at(3600),
  });
  socket.disconnect();
});

test('a pause that is asked for while the moment is still being read counts', async () => {
  const { seek, socket } = await traveller();
  const answer = seek(150, { speed: 10, isPaused: false });
  socket.emit('pace', { speed: 10, isPaused: true });
  expect(((await answer) as Snapshot).replay).toMatchObject({ speed: 10, isPaused: true });
  socket.disconnect();
});

test('the past ends where the archive may still be writing, and nothing is done in it', async () => {
  const { person, seek, send, socket } = await traveller();
  expect(shownIn(await seek(99_999)).at).toBe(at(3600) - 5000 * EXERCISE.pace);
  expect(await send(person.fact({ kind: 'ack', alarm: 'now' }))).toMatchObject({ ok: false, code: 'forbidden' });
  const back = new Promise<Snapshot>((resolve) => socket.once('snapshot', resolve));
  socket.emit('subscribe', { view: 'desk' } satisfies Subscribe);
  const live = await back;
  expect(live.replay).toBeUndefined();
  expect(live.alarms.map((alarm) => alarm.id)).toEqual(['now']);
  socket.disconnect();
});

test('more than the allowed number of replays are refused, and a phone has no past', async () => {
  const [one, two, three] = [await traveller(), await traveller(), await traveller()];
  for (const each of [one, two]) await each.seek(60);
  expect(await three.seek(60)).toBe('travel-full');
  one.socket.disconnect();
  two.socket.disconnect();
  const officer = await city.signIn('officer-1');
  const { socket } = await officer.connect('field');
  const answer = new Promise<Snapshot>((resolve) => socket.once('snapshot', resolve));
  socket.emit('subscribe', { view: 'field', travel: { at: at(60), speed: 1, isPaused: true } } satisfies Subscribe);
  expect((await answer).replay).toBeUndefined();
  three.socket.disconnect();
});

/** A random but legal life of many alarms; the same for the same seed. */
function lives(seed: number): AlarmRecord[] {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
  const moves: readonly AlarmTransition[] = ['escalate', 'ack', 'clear', 'update', 'shelve', 'unshelve', 'ease'];
  const records: AlarmRecord[] = [];
  for (let i = 0; i < 25; i++) {
    let n = Math.floor(random() * 2000);
    let last = alarmRecord({ id: `life-${i}`, n, tl: 'exercise:lives' });
    records.push(last);
    for (let k = 0; k < 12; k++) {
      n += 1 + Math.floor(random() * 200);
      const transition = moves[Math.floor(random() * moves.length)] as AlarmTransition;
      const next = nextAlarmState(last.state, transition);
      if (next === null) continue;
      last = { ...last, n, at: at(n), transition, state: next, value: n };
      records.push(last);
    }
  }
  return records.sort((a, b) => a.at - b.at);
}

test('any moment is the fold of what had happened, whether it was looked up or played up to', async () => {
  const store = database.store();
  const timeline = 'exercise:lives';
  const records = lives(7);
  await createPastWriter(store, timeline).alarms(...records);
  const folded = (second: number): TimelineState => {
    const state = createTimelineState(timeline, () => null);
    for (const record of records) if (record.at <= at(second)) state.applyAlarm(record, 0, false);
    return state;
  };
  const seen = (state: TimelineState) =>
    state
      .alarms()
      .map(({ id, state: s, level, value }) => [id, s, level, value])
      .sort();
  const request = { timeline, registered: () => null, wallMs: 0 };
  for (let second = 0; second < 4500; second += 311) {
    const moment = await readMoment(store, { ...request, atMs: at(second) });
    expect(seen(moment), `at ${second}`).toEqual(seen(folded(second)));
    const playback = createPlayback(store, moment, at(second), { speed: 60, isPaused: false });
    for (let k = 0; k < 8; k++) {
      await playback.readAhead(at(second + 400));
      playback.advance(1000, at(second + 400), 0);
    }
    expect(playback.atMs()).toBe(at(second + 400));
    expect(seen(moment), `played to ${second + 400}`).toEqual(seen(folded(second + 400)));
  }
});
