import { expect, test } from 'vitest';
import { createFrameBuffer, type FrameBuffer } from './frame-buffer.ts';

function pixmap(width: number, height: number, grey: number): Buffer {
  return Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), Buffer.alloc(width * height * 3, grey)]);
}

function feed(buffer: FrameBuffer, bytes: Buffer, chunkBytes: number): void {
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const chunk = bytes.subarray(at, at + chunkBytes);
    for (let offset = 0; offset < chunk.length; ) offset += buffer.push(chunk, offset, at);
  }
}

test.each([1, 7, 64, 10_000])('frames are put together from chunks of %i bytes', (chunkBytes) => {
  const buffer = createFrameBuffer();
  const seen: number[] = [];
  for (const grey of [10, 20, 30]) {
    feed(buffer, pixmap(5, 4, grey), chunkBytes);
    const frame = buffer.take();
    expect(frame).toMatchObject({ width: 5, height: 4 });
    expect(new Set(frame?.rgb)).toEqual(new Set([grey]));
    seen.push(frame?.rgb.length ?? 0);
    if (frame) buffer.giveBack(frame);
  }
  expect(seen).toEqual([60, 60, 60]);
});

test('the latest frame wins and what nobody took is counted', () => {
  const buffer = createFrameBuffer();
  feed(buffer, Buffer.concat([10, 20, 30].map((grey) => pixmap(4, 4, grey))), 50);
  expect(buffer.take()?.rgb[0]).toBe(30);
  expect(buffer.take()).toBeNull();
  expect([buffer.completed(), buffer.dropped()]).toEqual([3, 2]);
});

test('buffers are reused and a frame that is being judged is not overwritten', () => {
  const buffer = createFrameBuffer();
  const memories = new Set<Uint8Array>();
  for (let round = 0; round < 20; round += 1) {
    feed(buffer, pixmap(8, 8, round), 100);
    const judging = buffer.take();
    feed(buffer, pixmap(8, 8, 200), 100);
    expect(judging?.rgb[191]).toBe(round);
    if (judging === null) continue;
    memories.add(judging.rgb);
    buffer.giveBack(judging);
  }
  expect(memories.size).toBeLessThanOrEqual(3);
});

test('a new decoder begins with a whole frame', () => {
  const buffer = createFrameBuffer();
  feed(buffer, pixmap(4, 4, 10).subarray(0, 30), 100);
  buffer.restart();
  feed(buffer, pixmap(4, 4, 20), 100);
  expect(new Set(buffer.take()?.rgb)).toEqual(new Set([20]));
});

test('what is no pixmap is refused', () => {
  expect(() => feed(createFrameBuffer(), Buffer.alloc(200, 65), 100)).toThrow('does not send pixmaps');
});
