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
