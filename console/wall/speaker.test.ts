import type { AlarmState, Level } from '@chengyun/contracts';
import { createManualClock } from '@chengyun/platform/service/clock.ts';
import { expect, test } from 'vitest';
import { fixtureAlarms } from '../ui/harness/fixture-alarms.ts';
import { createSpeaker, loudest } from './speaker.ts';

const alarms = fixtureAlarms(0);
const orangeOnly = alarms.map((a) => (a.level === 'red' ? { ...a, level: 'orange' as const } : a));

test('the loudest unacknowledged level decides, blue and yellow are silent', () => {
  expect(loudest(alarms)).toBe('red');
  expect(loudest(alarms.filter((a) => a.level !== 'red'))).toBeNull();
  expect(loudest(orangeOnly)).toBe('orange');
  expect(loudest(alarms.map((alarm) => ({ ...alarm, isChattering: true })))).toBeNull();
});

test('an event that was answered is silent until one of it is worse', () => {
  const of = (id: string, level: Level, state: AlarmState) => ({ ...alarms[1]!, id, level, state, group: 'event' });
  const known = of('a', 'orange', 'active-acknowledged');
  expect(loudest([known, of('b', 'orange', 'active-unacknowledged')])).toBeNull();
  expect(loudest([known, of('c', 'red', 'active-unacknowledged')])).toBe('red');
  expect(loudest([of('d', 'orange', 'active-unacknowledged')])).toBe('orange');
});

test('of two windows only the one that holds the speaker sounds, and the other says so', () => {
  const clock = createManualClock();
  const played: number[] = [];
  let held = false;
  const speaker = createSpeaker({ clock, play: (notes) => played.push(notes.length), holds: () => held });
  speaker.unlock();
  speaker.tick(alarms);
  expect([speaker.state.value, played.length]).toEqual(['elsewhere', 0]);
  held = true;
  speaker.tick(alarms);
  expect([speaker.state.value, played.length]).toEqual(['on', 1]);
});

test('nothing sounds before a gesture; red repeats each 15 s, orange each 60 s; X silences for 60 s', () => {
  const clock = createManualClock();
  const played: number[] = [];
  const speaker = createSpeaker({ clock, play: (notes) => played.push(notes.length) });
  speaker.tick(alarms);
  expect(played).toEqual([]);
  speaker.unlock();
  for (let s = 0; s < 31; s++) {
    speaker.tick(alarms);
    clock.advance(1000);
  }
  expect(played).toEqual([3, 3, 3]);
  speaker.silence();
  expect(speaker.state.value).toBe('silent');
  for (let s = 0; s < 59; s++) {
    clock.advance(1000);
    speaker.tick(alarms);
  }
  expect(played).toHaveLength(3);
  clock.advance(2000);
  speaker.tick(orangeOnly);
  clock.advance(59_000);
  speaker.tick(orangeOnly);
  expect(played).toEqual([3, 3, 3, 2]);
});
