/** What a model's manifest says. `model.json` in a model's folder; the weights lie beside it or are fetched. */
import type { Decoder } from './decoders.ts';

export const DETECTION_CLASSES = ['vehicle', 'two-wheeler', 'person'] as const;
export type DetectionClass = (typeof DETECTION_CLASSES)[number];

/** float32, one picture at a time. */
export interface ModelInput {
  readonly name: string;
  /** [1, 3, height, width] or [1, height, width, 3]. */
  readonly layout: 'NCHW' | 'NHWC';
  readonly width: number;
  readonly height: number;
  readonly colour: 'RGB' | 'BGR';
  /** tensor = (byte * scale - mean) / std, per channel in the model's colour order. */
  readonly scale: number;
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  /** `letterbox` keeps the aspect ratio and fills right and bottom with `pad`. */
  readonly resize: 'letterbox' | 'stretch';
  /** `area` averages when shrinking; `bilinear` is what the YOLOX authors use. */
  readonly resample: 'area' | 'bilinear';
  /** Grey level of the fill, 0..255. */
  readonly pad: number;
}

interface AnyManifest {
  readonly id: string;
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly licence: string;
  /** Where the weights come from, in words; `url` where they can be fetched. */
  readonly source: string;
  readonly url?: string;
  /** Names of the model's own classes, by output channel. */
  readonly classes: readonly string[];
  /** What was measured of it; whatever the model's own evaluation writes. */
  readonly figures: Readonly<Record<string, unknown>>;
}

interface AnyPictureManifest extends AnyManifest {
  readonly input: ModelInput;
  /** The network's output, or several in the order that the decoder states. */
  readonly output: string | readonly string[];
}

export interface DetectorManifest extends AnyPictureManifest {
  readonly task: 'detect';
  readonly decoder: Decoder;
  /** Our class for each of the model's that we use; those not named are dropped. */
  readonly classMap: Readonly<Record<string, DetectionClass>>;
  readonly threshold: number;
  readonly nmsIou: number;
}

/** One output [1, classes]. */
export interface ClassifierManifest extends AnyPictureManifest {
  readonly task: 'classify';
  readonly decoder: { readonly kind: 'classes'; readonly scores: 'probability' | 'logits' };
}

/** A model that looks at pictures: what this runtime opens. */
export type PictureManifest = DetectorManifest | ClassifierManifest;

/**
 * Judges a row of readings: features [series, readings, features] in, the share of each class [series, judged, classes]
 * out. The sensor agent runs it itself; here it is listed and tested.
 */
export interface SeriesManifest extends AnyManifest {
  readonly task: 'sensor-faults';
  readonly input: string;
  readonly output: string;
}

export type ModelManifest = PictureManifest | SeriesManifest;

/** Pixels of the given frame: top-left corner and size. */
export interface Detection {
  readonly cls: DetectionClass;
  readonly score: number;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** Interleaved 8-bit RGB, row by row. */
export interface RgbFrame {
  readonly rgb: Uint8Array;
  readonly width: number;
  readonly height: number;
}
