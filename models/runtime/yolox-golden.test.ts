import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { expect, it } from 'vitest';
import { rgbFrom } from '../training/make-frames.ts';
import { createDetector } from './detector.ts';

interface Golden {
  readonly images: Readonly<
    Record<
      string,
      { readonly yolox_nano: readonly { cls: string; score: number; box: [number, number, number, number] }[] }
    >
  >;
}

const repository = join(dirname(fileURLToPath(import.meta.url)), '../..');
const data = process.env.CHENGYUN_DATA_DIR ?? join(repository, '../shared/data');
const images = join(data, 'detector-images');
const weights = join(data, 'detector-weights');
const absent = !existsSync(join(images, 'golden.json')) || !existsSync(join(weights, 'yolox_nano.onnx'));
const name = 'yolox-nano finds what the golden file says, within 2 px and 0.02';

it.skipIf(absent)(
  absent ? `${name} (not run: no detector images and weights in ${data}; set CHENGYUN_DATA_DIR)` : name,
  async () => {
    const golden = JSON.parse(readFileSync(join(images, 'golden.json'), 'utf8')) as Golden;
    const detector = await createDetector('yolox-nano', { weightsDir: weights, threshold: 0.3, nmsIou: 0.65 });
    try {
      for (const [file, { yolox_nano: wanted }] of Object.entries(golden.images)) {
        const image = await loadImage(join(images, file));
        const canvas = createCanvas(image.width, image.height);
        const context = canvas.getContext('2d');
        context.drawImage(image, 0, 0);
        const { data: rgba } = context.getImageData(0, 0, image.width, image.height);
        const found = await detector.detectAll(rgbFrom(rgba, image.width, image.height));
        for (const { cls, score, box } of wanted) {
          const match = found.find(
            (candidate) =>
              candidate.cls === cls &&
              Math.abs(candidate.score - score) <= 0.02 &&
              Math.abs(candidate.x - Math.max(0, box[0])) <= 2 &&
              Math.abs(candidate.y - Math.max(0, box[1])) <= 2 &&
              Math.abs(candidate.x + candidate.w - Math.min(image.width, box[2])) <= 2 &&
              Math.abs(candidate.y + candidate.h - Math.min(image.height, box[3])) <= 2,
          );
          // A score within 0.02 of the threshold may fall on either side of it.
          if (score >= 0.32) expect(match, `${file}: ${cls} ${score} at ${box.join(' ')}`).toBeDefined();
        }
        expect(found.filter(({ score }) => score >= 0.32).length).toBe(
          wanted.filter(({ score }) => score >= 0.32).length,
        );
      }
    } finally {
      await detector.close();
    }
  },
);
