import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DOUBTFUL_MIN } from '@chengyun/edge/camera/detectors.ts';
import { findFfmpeg, systemFindDeps } from '@chengyun/edge/camera/source/find-ffmpeg.ts';
import { createDetector } from '@chengyun/models/runtime/detector.ts';
import { evaluationFolder } from '@chengyun/ops/replay/sets.ts';
import { expect, test } from 'vitest';
import { FROM_ABOVE } from './clips.ts';
import { judgeClip } from './judge-clip.ts';
import { rankCorrelation } from './rank-order.ts';

const folder = evaluationFolder();
const BUSY = 'video-tfl-jamcam/625_201708101531.mp4';
const QUIET = 'video-tfl-jamcam/625_201709141321.mp4';
const weightsDir = join(folder, 'detector-weights');
const needed = [BUSY, QUIET, FROM_ABOVE].map((file) => join(folder, file));
const absent = ![...needed, join(weightsDir, 'yolox_nano.onnx')].every((path) => existsSync(path));
const name = 'a busy and a quiet street are told apart and believed, a view from above is not';

test.skipIf(absent)(
  absent ? `${name} (not run: no clips and weights in ${folder}; set CHENGYUN_DATA_DIR)` : name,
  { timeout: 300_000 },
  async () => {
    const detector = await createDetector('yolox-nano', { weightsDir, threshold: DOUBTFUL_MIN });
    try {
      const ffmpegPath = findFfmpeg(systemFindDeps(process.env));
      const judged = [];
      for (const path of needed) judged.push(await judgeClip(path, detector, ffmpegPath));
      const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
      const [busy, quiet, above] = judged.map(({ seconds, confidence }) => ({
        confidence,
        reported: mean(seconds.map((one) => one.reported)),
        raw: mean(seconds.map((one) => one.raw)),
      }));
      expect(busy!.reported).toBeGreaterThan(3 * quiet!.reported);
      for (const clip of [busy!, quiet!]) {
        expect(Math.abs(clip.reported - clip.raw)).toBeLessThan(0.5 + 0.2 * clip.raw);
        expect(clip.confidence).toBeGreaterThan(0.5);
      }
      expect(above!.confidence).toBeLessThan(0.2);
    } finally {
      await detector.close();
    }
  },
);

test('rank correlation is that of the order alone', () => {
  expect(rankCorrelation([1, 2, 3, 4], [10, 200, 3000, 3001])).toBeCloseTo(1, 9);
  expect(rankCorrelation([1, 2, 3, 4], [4, 3, 2, 1])).toBeCloseTo(-1, 9);
  // By hand: ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4.
  expect(rankCorrelation([1, 2, 2, 3], [1, 2, 3, 4])).toBeCloseTo(0.9487, 4);
});
