/**
 * What a decoder is: the step from a network's raw outputs to boxes in pixels of the model's input. One file a kind and
 * one line in decoders.ts. `shapes` says what the outputs must look like, so that a wrong manifest is found when the
 * model is opened and not by nonsense on a screen.
 */
import type { Fields } from './fields.ts';

export interface RawBox {
  readonly classIndex: number;
  /** 0..1 */
  readonly score: number;
  /** Top-left corner and size in pixels of the model's input. */
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** What a decoder must know of the model besides its own settings. */
export interface HeadPlace {
  /** Of the model's input, pixels. */
  readonly width: number;
  readonly height: number;
  readonly classes: number;
}

export interface DecoderKind<C extends { readonly kind: string }> {
  readonly kind: C['kind'];
  /** The settings in a manifest's `decoder`; ModelError names the field that is wrong. */
  read(fields: Fields): C;
  /** Shape of each output that the decoder reads, in the order in which the manifest must name them. */
  shapes(settings: C, place: HeadPlace): readonly (readonly number[])[];
  /** `heads` have those shapes. Boxes below the threshold (0..1) are left out; nothing is suppressed yet. */
  decode(heads: readonly Float32Array[], settings: C, place: HeadPlace, threshold: number): RawBox[];
}

export const STRIDE_MAX = 512;

/** Cells of a grid of this stride over the input; a last cell that is cut by the border counts. */
export function gridOf(place: HeadPlace, stride: number): { readonly columns: number; readonly rows: number } {
  return { columns: Math.ceil(place.width / stride), rows: Math.ceil(place.height / stride) };
}

export const cellsOf = (place: HeadPlace, strides: readonly number[]): number =>
  strides.reduce((sum, stride) => sum + gridOf(place, stride).columns * gridOf(place, stride).rows, 0);

export const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

/** Softmax of `count` values from `from` on, into `out`. */
export function softmax(values: Float32Array, from: number, count: number, out: Float64Array): void {
  let most = -Infinity;
  for (let at = 0; at < count; at++) most = Math.max(most, values[from + at]!);
  let sum = 0;
  for (let at = 0; at < count; at++) {
    out[at] = Math.exp(values[from + at]! - most);
    sum += out[at]!;
  }
  for (let at = 0; at < count; at++) out[at] = out[at]! / sum;
}
