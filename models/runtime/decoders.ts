/** The decoders of detectors. A new one is a file beside this and a line in DECODERS. */
import { heatmap } from './decode-heatmap.ts';
import { nanodet } from './decode-nanodet.ts';
import { ssd } from './decode-ssd.ts';
import { yolov8 } from './decode-yolov8.ts';
import { yolox } from './decode-yolox.ts';
import type { DecoderKind, HeadPlace, RawBox } from './decoder.ts';
import type { Fields } from './fields.ts';

const DECODERS = [heatmap, yolox, yolov8, nanodet, ssd] as const;

/** What a manifest's `decoder` says, of any of the kinds. */
export type Decoder = ReturnType<(typeof DECODERS)[number]['read']>;

/** The kind's own functions. Settings and kind always belong together, since `read` made them. */
const kindOf = (kind: Decoder['kind']): DecoderKind<Decoder> =>
  DECODERS.find((one) => one.kind === kind) as unknown as DecoderKind<Decoder>;

export function readDecoder(fields: Fields): Decoder {
  const kind = fields.oneOf(
    'kind',
    DECODERS.map((one) => one.kind),
  );
  return kindOf(kind).read(fields);
}

export const headShapes = (decoder: Decoder, place: HeadPlace): readonly (readonly number[])[] =>
  kindOf(decoder.kind).shapes(decoder, place);

export const decodeHeads = (
  heads: readonly Float32Array[],
  decoder: Decoder,
  place: HeadPlace,
  threshold: number,
): RawBox[] => kindOf(decoder.kind).decode(heads, decoder, place, threshold);
