import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CONTROL, type Frame } from './frame.ts';
import { ASKED_MAX, BYTES_MAX, createPackets, type Joined, WAIT_MS_MAX } from './packets.ts';

const part = (number: number, total: number, text = `<${number}>`, station = '3100110001'): Frame => ({
  ...{ coding: 'hex', direction: 'up', centre: 1, station, password: 0, functionCode: 0x34, packet: { total, number } },
  ...{ text: Buffer.from(text), end: number === total ? CONTROL.etx : CONTROL.etb },
});

function begin() {
  let nowMs = 0;
  let givenUp = 0;
  const packets = createPackets(
    () => nowMs,
    () => givenUp++,
  );
  const line = {};
  const take = (frame: Frame, link: object = line): Joined => packets.take(frame, frame.packet!, link);
  return { packets, take, wait: (ms: number) => (nowMs += ms), givenUp: () => givenUp };
}

test('packets in any order, some of them twice, become one text in their order', () => {
  const orders = fc.integer({ min: 1, max: 12 }).chain((total) =>
    fc
      .array(fc.integer({ min: 1, max: total }), { maxLength: 20 })
      .chain((again) =>
        fc.shuffledSubarray([...Array.from({ length: total }, (_, index) => index + 1), ...again], {
          minLength: total + again.length,
        }),
      )
      .map((order) => ({ total, order })),
  );
  fc.assert(
    fc.property(orders, ({ total, order }) => {
      const { packets, take, givenUp } = begin();
      const seen = new Set<number>();
      let whole: Buffer | null = null;
      for (const number of order) {
        if (whole !== null) break;
        const joined = take(part(number, total));
        seen.add(number);
        expect(joined.kind === 'whole').toBe(seen.size === total);
        if (joined.kind === 'whole') whole = joined.text;
      }
      expect(whole?.toString()).toBe(Array.from({ length: total }, (_, index) => `<${index + 1}>`).join(''));
      expect([packets.bytes(), givenUp()]).toEqual([0, 0]);
    }),
  );
});

test('after the last packet the first that is missing is asked for, one at a time', () => {
  const { take } = begin();
  expect(take(part(1, 4))).toEqual({ kind: 'more' });
  expect(take(part(4, 4))).toMatchObject({ kind: 'missing', packet: { total: 4, number: 2 }, first: part(1, 4).text });
  expect(take(part(2, 4))).toMatchObject({ kind: 'missing', packet: { total: 4, number: 3 } });
  expect(take(part(3, 4))).toEqual({ kind: 'whole', text: Buffer.from('<1><2><3><4>') });
});

test('the beginning of another text gives up the one before, as does waiting for too long', () => {
  const { packets, take, wait, givenUp } = begin();
  take(part(1, 3));
  take(part(2, 3, 'other'));
  expect(givenUp()).toBe(0);
  expect(take(part(2, 3, 'new'))).toEqual({ kind: 'more' });
  expect(givenUp()).toBe(1);
  expect(take(part(1, 5))).toEqual({ kind: 'more' });
  expect(givenUp()).toBe(2);
  wait(WAIT_MS_MAX);
  packets.prune();
  expect(givenUp()).toBe(2);
  wait(1);
  packets.prune();
  expect([givenUp(), packets.bytes()]).toEqual([3, 0]);
});

test('packets of two connections are not mixed', () => {
  const { take, givenUp } = begin();
  take(part(1, 2));
  const other = {};
  expect(take(part(2, 2), other)).toMatchObject({ kind: 'missing', packet: { total: 2, number: 1 }, first: null });
  expect(givenUp()).toBe(1);
  expect(take(part(1, 2), other)).toMatchObject({ kind: 'whole' });
});

test.each([
  [0, 3],
  [4, 3],
  [0, 0],
])('packet %d of %d is refused', (number, total) => {
  expect(begin().take(part(number, total))).toEqual({
    ...{ kind: 'refused', sentence: `The SL 651 station 3100110001 sent the packet ${number} of ${total}.` },
  });
});

test('there is a limit to what is kept and to how often is asked, and reaching it is counted', () => {
  const { packets, take, givenUp } = begin();
  const long = 'x'.repeat(4000);
  let refused: Joined | null = null;
  for (let station = 0; refused === null; station++) {
    const joined = take(part(1, 2, long, String(3_100_110_000 + station)));
    if (joined.kind === 'refused') refused = joined;
    expect(packets.bytes()).toBeLessThanOrEqual(BYTES_MAX);
  }
  expect(refused).toMatchObject({ sentence: expect.stringMatching(/sent more packets than can be kept\.$/) });
  expect(givenUp()).toBe(1);

  const stubborn = begin();
  for (let time = 0; time < ASKED_MAX; time++) expect(stubborn.take(part(2, 2)).kind).toBe('missing');
  expect(stubborn.take(part(2, 2))).toMatchObject({ kind: 'refused' });
  expect([stubborn.givenUp(), stubborn.packets.bytes()]).toEqual([1, 0]);
});
