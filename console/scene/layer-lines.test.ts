import { describe, expect, it } from 'vitest';
import { chevronArmM, chevronEveryM, chevronsOf, piecesOf } from './layer-lines.ts';

/** North for a while, then east. */
const path = [0, 0, 0, 1000, 1500, 1000];

describe('chevrons', () => {
  it('stand on the path, about as far apart as they should, with two arms each', () => {
    const arms = [...chevronsOf(path)];
    expect(arms).toHaveLength(2 * Math.round(2500 / chevronEveryM));
    for (const [ax, ay, bx, by] of arms) {
      expect(ax === 0 || ay === 1000).toBe(true);
      expect(Math.hypot(bx - ax, by - ay)).toBeCloseTo(chevronArmM, 6);
    }
  });

  it('point ahead: their arms lie behind the tip, one on either side', () => {
    const [left, right] = [...chevronsOf([0, 0, 0, 300])];
    expect(left!.slice(0, 2)).toEqual([0, 150]);
    expect(left![3]).toBeLessThan(150);
    expect(Math.sign(left![2])).toBe(-Math.sign(right![2]));
  });

  it('mark a short pipe once, and nothing that has no length', () => {
    expect([...chevronsOf([5, 5, 5, 25])]).toHaveLength(2);
    expect([...chevronsOf([5, 5])]).toEqual([]);
    expect([...chevronsOf([5, 5, 5, 5])]).toEqual([]);
    expect([...piecesOf(path)]).toHaveLength(2);
  });
});
