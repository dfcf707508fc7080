/**
 * Reads boxes off a YOLOX head: rows of [x, y, log w, log h, objectness, class scores...] over the cells of each
 * stride in turn (Ge et al. 2021). A row's score is objectness times its best class.
 */
import { cellsOf, type DecoderKind, gridOf, type RawBox, STRIDE_MAX } from './decoder.ts';

export interface YoloxSettings {
  readonly kind: 'yolox';
  readonly strides: readonly number[];
}

export const yolox: DecoderKind<YoloxSettings> = {
  kind: 'yolox',
  read: (fields) => ({ kind: 'yolox', strides: fields.numbers('strides', 1, STRIDE_MAX) }),
  shapes: ({ strides }, place) => [[1, cellsOf(place, strides), place.classes + 5]],
  decode([head], { strides }, place, threshold) {
    const span = place.classes + 5;
    const boxes: RawBox[] = [];
    let base = 0;
    for (const stride of strides) {
      const { columns, rows } = gridOf(place, stride);
      for (let cell = 0; cell < rows * columns; cell++, base += span) {
        const objectness = head![base + 4]!;
        if (objectness < threshold) continue;
        let classIndex = 0;
        let best = 0;
        for (let cls = 0; cls < place.classes; cls++) {
          const value = head![base + 5 + cls]!;
          if (value > best) {
            best = value;
            classIndex = cls;
          }
        }
        const score = objectness * best;
        if (score < threshold) continue;
        const w = Math.exp(head![base + 2]!) * stride;
        const h = Math.exp(head![base + 3]!) * stride;
        const x = (head![base]! + (cell % columns)) * stride - w / 2;
        const y = (head![base + 1]! + Math.floor(cell / columns)) * stride - h / 2;
        boxes.push({ classIndex, score, x, y, w, h });
      }
    }
    return boxes;
  },
};
