import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { findFfmpeg, systemFindDeps } from '../source/find-ffmpeg.ts';
import { createStillEncoder } from './encode-still.ts';
import { mosaicOf } from './mosaic.ts';

const ffmpeg = ((): string | null => {
  try {
    return findFfmpeg(systemFindDeps(process.env));
  } catch {
    return null;
  }
})();

test.skipIf(ffmpeg === null)(
  'the JPEG has one pixel a block, in the colour of the block, and nothing besides',
  async () => {
    const [width, height] = [640, 360];
    const rgb = new Uint8Array(width * height * 3);
    for (let at = 0; at < rgb.length; at += 1) {
      const [x, y] = [Math.floor(at / 3) % width, Math.floor(at / 3 / width)];
      // Smooth, with a grain that only the mosaic takes away.
      rgb[at] = Math.round((x / width) * 120 + (y / height) * 80) + ((x + y) % 2) * 50;
    }
    const mosaic = mosaicOf({ rgb, width, height });
    const jpeg = await createStillEncoder(ffmpeg ?? '')(mosaic);
    expect(jpeg.includes('Lavc')).toBe(false);
    const decode = ['-nostdin', '-loglevel', 'error', '-f', 'mjpeg', '-i', 'pipe:0', '-f', 'rawvideo'];
    const { stdout } = spawnSync(ffmpeg ?? '', [...decode, '-pix_fmt', 'rgb24', 'pipe:1'], { input: jpeg });
    expect(stdout).toHaveLength(64 * 36 * 3);
    const off = [...stdout].map((value, at) => Math.abs(value - (mosaic.rgb[at] ?? 0)));
    expect(Math.max(...off)).toBeLessThanOrEqual(12);
  },
);

test('a decoder that cannot be started is said', async () => {
  const encode = createStillEncoder('/there/is/no/ffmpeg');
  await expect(encode({ rgb: new Uint8Array(3), width: 1, height: 1 })).rejects.toThrow(/ENOENT/);
});
