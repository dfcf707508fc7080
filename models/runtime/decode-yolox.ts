/**
 * Reads boxes off a YOLOX head: rows of [x, y, log w, log h, objectness, class scores...] over the cells of each
 * stride in turn (Ge et al. 2021). A row's score is objectness times its best class.
 */
import type { RawBox } from './decode-heatmap.ts';

export interface YoloxShape {
  readonly width: number;
  readonly height: number;
  readonly strides: readonly number[];
  readonly classes: number;
}

export function decodeYolox(
  head: Float32Array,
  { width, height, strides, classes }: YoloxShape,
  threshold: number,
): RawBox[] {
  const span = classes + 5;
  const boxes: RawBox[] = [];
  let base = 0;
  for (const stride of strides) {
    const columns = Math.floor(width / stride);
    const rows = Math.floor(height / stride);
    for (let cell = 0; cell < rows * columns; cell++, base += span) {
      const objectness = head[base + 4]!;
      if (objectness < threshold) continue;
      let classIndex = 0;
      let best = 0;
      for (let cls = 0; cls < classes; cls++) {
        const value = head[base + 5 + cls]!;
        if (value > best) {
          best = value;
          classIndex = cls;
        }
      }
      const score = objectness * best;
      if (score < threshold) continue;
      const w = Math.exp(head[base + 2]!) * stride;
      const h = Math.exp(head[base + 3]!) * stride;
      const x = (head[base]! + (cell % columns)) * stride - w / 2;
      const y = (head[base + 1]! + Math.floor(cell / columns)) * stride - h / 2;
      boxes.push({ classIndex, score, x, y, w, h });
    }
  }
  return boxes;
}
