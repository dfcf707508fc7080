/**
 * Every kind of head through the real runtime: true boxes are turned into the numbers that such a network would answer
 * with (the inverse of its definition, written here), a tiny ONNX file answers them, and the detector must find the
 * boxes again in the pixels of a frame that is twice the size of the model's input.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createDetector } from './detector.ts';
import { type MadeOutput, writeMadeModel } from './testing/made-model.ts';

const WIDTH = 64;
const HEIGHT = 48;
const CLASSES = 2;
const folder = mkdtempSync(join(tmpdir(), 'chengyun-decoders-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface True {
  readonly cls: 0 | 1;
  readonly score: number;
  readonly cx: number;
  readonly cy: number;
  readonly w: number;
  readonly h: number;
  /** Which stride and cell of it answers for the thing. */
  readonly stride: number;
  readonly column: number;
  readonly row: number;
}
const THINGS: readonly True[] = [
  { cls: 0, score: 0.9, cx: 20.5, cy: 11, w: 22, h: 13, stride: 8, column: 2, row: 1 },
  { cls: 1, score: 0.6, cx: 52, cy: 31.25, w: 10, h: 20, stride: 8, column: 6, row: 4 },
  { cls: 0, score: 0.45, cx: 34, cy: 33, w: 30, h: 26, stride: 16, column: 2, row: 2 },
];
const STRIDES = [8, 16];
const columnsOf = (stride: number) => WIDTH / stride;
const cellsOf = (stride: number) => columnsOf(stride) * (HEIGHT / stride);
const CELLS = cellsOf(8) + cellsOf(16);
const indexOf = ({ stride, column, row }: True) => (stride === 8 ? 0 : cellsOf(8)) + row * columnsOf(stride) + column;
const logit = (share: number) => Math.log(share / (1 - share));
const made = (
  name: string,
  shape: readonly number[],
  fill = 0,
): MadeOutput & { set(at: number, value: number): unknown } => {
  const values = new Float32Array(shape.reduce((product, side) => product * side, 1)).fill(fill);
  return { name, shape, values, set: (at, value) => values.fill(value, at, at + 1) };
};

let count = 0;
async function expectThings(outputs: readonly MadeOutput[], decoder: object): Promise<void> {
  const path = writeMadeModel(folder, `made-${count++}`, outputs, { decoder });
  const detector = await createDetector(path);
  try {
    const frame = { rgb: new Uint8Array(WIDTH * HEIGHT * 4 * 3).fill(90), width: WIDTH * 2, height: HEIGHT * 2 };
    const found = await detector.detectAll(frame);
    expect(found.map(({ cls }) => cls)).toEqual(THINGS.map(({ cls }) => (cls === 0 ? 'car' : 'person')));
    THINGS.forEach(({ score, cx, cy, w, h }, index) => {
      const box = found[index]!;
      expect(box.score).toBeCloseTo(score, 5);
      const corners = [box.x, box.y, box.x + box.w, box.y + box.h];
      [cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2].forEach((corner, at) => {
        expect(corners[at]).toBeCloseTo(corner * 2, 3);
      });
    });
  } finally {
    await detector.close();
  }
}

describe('YOLOv8', () => {
  const channels = 4 + CLASSES;
  it.each(['channels-first', 'boxes-first'] as const)('with %s', async (axes) => {
    const head = made('out', axes === 'channels-first' ? [1, channels, CELLS] : [1, CELLS, channels]);
    for (const thing of THINGS) {
      const { cx, cy, w, h, score, cls } = thing;
      [cx, cy, w, h, cls === 0 ? score : 0.1, cls === 1 ? score : 0.2].forEach((value, channel) => {
        const cell = indexOf(thing);
        head.set(axes === 'channels-first' ? channel * CELLS + cell : cell * channels + channel, value);
      });
    }
    await expectThings([head], { kind: 'yolov8', strides: STRIDES, axes });
  });
});

describe('NanoDet', () => {
  const BINS = 6;
  /** Logits whose softmax puts the share on the two whole distances around the wanted one. */
  const distribution = (distance: number): number[] =>
    Array.from({ length: BINS }, (_, bin) => Math.log(Math.max(1e-12, 1 - Math.abs(distance - bin))));
  const sidesOf = ({ cx, cy, w, h, stride, column, row }: True, offset: number): number[] => {
    const [x, y] = [(column + offset) * stride, (row + offset) * stride];
    return [x - (cx - w / 2), y - (cy - h / 2), cx + w / 2 - x, cy + h / 2 - y].map((side) => side / stride);
  };

  it('joined in one output, scores as probabilities, cells by their corner (NanoDet-Plus)', async () => {
    const span = CLASSES + 4 * BINS;
    const head = made('out', [1, CELLS, span]);
    for (const thing of THINGS) {
      const base = indexOf(thing) * span;
      head.set(base + thing.cls, thing.score);
      sidesOf(thing, 0)
        .flatMap(distribution)
        .forEach((value, at) => {
          head.set(base + CLASSES + at, value);
        });
    }
    const common = { strides: STRIDES, bins: BINS, scores: 'probability', cellOffset: 0 };
    await expectThings([head], { kind: 'nanodet', parts: 'joined', ...common });
  });

  it('in two outputs a stride, scores as logits, cells by their middle (NanoDet)', async () => {
    const outputs = STRIDES.flatMap((stride) => {
      const scores = made(`scores${stride}`, [1, cellsOf(stride), CLASSES], -9);
      const distances = made(`distances${stride}`, [1, cellsOf(stride), 4 * BINS]);
      for (const thing of THINGS.filter((one) => one.stride === stride)) {
        const cell = thing.row * columnsOf(stride) + thing.column;
        scores.set(cell * CLASSES + thing.cls, logit(thing.score));
        sidesOf(thing, 0.5)
          .flatMap(distribution)
          .forEach((value, at) => {
            distances.set(cell * 4 * BINS + at, value);
          });
      }
      return [scores, distances];
    });
    const common = { strides: STRIDES, bins: BINS, scores: 'logits', cellOffset: 0.5 };
    await expectThings(outputs, { kind: 'nanodet', parts: 'split', ...common });
  });
});

describe('SSD', () => {
  it.each(['corners', 'corners-yx'] as const)('decoded in the network, %s in parts of the input', async (boxes) => {
    const N = 5;
    const head = made('boxes', [1, N, 4]);
    const scores = made('scores', [1, N, CLASSES]);
    THINGS.forEach(({ cls, score, cx, cy, w, h }, index) => {
      const [left, top, right, bottom] = [
        (cx - w / 2) / WIDTH,
        (cy - h / 2) / HEIGHT,
        (cx + w / 2) / WIDTH,
        (cy + h / 2) / HEIGHT,
      ];
      const corners = boxes === 'corners' ? [left, top, right, bottom] : [top, left, bottom, right];
      corners.forEach((value, at) => {
        head.set((index + 1) * 4 + at, value);
      });
      scores.set((index + 1) * CLASSES + cls, score);
    });
    const decoder = { kind: 'ssd', boxes, count: N, scores: 'probability', background: 'none' };
    await expectThings([head, scores], decoder);
  });

  it('as offsets against anchors with variances, logits with a background', async () => {
    const anchorsPx = { 8: [12, 12, 8, 20], 16: [32, 32] } as const;
    const perCell = { 8: 2, 16: 1 } as const;
    const N = cellsOf(8) * 2 + cellsOf(16);
    const head = made('boxes', [1, N, 4]);
    const scores = made('scores', [1, N, CLASSES + 1]);
    for (let row = 0; row < N; row++) scores.set(row * 3, 9);
    THINGS.forEach((thing) => {
      const stride = thing.stride as 8 | 16;
      const cell = thing.row * columnsOf(stride) + thing.column;
      const which = stride === 8 && thing.cls === 1 ? 1 : 0;
      const [w, h] = [anchorsPx[stride][which * 2]!, anchorsPx[stride][which * 2 + 1]!];
      const at = (stride === 8 ? 0 : cellsOf(8) * 2) + cell * perCell[stride] + which;
      const [x, y] = [(thing.column + 0.5) * stride, (thing.row + 0.5) * stride];
      const offsets = [
        (thing.cx - x) / (0.1 * w),
        (thing.cy - y) / (0.1 * h),
        Math.log(thing.w / w) / 0.2,
        Math.log(thing.h / h) / 0.2,
      ];
      offsets.forEach((value, part) => {
        head.set(at * 4 + part, value);
      });
      // Softmax over background, car and person: the thing's own logit makes its share the wanted score.
      scores.set(at * 3, Math.log((1 - thing.score) / 2));
      scores.set(at * 3 + 1 + thing.cls, Math.log(thing.score));
      scores.set(at * 3 + 2 - thing.cls, Math.log((1 - thing.score) / 2));
    });
    const layers = STRIDES.map((stride) => ({ stride, anchorsPx: anchorsPx[stride as 8 | 16] }));
    const decoder = {
      kind: 'ssd',
      boxes: 'offsets',
      layers,
      variances: [0.1, 0.2],
      scores: 'logits',
      background: 'first',
    };
    await expectThings([head, scores], decoder);
  });
});
