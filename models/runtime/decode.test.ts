import { describe, expect, it } from 'vitest';
import { heatmap } from './decode-heatmap.ts';
import { yolox } from './decode-yolox.ts';
import { iouOf, suppress } from './nms.ts';

describe('heat map', () => {
  const settings = { kind: 'heatmap', stride: 8, sizePx: 16 } as const;
  const place = { width: 32, height: 24, classes: 2 };
  const decode = (head: Float32Array, threshold: number) => heatmap.decode([head], settings, place, threshold);
  const plane = 12;
  const blank = (): Float32Array => {
    const head = new Float32Array(6 * plane);
    head.fill(-9, 0, 2 * plane);
    return head;
  };

  it('reads centre, size and class of a peak', () => {
    const head = blank();
    const cell = 1 * 4 + 2;
    head[plane + cell] = 2;
    head[2 * plane + cell] = 0.25;
    head[4 * plane + cell] = Math.log(2);
    const [box] = decode(head, 0.3);
    expect(box?.classIndex).toBe(1);
    expect(box?.score).toBeCloseTo(1 / (1 + Math.exp(-2)), 5);
    expect(box!.x + box!.w / 2).toBeCloseTo(22, 4);
    expect(box!.y + box!.h / 2).toBeCloseTo(12, 4);
    expect([box!.w, box!.h].map(Math.round)).toEqual([32, 16]);
  });

  it('lets every hot cell speak, per class', () => {
    const head = blank();
    head[5] = 1;
    head[6] = 2;
    head[plane + 5] = 1;
    expect(decode(head, 0.3).map(({ classIndex }) => classIndex)).toEqual([0, 0, 1]);
  });

  it('finds nothing below the threshold', () => {
    const head = blank();
    head[5] = 0;
    expect(decode(head, 0.51)).toEqual([]);
    expect(decode(head, 0.49)).toHaveLength(1);
  });
});

describe('YOLOX head', () => {
  it('adds the cell, scales by the stride and multiplies the scores', () => {
    const head = new Float32Array((4 + 1) * 7);
    const second = 4 * 7;
    head.set([0.5, 0.25, Math.log(2), 0, 0.8, 0.1, 0.9], second);
    const settings = { kind: 'yolox', strides: [8, 16] } as const;
    const boxes = yolox.decode([head], settings, { width: 16, height: 16, classes: 2 }, 0.3);
    expect(boxes).toHaveLength(1);
    expect(boxes[0]?.classIndex).toBe(1);
    expect(boxes[0]?.x).toBeCloseTo(8 - 16, 5);
    expect(boxes[0]?.y).toBeCloseTo(4 - 8, 5);
    expect(boxes[0]?.score).toBeCloseTo(0.72, 5);
    expect([boxes[0]!.w, boxes[0]!.h].map(Math.round)).toEqual([32, 16]);
  });
});

describe('suppression', () => {
  const box = (cls: string, score: number, x: number) => ({ cls, score, x, y: 0, w: 10, h: 10 });

  it('measures overlap', () => {
    expect(iouOf(box('a', 1, 0), box('a', 1, 5))).toBeCloseTo(1 / 3);
    expect(iouOf(box('a', 1, 0), box('a', 1, 10))).toBe(0);
  });

  it('drops the weaker of two of one class, and spares other classes', () => {
    const kept = suppress([box('a', 0.5, 1), box('a', 0.9, 0), box('b', 0.4, 0), box('a', 0.3, 8)], 0.5);
    expect(kept.map(({ cls, score }) => `${cls}${score}`)).toEqual(['a0.9', 'b0.4', 'a0.3']);
  });
});
