import { expect, test } from 'vitest';
import { alarmAttributes, glyphLookOf, isStale } from './alarm-look.ts';

test('the look of a glyph says what is still to do', () => {
  expect(glyphLookOf('active-unacknowledged', false)).toBe('filled');
  expect(glyphLookOf('active-acknowledged', false)).toBe('outlined');
  expect(glyphLookOf('active-unacknowledged', true)).toBe('hatched');
  expect(glyphLookOf('cleared-unacknowledged', true)).toBe('ticked');
});

test('an alarm is stale when its value is old or bad', () => {
  const value = { key: '', asset: 'a', metric: 'm', value: 1, flags: [], at: 0 };
  expect(isStale({ ...value, quality: 'good' }, 60_000)).toBe(false);
  expect(isStale({ ...value, quality: 'good' }, 3_600_000)).toBe(true);
  expect(isStale({ ...value, quality: 'bad' }, 0)).toBe(true);
  expect(isStale(null, 0)).toBe(false);
});

test('a representation carries level, shape and numeral', () => {
  const attributes = alarmAttributes({ id: 'x', level: 'red', state: 'active-unacknowledged' });
  expect(attributes).toMatchObject({
    'data-alert-id': 'x',
    'data-level': 'red',
    'data-shape': 'square',
    'data-numeral': 'I',
  });
});
