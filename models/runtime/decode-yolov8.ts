/**
 * Reads boxes off a head in the manner of YOLOv8 and YOLO11: for every cell [centre x, centre y, w, h, class scores...],
 * already in pixels of the input and already probabilities, no objectness. `channels-first` is how these networks are
 * exported, [1, 4 + classes, cells]; `boxes-first` is the transposed form, [1, cells, 4 + classes].
 */
import { cellsOf, type DecoderKind, type RawBox, STRIDE_MAX } from './decoder.ts';

export interface Yolov8Settings {
  readonly kind: 'yolov8';
  /** The cells of all strides together are the boxes of a picture. */
  readonly strides: readonly number[];
  readonly axes: 'channels-first' | 'boxes-first';
}

export const yolov8: DecoderKind<Yolov8Settings> = {
  kind: 'yolov8',
  read: (fields) => ({
    kind: 'yolov8',
    strides: fields.numbers('strides', 1, STRIDE_MAX),
    axes: fields.oneOf('axes', ['channels-first', 'boxes-first']),
  }),
  shapes({ strides, axes }, place) {
    const cells = cellsOf(place, strides);
    const channels = place.classes + 4;
    return [axes === 'channels-first' ? [1, channels, cells] : [1, cells, channels]];
  },
  decode([head], { strides, axes }, place, threshold) {
    const cells = cellsOf(place, strides);
    const channels = place.classes + 4;
    const [perCell, perChannel] = axes === 'channels-first' ? [1, cells] : [channels, 1];
    const boxes: RawBox[] = [];
    for (let cell = 0; cell < cells; cell++) {
      const base = cell * perCell;
      let classIndex = -1;
      let score = threshold;
      for (let cls = 0; cls < place.classes; cls++) {
        const value = head![base + (4 + cls) * perChannel]!;
        if (value >= score && (value > score || classIndex < 0)) {
          score = value;
          classIndex = cls;
        }
      }
      if (classIndex < 0) continue;
      const [cx, cy, w, h] = [0, 1, 2, 3].map((index) => head![base + index * perChannel]!) as [
        number,
        number,
        number,
        number,
      ];
      boxes.push({ classIndex, score, x: cx - w / 2, y: cy - h / 2, w, h });
    }
    return boxes;
  },
};
