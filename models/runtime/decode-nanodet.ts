/**
 * Reads boxes off a NanoDet head: for every cell class scores and, for each of left, top, right and bottom, a
 * distribution over `bins` distances 0, 1, 2... in strides, whose mean is the distance (Li et al. 2020, Generalized
 * Focal Loss). `joined` is one output [1, cells, classes + 4 * bins], as NanoDet-Plus is exported; `split` is two
 * outputs a stride, [1, cells, classes] and [1, cells, 4 * bins], named in the order scores, distances of each stride.
 */
import { cellsOf, type DecoderKind, gridOf, type RawBox, STRIDE_MAX, sigmoid, softmax } from './decoder.ts';

export interface NanodetSettings {
  readonly kind: 'nanodet';
  readonly strides: readonly number[];
  /** Distances a side: `reg_max` + 1. */
  readonly bins: number;
  readonly parts: 'joined' | 'split';
  readonly scores: 'probability' | 'logits';
  /** Where in a cell its reference point lies, in cells: 0 for NanoDet-Plus, 0.5 for NanoDet. */
  readonly cellOffset: number;
}

export const nanodet: DecoderKind<NanodetSettings> = {
  kind: 'nanodet',
  read: (fields) => ({
    kind: 'nanodet',
    strides: fields.numbers('strides', 1, STRIDE_MAX),
    bins: fields.whole('bins', 2, 64),
    parts: fields.oneOf('parts', ['joined', 'split']),
    scores: fields.oneOf('scores', ['probability', 'logits']),
    cellOffset: fields.number('cellOffset', 0, 0.5),
  }),
  shapes({ strides, bins, parts }, place) {
    if (parts === 'joined') return [[1, cellsOf(place, strides), place.classes + 4 * bins]];
    return strides.flatMap((stride) => {
      const cells = cellsOf(place, [stride]);
      return [
        [1, cells, place.classes],
        [1, cells, 4 * bins],
      ];
    });
  },
  decode(heads, { strides, bins, parts, scores, cellOffset }, place, threshold) {
    const { classes } = place;
    const span = classes + 4 * bins;
    const chance = new Float64Array(bins);
    const boxes: RawBox[] = [];
    let first = 0;
    strides.forEach((stride, level) => {
      const { columns, rows } = gridOf(place, stride);
      const [scoreHead, distanceHead] =
        parts === 'joined' ? [heads[0]!, heads[0]!] : [heads[level * 2]!, heads[level * 2 + 1]!];
      for (let cell = 0; cell < rows * columns; cell++) {
        const scoreAt = parts === 'joined' ? (first + cell) * span : cell * classes;
        const distanceAt = parts === 'joined' ? scoreAt + classes : cell * 4 * bins;
        let classIndex = 0;
        for (let cls = 1; cls < classes; cls++) {
          if (scoreHead[scoreAt + cls]! > scoreHead[scoreAt + classIndex]!) classIndex = cls;
        }
        const raw = scoreHead[scoreAt + classIndex]!;
        const score = scores === 'logits' ? sigmoid(raw) : raw;
        if (score < threshold) continue;
        const [left, top, right, bottom] = [0, 1, 2, 3].map((side) => {
          softmax(distanceHead, distanceAt + side * bins, bins, chance);
          return chance.reduce((mean, share, bin) => mean + share * bin, 0) * stride;
        }) as [number, number, number, number];
        const x = ((cell % columns) + cellOffset) * stride;
        const y = (Math.floor(cell / columns) + cellOffset) * stride;
        boxes.push({ classIndex, score, x: x - left, y: y - top, w: left + right, h: top + bottom });
      }
      first += rows * columns;
    });
    return boxes;
  },
};
