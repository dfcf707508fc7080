import { expect, test } from 'vitest';
import { wayThere } from './way-there.ts';

const goal = { lonDeg: 121.5, latDeg: 31.2, name: '世纪大道 (东)' };

test.each([
  ['Mozilla/5.0 (Linux; Android 14; SM-G990B)', 'geo:31.2,121.5?q=31.2,121.5(%E4%B8%96'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X)', 'maps://?daddr=31.2,121.5&q=%E4%B8%96'],
  // An iPad calls itself a Mac.
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 'maps://?daddr=31.2,121.5&q=%E4%B8%96'],
])('%s', (userAgent, begin) => {
  expect(wayThere(goal, userAgent).startsWith(begin)).toBe(true);
});
