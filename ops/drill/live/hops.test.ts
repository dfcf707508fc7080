import type { AlarmRecord, ObservationsRecord, TickRecord } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { createHopBook, hopFigures } from './hops.ts';

const TL = 'exercise:hops';
const obs = (sentAt: number, at: number): ObservationsRecord => ({
  ...{ k: 'obs', tl: TL, device: 'd', epoch: 'e', seq: at, sentAt, rxAt: sentAt },
  items: [{ asset: 'gauge', metric: 'water.level', at, value: 1 }],
});
const tick = (n: number, tl = TL): TickRecord => ({ k: 'tick', tl, n, at: n * 10, facts: 0 });
const alarm = (n: number, observedAt: number, level: AlarmRecord['level'] = 'red') =>
  ({ tl: TL, n, observedAt, id: 'a', state: 'active-unacknowledged', level }) as AlarmRecord;

function figuresOf(book: ReturnType<typeof createHopBook>) {
  return Object.fromEntries(hopFigures([book]).map(({ hop, max, count }) => [hop, [max, count]]));
}

test('a reading is followed from the station to the socket', () => {
  const book = createHopBook(TL);
  book.observed('gauge', 'water.level', 7, 1_000);
  book.committed(1, obs(1_200, 7), 1_250);
  book.committed(1, tick(3, 'live'), 1_255);
  book.committed(1, tick(4), 1_260);
  book.fired(alarm(4, 1_200), 1_300);
  book.shown(alarm(4, 1_200), 1_340);
  expect(figuresOf(book)).toEqual({
    ...{ observed_to_sent: [200, 1], sent_to_committed: [50, 1], committed_to_fired: [50, 1] },
    ...{ fired_to_shown: [40, 1], observed_to_shown: [340, 1] },
  });
  expect(book.held()).toBe(0);
});

test('what a rule held back is no time of the path', () => {
  const book = createHopBook(TL);
  book.observed('gauge', 'water.level', 7, 1_000);
  book.committed(0, obs(1_200, 7), 1_250);
  book.committed(0, tick(4), 1_260);
  book.fired(alarm(9, 1_200), 9_000);
  book.shown(alarm(9, 1_200), 9_030);
  expect(book.held()).toBe(1);
  expect(figuresOf(book)).toEqual({ observed_to_sent: [200, 1], sent_to_committed: [50, 1], fired_to_shown: [30, 1] });
});

test('a socket that is faster than the reader of the log, and one that leaves a record out', () => {
  const book = createHopBook(TL);
  book.shown(alarm(1, 0, 'blue'), 95);
  book.fired(alarm(1, 0, 'blue'), 100);
  book.fired(alarm(2, 0, 'yellow'), 200);
  book.fired(alarm(3, 0, 'red'), 300);
  book.shown(alarm(3, 0, 'red'), 310);
  expect(book.samplesOf('fired_to_shown')).toEqual([0, 10]);
  expect(book.overtaken()).toBe(1);
});

test('a record that is shown once more, for what a person did, is not taken for the next one', () => {
  const book = createHopBook(TL);
  const steps = [4.1, 4.2].map((value, i) => ({ ...alarm(i + 1, 0), value }));
  book.shown(steps[0]!, 95);
  book.fired(steps[0]!, 100);
  book.shown(steps[0]!, 120);
  book.fired(steps[1]!, 2_000);
  book.shown(steps[1]!, 2_004);
  expect(book.samplesOf('fired_to_shown')).toEqual([0, 4]);
});
