import { expect, test } from 'vitest';
import { isGenuine, sealText } from './sealed.ts';

const key = new Uint8Array(32).fill(7);

test('a text is genuine only as it was sealed, on its channel and under its key', () => {
  const sealed = sealText(key, 'commands', '{"a":1}');
  expect(isGenuine(key, 'commands', sealed)).toBe(true);
  expect(isGenuine(key, 'config', sealed)).toBe(false);
  expect(isGenuine(key, 'commands', { ...sealed, text: '{"a":2}' })).toBe(false);
  expect(isGenuine(new Uint8Array(32), 'commands', sealed)).toBe(false);
  expect(isGenuine(key, 'commands', { ...sealed, seal: '' })).toBe(false);
});
