/**
 * Reads boxes off a centre heat map: planes [classes heat, offset x, offset y, log width, log height], raw. Every cell
 * that is hot enough speaks; overlap suppression afterwards settles which of neighbouring cells means the same thing.
 * (Keeping only the highest of neighbours loses cars that queue bumper to bumper: 0.61 against 0.72 AP.)
 */
import { type DecoderKind, gridOf, type RawBox, STRIDE_MAX, sigmoid } from './decoder.ts';

export interface HeatmapSettings {
  readonly kind: 'heatmap';
  readonly stride: number;
  /** log width and height are relative to this many pixels. */
  readonly sizePx: number;
}

/** No box is more than this many times `sizePx` wide or high: larger logs are noise. */
const LOG_SIZE_MAX = 4;

export const heatmap: DecoderKind<HeatmapSettings> = {
  kind: 'heatmap',
  read: (fields) => ({
    kind: 'heatmap',
    stride: fields.whole('stride', 1, STRIDE_MAX),
    sizePx: fields.number('sizePx', 1, 4096),
  }),
  shapes({ stride }, place) {
    const { columns, rows } = gridOf(place, stride);
    return [[1, place.classes + 4, rows, columns]];
  },
  decode([head], { stride, sizePx }, place, threshold) {
    const { columns, rows } = gridOf(place, stride);
    const { classes } = place;
    const plane = columns * rows;
    const least = Math.log(threshold / (1 - threshold));
    const boxes: RawBox[] = [];
    for (let classIndex = 0; classIndex < classes; classIndex++) {
      const heat = head!.subarray(classIndex * plane, (classIndex + 1) * plane);
      for (let cell = 0; cell < plane; cell++) {
        const value = heat[cell]!;
        if (value < least) continue;
        const row = Math.floor(cell / columns);
        const column = cell % columns;
        const part = (index: number): number => head![(classes + index) * plane + cell]!;
        const w = sizePx * Math.exp(Math.min(LOG_SIZE_MAX, part(2)));
        const h = sizePx * Math.exp(Math.min(LOG_SIZE_MAX, part(3)));
        const x = (column + 0.5 + part(0)) * stride - w / 2;
        const y = (row + 0.5 + part(1)) * stride - h / 2;
        boxes.push({ classIndex, score: sigmoid(value), x, y, w, h });
      }
    }
    return boxes;
  },
};
