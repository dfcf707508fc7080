/** What the camera's own electronics do to the picture: colour cast, blur, noise, the burnt-in clock line. */
import { type Canvas, createCanvas } from '@napi-rs/canvas';
import type { Random } from './random.ts';

export interface Sensor {
  /** Standard deviation of the noise in grey levels, by day; night triples it. */
  readonly noise: number;
  /** 1 = sharp; 0.6 = as if resolved on 60 % of the pixels. */
  readonly sharpness: number;
  readonly cast: readonly [red: number, green: number, blue: number];
  readonly caption: string | null;
}

export function drawSensor(random: Random): Sensor {
  return {
    noise: random.range(0, 7),
    sharpness: random.chance(0.5) ? 1 : random.range(0.5, 1),
    cast: [random.range(0.92, 1.08), random.range(0.95, 1.05), random.range(0.92, 1.08)],
    caption: random.chance(0.5) ? `CAM ${random.whole(1, 99)}` : null,
  };
}

/** The finished frame as RGBA bytes. The caption stays inside the bottom 6 % of the picture. */
export function expose(canvas: Canvas, sensor: Sensor, day: number, random: Random): Uint8ClampedArray {
  const { width, height } = canvas;
  const context = canvas.getContext('2d');
  if (sensor.sharpness < 0.98) {
    const small = createCanvas(Math.round(width * sensor.sharpness), Math.round(height * sensor.sharpness));
    const reduce = small.getContext('2d');
    reduce.imageSmoothingEnabled = true;
    reduce.imageSmoothingQuality = 'medium';
    reduce.drawImage(canvas, 0, 0, small.width, small.height);
    context.drawImage(small, 0, 0, width, height);
  }
  if (sensor.caption !== null) {
    context.fillStyle = 'rgba(245,245,245,0.9)';
    context.font = `${Math.round(height * 0.045)}px sans-serif`;
    context.fillText(sensor.caption, width * 0.02, height * 0.97);
  }
  const pixels = context.getImageData(0, 0, width, height).data;
  const swing = sensor.noise * (1 + 2 * (1 - day));
  const [red, green, blue] = sensor.cast;
  let state = random.whole(1, 0x7fffffff);
  for (let at = 0; at < pixels.length; at += 4) {
    // Two uniform bytes summed make a triangle of the wanted spread: close enough to sensor noise, and cheap.
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    const grain = (((state >>> 24) + ((state >>> 16) & 255)) / 255 - 1) * 2.4 * swing;
    const hue = (((state >>> 8) & 255) / 255 - 0.5) * swing;
    pixels[at] = pixels[at]! * red + grain + hue;
    pixels[at + 1] = pixels[at + 1]! * green + grain;
    pixels[at + 2] = pixels[at + 2]! * blue + grain - hue;
  }
  return pixels;
}
