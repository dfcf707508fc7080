import { describe, expect, it } from 'vitest';
import { addRow, createRidgeSums, ridgeValue, solveRidge } from './ridge.ts';

describe('ridge regression', () => {
  it('is what the formula gives for one centred input', () => {
    const x = [-2, -1, 0, 1, 2];
    const y = [-3.5, -2.2, 0.4, 1.9, 4.1];
    const sums = createRidgeSums(1, 1);
    for (const [i, value] of x.entries()) addRow(sums, [value], 0, [y[i]!], 0);
    const penalty = 0.7;
    const [slope, constant] = solveRidge(sums, penalty);
    const xy = x.reduce((sum, value, i) => sum + value * y[i]!, 0);
    const xx = x.reduce((sum, value) => sum + value * value, 0);
    expect(slope).toBeCloseTo(xy / (xx + penalty * x.length), 8);
    expect(constant).toBeCloseTo(y.reduce((sum, value) => sum + value, 0) / y.length, 8);
  });

  it('finds the plane that made the rows, for two outputs, and survives an input that never moves', () => {
    const sums = createRidgeSums(3, 2);
    for (let i = 0; i < 50; i++) {
      const row = [Math.sin(i), Math.cos(2.3 * i), 0];
      addRow(sums, row, 0, [2 * row[0]! - row[1]! + 5, -row[0]! + 3], 0);
    }
    const weights = solveRidge(sums, 0);
    expect(ridgeValue(weights, 3, 2, [0.3, -0.4, 0], 0, 0)).toBeCloseTo(2 * 0.3 + 0.4 + 5, 6);
    expect(ridgeValue(weights, 3, 2, [0.3, -0.4, 0], 0, 1)).toBeCloseTo(-0.3 + 3, 6);
  });
});
