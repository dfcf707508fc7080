import { expect, it } from 'vitest';
import { faultOfStill } from './still-jpeg.ts';
import { comment, jpegOf, still, thumbnail } from './test-still.ts';

it('takes a picture of the stated size and nothing else', () => {
  expect(faultOfStill(still())).toBeNull();
});

it.each([
  ['another picture behind it', jpegOf({ after: [...Buffer.from(jpegOf(), 'base64')] }), 'holds more than one picture'],
  ['bytes behind its end', jpegOf({ after: [0] }), 'holds more than one picture'],
  ['a thumbnail in its header', jpegOf({ before: thumbnail }), 'holds more than a picture'],
  ['a comment', jpegOf({ before: comment }), 'holds more than a picture'],
  ['another size than it says', jpegOf({ width: 640, height: 360 }), 'is 640 x 360, not 64 x 36'],
  ['no end', jpegOf().slice(0, -4), 'holds more than one picture'],
  ['half a header', jpegOf().slice(0, 24), 'is damaged'],
  ['something else', Buffer.from('GIF89a').toString('base64'), 'is no JPEG'],
])('refuses one with %s', (_, jpeg, fault) => {
  expect(faultOfStill(still(jpeg))).toBe(fault);
});
