/** A camera whose pictures come as datagrams: they are seen, also with losses, and a silent one is asked anew. */

import { createSeededChance } from '@chengyun/edge/agent/chance.ts';
import { findFfmpeg, systemFindDeps } from '@chengyun/edge/camera/source/find-ffmpeg.ts';
import type { Frame } from '@chengyun/edge/camera/source/frame-buffer.ts';
import { createVideoSource } from '@chengyun/edge/camera/source/video-source.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { createFaultyCamera } from '@chengyun/simulators/rtsp/faulty-camera.ts';
import { expect, test } from 'vitest';
import { encodeFilms, FILM_FRAMES_PER_S } from './films.ts';

const ffmpegPath = ((): string | null => {
  try {
    return findFfmpeg(systemFindDeps(process.env));
  } catch {
    return null;
  }
})();

test.skipIf(ffmpegPath === null)(
  'a live stream over UDP is seen, survives lost packets and comes back after silence',
  async () => {
    const { usual: film } = await encodeFilms(ffmpegPath ?? '');
    const camera = createFaultyCamera({ film, framesPerS: FILM_FRAMES_PER_S }, systemClock);
    await camera.start();
    const source = createVideoSource(
      {
        ...{ ffmpegPath: ffmpegPath ?? '', framesPerS: FILM_FRAMES_PER_S, widthPxMax: 160, masks: [] },
        ...{ silentMsMax: 2000, source: { url: camera.url, rtspTransport: 'udp' } },
      },
      { clock: systemClock, chance: createSeededChance(5), logger: silentLogger },
    );
    const watch = async (frames: number): Promise<readonly Pick<Frame, 'width' | 'height'>[]> => {
      const sizes: Pick<Frame, 'width' | 'height'>[] = [];
      while (sizes.length < frames && (await source.arrived())) {
        const frame = source.take();
        if (frame === null) continue;
        sizes.push({ width: frame.width, height: frame.height });
        source.giveBack(frame);
      }
      return sizes;
    };
    await source.start();
    expect(await watch(5)).toEqual(Array(5).fill({ width: 160, height: 90 }));
    camera.setWire('lossy');
    expect(await watch(10)).toHaveLength(10);
    expect(source.counts().restarts).toBe(0);
    camera.setWire('mute');
    await expect.poll(() => source.counts().restarts, { timeout: 8000 }).toBe(1);
    camera.setWire('well');
    const before = source.counts().decoded;
    await watch(3);
    expect(source.counts().decoded).toBeGreaterThanOrEqual(before + 3);
    await source.stop();
    await camera.stop();
  },
  40_000,
);
