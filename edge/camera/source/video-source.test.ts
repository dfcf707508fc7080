import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { afterAll, expect, test } from 'vitest';
import { createSeededChance } from '../../agent/chance.ts';
import { isInside, type Polygon } from '../zones/geometry.ts';
import { findFfmpeg, systemFindDeps } from './find-ffmpeg.ts';
import { boxesOfPolygon, MASK_BOXES_MAX } from './mask-boxes.ts';
import { createVideoSource, type VideoSource, type VideoSourceConfig } from './video-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'video-source-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ffmpeg = ((): string | null => {
  try {
    return findFfmpeg(systemFindDeps(process.env));
  } catch {
    return null;
  }
})();

function open(config: Partial<VideoSourceConfig> & Pick<VideoSourceConfig, 'source' | 'ffmpegPath'>) {
  const logger = Object.assign(Object.create(silentLogger), {
    warn: (_about: unknown, sentence: string) => said.push(sentence),
  });
  return createVideoSource(
    { framesPerS: 10, widthPxMax: 64, masks: [], ...config },
    { clock: systemClock, chance: createSeededChance(9), logger },
  );
}
const nextOf = async (source: VideoSource) => ((await source.arrived()) ? source.take() : null);
const said: string[] = [];

test.skipIf(ffmpeg === null)('every frame of a file comes once, shrunk and masked, and then it ends', async () => {
  const clip = join(folder, 'white.mp4');
  const draw = ['-f', 'lavfi', '-i', 'color=c=white:s=160x90:r=10:d=2', '-pix_fmt', 'yuv420p', '-y', clip];
  expect(spawnSync(ffmpeg ?? '', ['-nostdin', '-loglevel', 'error', ...draw]).status).toBe(0);
  const source = open({
    ffmpegPath: ffmpeg ?? '',
    source: { url: clip, lossless: true },
    masks: [{ x: 0, y: 0, w: 0.5, h: 1 }],
  });
  await source.start();
  let frames = 0;
  while (await source.arrived()) {
    const frame = source.take()!;
    frames += 1;
    expect([frame.width, frame.height]).toEqual([64, 36]);
    const middle = (18 * 64 + 16) * 3;
    expect(frame.rgb[middle]).toBeLessThan(20);
    expect(frame.rgb[middle + 32 * 3]).toBeGreaterThan(235);
    source.giveBack(frame);
  }
  await source.stop();
  expect(frames).toBe(20);
  expect(source.counts()).toEqual({ decoded: 20, dropped: 0, restarts: 0 });
});

test.skipIf(ffmpeg === null)('drawn masks are black to the last pixel, as many as there may be', async () => {
  const clip = join(folder, 'paper.mp4');
  const draw = ['-f', 'lavfi', '-i', 'color=c=white:s=160x90:r=10:d=1', '-pix_fmt', 'yuv420p', '-y', clip];
  expect(spawnSync(ffmpeg ?? '', ['-nostdin', '-loglevel', 'error', ...draw]).status).toBe(0);
  const wedge: Polygon = [
    [0.1, 0.1],
    [0.8, 0.2],
    [0.3, 0.9],
  ];
  const boxes = boxesOfPolygon(wedge);
  const most = Array.from({ length: MASK_BOXES_MAX }, (_, index) => boxes[index % boxes.length]!);
  const source = open({
    ffmpegPath: ffmpeg ?? '',
    source: { url: clip, lossless: true },
    widthPxMax: 160,
    masks: most,
  });
  await source.start();
  const { rgb, width, height } = (await nextOf(source))!;
  const lumaAt = (x: number, y: number) => rgb[(y * width + x) * 3] ?? 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (isInside(wedge, (x + 0.5) / width, (y + 0.5) / height)) expect(lumaAt(x, y)).toBeLessThan(30);
    }
  }
  expect([lumaAt(5, 5), lumaAt(150, 80), lumaAt(20, 80)].every((luma) => luma > 235)).toBe(true);
  await source.stop();
});

test('a decoder that dies is replaced, its reason is said without the password, and stop leaves no child', async () => {
  const script = join(folder, 'decoder.sh');
  const starts = join(folder, 'starts');
  // A stand-in for ffmpeg: fails at first, then gives one frame and falls silent.
  writeFileSync(
    script,
    `#!/bin/sh
echo $$ >> ${starts}
if [ "$(wc -l < ${starts})" -lt 2 ]; then echo "rtsp://u:secret@h/a: refused" >&2; exit 1; fi
printf 'P6\\n1 1\\n255\\nabc'
exec sleep 600
`,
  );
  chmodSync(script, 0o755);
  const source = open({ ffmpegPath: script, source: { url: 'rtsp://u:secret@h/a' } });
  await source.start();
  const frame = await nextOf(source);
  expect(Buffer.from(frame?.rgb ?? []).toString()).toBe('abc');
  const waiting = source.arrived();
  await source.stop();
  expect(await waiting).toBe(false);
  expect(said).toEqual(['The decoder of rtsp://h/a stopped: rtsp://h/a: refused']);
  const [, second = ''] = readFileSync(starts, 'utf8').trim().split('\n');
  expect(() => process.kill(Number(second), 0)).toThrow('ESRCH');
});
