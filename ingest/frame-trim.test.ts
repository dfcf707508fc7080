import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrameTrim } from './frame-trim.ts';

/** A packet as MQTT 3.1.1 section 2.2 lays it out. */
function packet(type: number, body: Buffer): Buffer {
  const length: number[] = [];
  let rest = body.length;
  do {
    length.push((rest & 127) | (rest > 127 ? 128 : 0));
    rest >>= 7;
  } while (rest > 0);
  return Buffer.concat([Buffer.from([type, ...length]), body]);
}

const BODY_MAX = 300;

describe('cutting large packets', () => {
  it('is the same however the bytes arrive', () => {
    const sizes = fc.array(fc.nat(700), { maxLength: 12 });
    const cuts = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 });
    fc.assert(
      fc.property(sizes, cuts, (bodySizes, pieces) => {
        const bodies = bodySizes.map((size, index) => Buffer.alloc(size, index + 1));
        const sent = Buffer.concat(bodies.map((body) => packet(0x32, body)));
        let cut = 0;
        const { trim } = createFrameTrim(BODY_MAX, () => cut++);
        const received: Buffer[] = [];
        for (let position = 0, turn = 0; position < sent.length; turn++) {
          const end = position + (pieces[turn % pieces.length] as number);
          received.push(trim(Buffer.from(sent.subarray(position, end))));
          position = end;
        }
        const expected = bodies.map((body) => packet(0x32, body.subarray(0, BODY_MAX)));
        expect(Buffer.concat(received).equals(Buffer.concat(expected))).toBe(true);
        expect(cut).toBe(bodySizes.filter((size) => size > BODY_MAX).length);
      }),
    );
  });

  it('hands an honest chunk on without copying it', () => {
    const chunk = Buffer.concat([packet(0x32, Buffer.alloc(200)), packet(0xc0, Buffer.alloc(0))]);
    expect(createFrameTrim(BODY_MAX, () => {}).trim(chunk)).toBe(chunk);
  });
});
