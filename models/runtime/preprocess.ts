/** A camera frame becomes a model's input tensor as its manifest says: resized, colour order, scaled, planar. */
import type { ModelInput, RgbFrame } from './manifest-types.ts';

export interface Fit {
  /** Model pixels per frame pixel. */
  readonly scaleX: number;
  readonly scaleY: number;
  /** Size of the picture inside the model's input, without the fill. */
  readonly width: number;
  readonly height: number;
}

export function fitOf(frame: { width: number; height: number }, input: ModelInput): Fit {
  if (input.resize === 'stretch') {
    const { width, height } = input;
    return { scaleX: width / frame.width, scaleY: height / frame.height, width, height };
  }
  const scale = Math.min(input.width / frame.width, input.height / frame.height);
  const width = Math.min(input.width, Math.floor(frame.width * scale + 1e-6));
  const height = Math.min(input.height, Math.floor(frame.height * scale + 1e-6));
  return { scaleX: scale, scaleY: scale, width, height };
}

interface Taps {
  /** First source index, and weights of the following ones, per target index. */
  readonly first: Int32Array;
  readonly weights: readonly Float32Array[];
}

function tapsOf(target: number, source: number, ratio: number, area: boolean): Taps {
  const first = new Int32Array(target);
  const weights: Float32Array[] = [];
  for (let index = 0; index < target; index++) {
    if (area && ratio > 1) {
      const from = index * ratio;
      const to = Math.min(source, from + ratio);
      const start = Math.min(source - 1, Math.floor(from));
      const end = Math.max(start + 1, Math.min(source, Math.ceil(to - 1e-9)));
      const row = new Float32Array(end - start);
      let sum = 0;
      for (let at = start; at < end; at++) {
        row[at - start] = Math.max(1e-6, Math.min(to, at + 1) - Math.max(from, at));
        sum += row[at - start]!;
      }
      for (let at = 0; at < row.length; at++) row[at] = row[at]! / sum;
      first[index] = start;
      weights.push(row);
    } else {
      const centre = Math.max(0, Math.min(source - 1, (index + 0.5) * ratio - 0.5));
      const start = Math.min(Math.max(0, source - 2), Math.floor(centre));
      first[index] = start;
      weights.push(source < 2 ? Float32Array.of(1) : Float32Array.of(1 - (centre - start), centre - start));
    }
  }
  return { first, weights };
}

/** The frame at the model's size as interleaved RGB bytes, the fill included. */
export function resizeRgb(frame: RgbFrame, input: ModelInput): { readonly rgb: Uint8Array; readonly fit: Fit } {
  if (frame.rgb.length < frame.width * frame.height * 3) {
    throw new RangeError(
      `a ${frame.width}x${frame.height} RGB frame needs ${frame.width * frame.height * 3} bytes, not ${frame.rgb.length}`,
    );
  }
  const fit = fitOf(frame, input);
  const rgb = new Uint8Array(input.width * input.height * 3).fill(input.pad);
  const area = input.resample === 'area';
  const across = tapsOf(fit.width, frame.width, 1 / fit.scaleX, area);
  const down = tapsOf(fit.height, frame.height, 1 / fit.scaleY, area);
  const line = new Float32Array(frame.width * 3);
  for (let row = 0; row < fit.height; row++) {
    line.fill(0);
    const rowWeights = down.weights[row]!;
    for (let tap = 0; tap < rowWeights.length; tap++) {
      const weight = rowWeights[tap]!;
      const from = (down.first[row]! + tap) * frame.width * 3;
      for (let at = 0; at < line.length; at++) line[at] = line[at]! + frame.rgb[from + at]! * weight;
    }
    for (let column = 0; column < fit.width; column++) {
      const weights = across.weights[column]!;
      let from = across.first[column]! * 3;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let tap = 0; tap < weights.length; tap++, from += 3) {
        const weight = weights[tap]!;
        red += line[from]! * weight;
        green += line[from + 1]! * weight;
        blue += line[from + 2]! * weight;
      }
      const to = (row * input.width + column) * 3;
      rgb[to] = red + 0.5;
      rgb[to + 1] = green + 0.5;
      rgb[to + 2] = blue + 0.5;
    }
  }
  return { rgb, fit };
}

/** Planar float32 [3, height, width] in the model's colour order, ready for the session. */
export function tensorFrom(frame: RgbFrame, input: ModelInput): { readonly data: Float32Array; readonly fit: Fit } {
  const { rgb, fit } = resizeRgb(frame, input);
  const plane = input.width * input.height;
  const data = new Float32Array(plane * 3);
  for (let channel = 0; channel < 3; channel++) {
    const source = input.colour === 'RGB' ? channel : 2 - channel;
    const gain = input.scale / input.std[channel]!;
    const shift = input.mean[channel]! / input.std[channel]!;
    const offset = channel * plane;
    for (let at = 0; at < plane; at++) data[offset + at] = rgb[at * 3 + source]! * gain - shift;
  }
  return { data, fit };
}
