/** A camera frame becomes a model's input tensor as its manifest says: resized, colour order, scaled, in its layout. */
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

/** Added before the fraction is cut off. The hair on top makes a half go up whatever the last bit of its sum says. */
const HALF = 0.5 + 1e-6;

interface Taps {
  /** First source index, and weights of the following ones, per target index. */
  readonly first: Int32Array;
  readonly weights: readonly Float64Array[];
}

function tapsOf(target: number, source: number, ratio: number, area: boolean): Taps {
  const first = new Int32Array(target);
  const weights: Float64Array[] = [];
  for (let index = 0; index < target; index++) {
    if (area && ratio > 1) {
      const from = index * ratio;
      const to = Math.min(source, from + ratio);
      const start = Math.min(source - 1, Math.floor(from));
      const end = Math.max(start + 1, Math.min(source, Math.ceil(to - 1e-9)));
      const row = new Float64Array(end - start);
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
      weights.push(source < 2 ? Float64Array.of(1) : Float64Array.of(1 - (centre - start), centre - start));
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
  // A decoder that hands over frames of the model's size has done the work.
  if (fit.width === frame.width && fit.height === frame.height) {
    const rowBytes = frame.width * 3;
    for (let row = 0; row < fit.height; row++) {
      rgb.set(frame.rgb.subarray(row * rowBytes, (row + 1) * rowBytes), row * input.width * 3);
    }
    return { rgb, fit };
  }
  const area = input.resample === 'area';
  const across = tapsOf(fit.width, frame.width, 1 / fit.scaleX, area);
  const down = tapsOf(fit.height, frame.height, 1 / fit.scaleY, area);
  const line = new Float64Array(frame.width * 3);
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
      rgb[to] = red + HALF;
      rgb[to + 1] = green + HALF;
      rgb[to + 2] = blue + HALF;
    }
  }
  return { rgb, fit };
}

export type TensorMaker = (frame: RgbFrame) => { readonly data: Float32Array; readonly fit: Fit };

/**
 * Makes frames float32 in the model's layout and colour order, ready for the session. One frame after the other lies in
 * the same memory, which is the caller's until the next.
 */
export function createTensorMaker(input: ModelInput): TensorMaker {
  const plane = input.width * input.height;
  const isPlanar = input.layout === 'NCHW';
  const step = isPlanar ? 1 : 3;
  const channels = [0, 1, 2].map((channel) => {
    const gain = input.scale / input.std[channel]!;
    const shift = input.mean[channel]! / input.std[channel]!;
    return {
      from: input.colour === 'RGB' ? channel : 2 - channel,
      to: isPlanar ? channel * plane : channel,
      table: new Float32Array(256).map((_, byte) => byte * gain - shift),
    };
  });
  const data = new Float32Array(plane * 3);
  let filled = { width: 0, height: 0 };

  /** What no picture covers; it stays as long as pictures of one size come. */
  function pad(): void {
    for (const { to, table } of channels) {
      for (let at = 0; at < plane; at++) data[to + at * step] = table[input.pad]!;
    }
  }

  function put(rgb: Uint8Array, width: number, height: number): void {
    if (width !== filled.width || height !== filled.height) pad();
    filled = { width, height };
    for (const { from, to, table } of channels) {
      for (let row = 0; row < height; row++) {
        let source = row * width * 3 + from;
        let target = to + row * input.width * step;
        for (let column = 0; column < width; column++, source += 3, target += step) {
          data[target] = table[rgb[source]!]!;
        }
      }
    }
  }

  return (frame) => {
    const fit = fitOf(frame, input);
    const { width, height } = fit;
    // A decoder that hands over frames of the model's size has done the work.
    if (width === frame.width && height === frame.height && frame.rgb.length >= width * height * 3) {
      put(frame.rgb, width, height);
    } else put(resizeRgb(frame, input).rgb, input.width, input.height);
    return { data, fit };
  };
}

/** One frame in memory of its own. */
export const tensorFrom = (frame: RgbFrame, input: ModelInput): ReturnType<TensorMaker> =>
  createTensorMaker(input)(frame);
