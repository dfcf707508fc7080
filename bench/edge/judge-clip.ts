/**
 * What a camera makes of a recorded clip, second by second, beside what its detector says by itself: the decoder, the
 * detector and the scene of the product, every frame judged, time by frames.
 */
import { systemChance } from '@chengyun/edge/agent/chance.ts';
import { createScene } from '@chengyun/edge/camera/scene.ts';
import { createVideoSource } from '@chengyun/edge/camera/source/video-source.ts';
import type { ScoredBox } from '@chengyun/edge/camera/tracking/tracker.ts';
import { WHOLE_VIEW } from '@chengyun/edge/camera/zones/zone.ts';
import type { Detector } from '@chengyun/models/runtime/detector.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';

export interface JudgedClip {
  /** For each second: vehicles that the camera reports, and believed boxes of the detector, mean over its frames. */
  readonly seconds: readonly { readonly reported: number; readonly raw: number }[];
  /** At the end, 0 to 1. */
  readonly confidence: number;
}

export const CLIP_FRAMES_PER_S = 5;
const WIDTH_PX_MAX = 640;
const SECONDS_MAX = 30;

/** `detector` gives doubtful boxes too; the manifest's threshold says which are believed. */
export async function judgeClip(path: string, detector: Detector, ffmpegPath: string): Promise<JudgedClip> {
  const believedMin = detector.manifest.threshold;
  const scene = createScene({ zones: [WHOLE_VIEW], lines: [] }, { believedMin });
  const decode = { source: { url: path, lossless: true }, framesPerS: CLIP_FRAMES_PER_S, masks: [] };
  const source = createVideoSource(
    { ...decode, widthPxMax: WIDTH_PX_MAX, ffmpegPath },
    {
      clock: systemClock,
      chance: systemChance,
      logger: silentLogger,
    },
  );
  const seconds: { reported: number; raw: number }[] = [];
  let raw = 0;
  let frames = 0;
  await source.start();
  while (seconds.length < SECONDS_MAX && (await source.arrived())) {
    const frame = source.take();
    if (frame === null) continue;
    const found = await detector.detect(frame);
    const boxes = found.map(
      ({ cls, score, x, y, w, h }): ScoredBox => ({
        ...{ cls, score },
        ...{ x: x / frame.width, y: y / frame.height, w: w / frame.width, h: h / frame.height },
      }),
    );
    const ms = (frames * 1000) / CLIP_FRAMES_PER_S;
    scene.see(boxes, ms, frame);
    source.giveBack(frame);
    raw += boxes.filter(({ cls, score }) => cls === 'vehicle' && score >= believedMin).length;
    frames += 1;
    if (frames % CLIP_FRAMES_PER_S !== 0) continue;
    seconds.push({ reported: scene.zones(ms)[0]?.measured?.vehicles ?? 0, raw: raw / CLIP_FRAMES_PER_S });
    raw = 0;
  }
  await source.stop();
  return { seconds, confidence: scene.confidence(((frames - 1) * 1000) / CLIP_FRAMES_PER_S) };
}
