import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FrameRing, type FrameRingConfig, openFrameRing } from './frame-ring.ts';

let folder: string;
let said: string[];
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'ring-')), 'cam-1');
  said = [];
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

const open = (part: Partial<FrameRingConfig> = {}): FrameRing =>
  openFrameRing({ folder, keepMs: 60_000, bytesMax: 1e6, everyMs: 1000, ...part }, (sentence) => said.push(sentence));

/** Noise does not shrink, so that what is written has the size of what was seen. */
function picture(shade: number) {
  const rgb = Uint8Array.from(
    { length: 32 * 18 * 3 },
    (_, at) => (Math.imul(at + shade * 7919, 2654435761) >>> 13) & 255,
  );
  return { rgb, width: 32, height: 18 };
}
async function keep(ring: FrameRing, ...seconds: readonly number[]): Promise<void> {
  for (const second of seconds) {
    ring.keep(picture(second), [{ x: 0.1, y: 0.2, w: 0.3, h: 0.4 }], second * 1000);
    await ring.settled();
  }
}

test('the nearest frame comes back whole, with its boxes and the one before', async () => {
  const ring = open();
  await keep(ring, 10, 11, 12);
  const found = ring.nearest(11_300, 1000);
  expect(found?.frame).toMatchObject({ takenAtMs: 11_000, width: 32, boxes: [{ x: 0.1, w: 0.3 }] });
  expect(found?.frame.rgb).toEqual(picture(11).rgb);
  expect(found?.before?.takenAtMs).toBe(10_000);
  expect(ring.nearest(10_000, 1000)?.before).toBeNull();
  expect(ring.nearest(90_000, 1000)).toBeNull();
});

test('what lies on the disk can be read by nobody, and not exchanged or changed unseen', async () => {
  const ring = open();
  await keep(ring, 1, 2);
  const files = readdirSync(folder);
  expect(files).toHaveLength(2);
  expect(statSync(join(folder, files[0]!)).mode & 0o777).toBe(0o600);
  const [first, second] = files.map((file) => readFileSync(join(folder, file)));
  const plain = Buffer.from(picture(1).rgb.subarray(100, 116));
  expect(first?.includes(plain)).toBe(false);
  writeFileSync(join(folder, files[0]!), second!);
  expect(() => ring.nearest(1000, 100)).toThrow(/authenticate/);
  first![40]! ^= 1;
  writeFileSync(join(folder, files[0]!), first!);
  expect(() => ring.nearest(1000, 100)).toThrow(/authenticate/);
});

test('it is bounded by time and by bytes, the oldest goes first and is counted', async () => {
  const ring = open({ keepMs: 5000, bytesMax: 8 * 2000 });
  await keep(ring, 1, 2, 3);
  expect(ring.counts()).toMatchObject({ frames: 3, expired: 0 });
  await keep(ring, 7);
  expect(ring.counts()).toMatchObject({ frames: 3, expired: 1 });
  await keep(ring, 7.5, 8, 9, 10, 11, 12, 13);
  const { frames, bytes } = ring.counts();
  expect(readdirSync(folder)).toHaveLength(frames);
  expect(bytes).toBeLessThanOrEqual(8 * 2000);
  expect(ring.nearest(2000, 100)).toBeNull();
});

test('frames that come too soon are passed over', async () => {
  const ring = open();
  await keep(ring, 1, 1.2, 1.9, 2);
  expect(ring.counts().frames).toBe(2);
});

test('a start removes what lay there, a new mask what was seen before it, a stop everything', async () => {
  const first = open();
  await keep(first, 1, 2);
  const ring = open();
  expect(readdirSync(folder)).toEqual([]);
  await keep(ring, 3);
  ring.forget();
  expect([ring.counts().frames, readdirSync(folder).length]).toEqual([0, 0]);
  await keep(ring, 5);
  ring.close();
  expect(() => readdirSync(folder)).toThrow('ENOENT');
});

test('a disk that refuses is said once', async () => {
  const ring = open();
  rmSync(folder, { recursive: true });
  await keep(ring, 1, 2, 3);
  expect(said).toEqual([expect.stringMatching(/^Frames cannot be kept in .*cam-1: ENOENT/)]);
});
