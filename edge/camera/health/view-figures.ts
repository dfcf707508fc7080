/**
 * Simple figures of what a camera sees, from which its faults are told. Light comes from the picture itself; sharpness
 * and outline from its background, the running mean of some seconds, in which noise, rain and traffic fade away.
 */
import type { RgbFrame } from '@chengyun/models/runtime/manifest-types.ts';
import { type Outline, outlineOf } from './outline.ts';

export interface ViewFigures {
  /** Any pixel differs from the picture before. */
  readonly isChanged: boolean;
  /** Luma, 0 to 255, of the darkest hundredth, the brightest tenth and the brightest hundredth. */
  readonly low: number;
  readonly bright: number;
  readonly high: number;
  /** Squared steps of one pixel by those of four across edges: 1/4 for an edge as sharp as pixels, 1/16 for a slope. */
  readonly sharpness: number;
  /** Part of the pixels at which there is an edge at all. */
  readonly edges: number;
}

export interface View {
  see(frame: RgbFrame): ViewFigures;
  /** The background as it is now. */
  outline(): Outline;
  /** The background begins anew. */
  restart(): void;
}

/** Share of a new picture in the background; at two pictures a second a mean of about five seconds. */
const NEW_SHARE = 0.1;
/** Luma steps over four pixels that are an edge; what is left of noise in the background is less. */
const EDGE_MIN = 24;

export function createView(): View {
  let size = [0, 0];
  let before = new Uint8Array(0);
  let now = new Uint8Array(0);
  let background = new Float32Array(0);
  let seen = 0;

  return {
    restart: () => {
      seen = 0;
    },
    outline: () => outlineOf(background, size[0] ?? 0, size[1] ?? 0),
    see: (frame) => {
      const { width, height } = frame;
      if (size[0] !== width || size[1] !== height) {
        size = [width, height];
        before = new Uint8Array(width * height);
        now = new Uint8Array(width * height);
        background = new Float32Array(width * height);
        seen = 0;
      }
      lumaOf(frame, now);
      const isChanged = seen === 0 || Buffer.compare(now, before) !== 0;
      seen += 1;
      // At first the mean of all, so that the first picture does not weigh more than the others.
      const share = Math.max(NEW_SHARE, 1 / seen);
      for (let at = 0; at < now.length; at += 1) background[at]! += (now[at]! - background[at]!) * share;
      const light = lightOf(now);
      const edges = edgesOf(background, width, height);
      [before, now] = [now, before];
      return { isChanged, ...light, ...edges };
    },
  };
}

/** ITU-R BT.601 weights in sixteenths. */
function lumaOf({ rgb, width, height }: RgbFrame, out: Uint8Array): void {
  for (let at = 0, from = 0; at < width * height; at += 1, from += 3) {
    out[at] = (rgb[from]! * 5 + rgb[from + 1]! * 9 + rgb[from + 2]! * 2) >> 4;
  }
}

function lightOf(luma: Uint8Array): Pick<ViewFigures, 'low' | 'bright' | 'high'> {
  const histogram = new Uint32Array(256);
  for (let at = 0; at < luma.length; at += 1) histogram[luma[at]!]! += 1;
  const quantile = (share: number) => {
    let left = Math.floor((luma.length - 1) * share);
    for (let value = 0; value < 256; value += 1) {
      left -= histogram[value]!;
      if (left < 0) return value;
    }
    return 255;
  };
  return { low: quantile(0.01), bright: quantile(0.9), high: quantile(0.99) };
}

function edgesOf(luma: Float32Array, width: number, height: number): Pick<ViewFigures, 'sharpness' | 'edges'> {
  let [fine, coarse, count] = [0, 0, 0];
  for (let y = 0; y < height; y += 1) {
    for (let at = y * width + 2; at < (y + 1) * width - 2; at += 1) {
      const wide = luma[at + 2]! - luma[at - 2]!;
      if (Math.abs(wide) < EDGE_MIN) continue;
      const narrow = luma[at + 1]! - luma[at]!;
      fine += narrow * narrow;
      coarse += wide * wide;
      count += 1;
    }
  }
  return { sharpness: count === 0 ? 0 : fine / coarse, edges: count / (width * height) };
}
