/** What a detector manifest says. `model.json` in a model's folder; the weights lie beside it or are fetched. */
export const DETECTION_CLASSES = ['vehicle', 'two-wheeler', 'person'] as const;
export type DetectionClass = (typeof DETECTION_CLASSES)[number];

export interface ModelInput {
  readonly name: string;
  readonly layout: 'NCHW';
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

export type Decoder =
  | {
      readonly kind: 'heatmap';
      readonly stride: number;
      /** log width and height are relative to this many pixels. */
      readonly sizePx: number;
    }
  | { readonly kind: 'yolox'; readonly strides: readonly number[] };

export interface DetectorManifest {
  readonly id: string;
  readonly task: 'detect';
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly licence: string;
  /** Where the weights come from, in words; `url` where they can be fetched. */
  readonly source: string;
  readonly url?: string;
  readonly input: ModelInput;
  readonly output: string;
  readonly decoder: Decoder;
  /** Names of the model's own classes, by output channel. */
  readonly classes: readonly string[];
  /** Our class for each of the model's that we use; those not named are dropped. */
  readonly classMap: Readonly<Record<string, DetectionClass>>;
  readonly threshold: number;
  readonly nmsIou: number;
  readonly figures: Readonly<Record<string, unknown>>;
}

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
