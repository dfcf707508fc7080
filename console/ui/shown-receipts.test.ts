import type { AlarmView, ReplayView, TimelineView } from '@chengyun/contracts';
import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import type { Connection } from '../state/live.ts';
import { followShown } from './shown-receipts.ts';

function made() {
  const said: (readonly string[])[] = [];
  const frames: (() => void)[] = [];
  const visible = { now: true, tell: () => {} };
  const alarms = (...ids: string[]): ReadonlyMap<string, AlarmView> => new Map(ids.map((id) => [id, {} as AlarmView]));
  const live = {
    alarms: signal(alarms('a')),
    replay: signal<ReplayView | null>(null),
    connection: signal<Connection>('live'),
    timeline: signal<TimelineView | null>({ id: 'live' } as TimelineView),
    sayShown: (ids: readonly string[]) => void said.push(ids),
  };
  const stop = followShown(live, {
    isVisible: () => visible.now,
    afterFrame: (then) => void frames.push(then),
    onVisible: (then) => {
      visible.tell = then;
    },
  });
  const draw = () => {
    while (frames.length > 0) frames.shift()?.();
  };
  return { said, live, alarms, visible, draw, stop };
}

test('an alarm is said once, when it was drawn', () => {
  const { said, live, alarms, draw } = made();
  expect(said).toEqual([]);
  draw();
  live.alarms.value = alarms('a', 'b');
  draw();
  expect(said).toEqual([['a'], ['b']]);
});

test('a page that nobody sees says nothing, nor does the past; a new connection is told again', () => {
  const { said, live, alarms, visible, draw } = made();
  draw();
  visible.now = false;
  live.alarms.value = alarms('a', 'b');
  draw();
  expect(said).toEqual([['a']]);
  visible.now = true;
  visible.tell();
  draw();
  expect(said).toEqual([['a'], ['b']]);
  live.replay.value = {} as ReplayView;
  live.alarms.value = alarms('c');
  draw();
  expect(said).toHaveLength(2);
  live.replay.value = null;
  draw();
  live.connection.value = 'offline';
  live.connection.value = 'live';
  draw();
  expect(said.slice(2)).toEqual([['c'], ['c']]);
});
