import type { Incident, Task } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { createPositionSender } from './position-sender.ts';

const working = (...ids: string[]) => ({
  ...{ waiting: [], onDuty: true },
  tasks: ids.map((id) => ({ task: { id, state: 'accepted' } as Task, incident: {} as Incident })),
});

function phone({ isRefusing = false, kept = {} as Record<string, string> } = {}) {
  const sent: (number | null)[] = [];
  let tell: PositionCallback | null = null;
  let nowMs = 0;
  const sender = createPositionSender({
    geolocation: {
      watchPosition: (onFix, onError) => {
        const refusal = { code: 1, PERMISSION_DENIED: 1 } as GeolocationPositionError;
        if (isRefusing) queueMicrotask(() => onError?.(refusal));
        else tell = onFix;
        return 7;
      },
      clearWatch: () => {
        tell = null;
      },
    },
    send: async (place) => void sent.push(place?.latDeg ?? null),
    nowMs: () => nowMs,
    storage: {
      getItem: (key) => kept[key] ?? null,
      setItem: (key, value) => {
        kept[key] = value;
      },
    },
  });
  const walk = (latDeg: number) => {
    nowMs += 20_000;
    tell?.({ coords: { longitude: 121.5, latitude: latDeg, accuracy: 5 } } as GeolocationPosition);
  };
  return { sender, sent, walk, kept };
}

test('it watches while there is a task and lets go with it', () => {
  const { sender, sent, walk } = phone();
  sender.note(working());
  walk(31.1);
  sender.note(working('a'));
  expect(sender.telling.value).toBe('sending');
  for (const latDeg of [31.2, 31.2, 31.3]) walk(latDeg);
  sender.note(working());
  expect(sender.telling.value).toBe('idle');
  walk(31.4);
  expect(sent).toEqual([31.2, 31.3]);
});

test('who stops it takes the last place back, for these tasks and over a reload; another task begins anew', () => {
  const first = phone();
  first.sender.note(working('a'));
  first.walk(31.2);
  first.sender.stop();
  expect([first.sender.telling.value, first.sent]).toEqual(['stopped', [31.2, null]]);
  const { sender, sent, walk } = phone({ kept: first.kept });
  sender.note(working('a'));
  walk(31.3);
  expect([sender.telling.value, sent]).toEqual(['stopped', []]);
  sender.note(working('a', 'b'));
  expect(sender.telling.value).toBe('sending');
  sender.stop();
  sender.resume();
  walk(31.4);
  expect([sender.telling.value, sent]).toEqual(['sending', [null, 31.4]]);
});

test('a phone that refuses is asked once for a task, and again when the person wants it', async () => {
  const { sender } = phone({ isRefusing: true });
  sender.note(working('a'));
  await Promise.resolve();
  sender.note(working('a'));
  expect(sender.telling.value).toBe('refused');
  sender.resume();
  expect(sender.telling.value).toBe('sending');
  await Promise.resolve();
  expect(sender.telling.value).toBe('refused');
  const none = createPositionSender({
    ...{ geolocation: undefined, send: async () => {}, nowMs: () => 0 },
    storage: { getItem: () => null, setItem: () => {} },
  });
  none.note(working('a'));
  expect(none.telling.value).toBe('refused');
});
