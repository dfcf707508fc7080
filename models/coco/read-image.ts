import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { RgbFrame } from '../runtime/manifest-types.ts';
import { ModelError } from '../runtime/model-error.ts';

/** A JPEG or PNG file as a frame. Throws ModelError when it is no picture. */
export async function readImage(path: string): Promise<RgbFrame> {
  let image: Awaited<ReturnType<typeof loadImage>>;
  try {
    image = await loadImage(path);
  } catch (cause) {
    throw new ModelError(`${path} is no picture that can be read`, { cause });
  }
  const { width, height } = image;
  const context = createCanvas(width, height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) rgb.set(data.subarray(from, from + 3), to);
  return { rgb, width, height };
}
