import { describe, expect, it } from 'vitest';
import { createRandom } from '../synthetic/random.ts';
import { drawView, PLAIN_VIEW, viewBoxes } from './augment.ts';
import { type LabelledBox, lossOf } from './loss.ts';

const box = (part: Partial<LabelledBox>): LabelledBox => ({
  classIndex: 0,
  cx: 20,
  cy: 12,
  w: 16,
  h: 12,
  ignored: false,
  ...part,
});
const rows = 3;
const columns = 5;
const output = (seed: number): Float32Array => {
  const random = createRandom(seed);
  return new Float32Array(rows * columns * 7).map(() => random.range(-1.5, 1.5));
};
const total = (values: Float32Array, boxes: LabelledBox[]): number => {
  const { heat, box: place } = lossOf(values, [boxes], rows, columns);
  return heat + place;
};

describe('loss', () => {
  it('has the gradient that it says it has', () => {
    const values = output(1);
    const boxes = [box({}), box({ classIndex: 2, cx: 33, cy: 5, w: 6, h: 14 })];
    const { gradient } = lossOf(values, [boxes], rows, columns);
    for (let at = 0; at < values.length; at++) {
      const up = values.slice();
      const down = values.slice();
      up[at] = up[at]! + 1e-2;
      down[at] = down[at]! - 1e-2;
      const slope = (total(up, boxes) - total(down, boxes)) / 2e-2;
      expect(Math.abs(slope - gradient[at]!)).toBeLessThan(4e-3);
    }
  });

  it('asks nothing where the truth cannot be labelled', () => {
    const values = output(2);
    const { gradient } = lossOf(values, [[box({ ignored: true })]], rows, columns);
    const cell = (1 * columns + 2) * 7;
    expect(gradient[cell]).toBe(0);
    expect(gradient[cell + 1]).not.toBe(0);
    expect(gradient.subarray(cell + 3, cell + 7).every((value) => value === 0)).toBe(true);
  });
});

describe('augmented truth', () => {
  const frame = { seed: 1, day: 1, boxes: [{ ...box({ cx: 100, cy: 80, w: 40, h: 20 }), visible: 1 }] };

  it('is the truth itself in the plain view', () => {
    expect(viewBoxes(frame, PLAIN_VIEW)[0]).toMatchObject({ cx: 100, cy: 80, w: 40, h: 20, ignored: false });
  });

  it('moves with the picture', () => {
    const random = createRandom(4);
    for (let round = 0; round < 50; round++) {
      const view = drawView(random);
      for (const { cx, w, classIndex } of viewBoxes(frame, view)) {
        expect(classIndex).toBe(0);
        // Wholly inside: back in the source it is the box that went in.
        if (cx - w / 2 > 0 && cx + w / 2 < 320) {
          expect(cx * view.stepX + view.shiftX).toBeCloseTo(100, 3);
          expect(w * Math.abs(view.stepX)).toBeCloseTo(40, 3);
        }
      }
    }
  });
});
