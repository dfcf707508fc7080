import { createRandom } from '@chengyun/models/synthetic/random.ts';
import { expect, test } from 'vitest';
import { assign } from './assign.ts';

/** By trying everything: most pairs, then least cost. */
function best(costs: readonly (readonly (number | null)[])[], columns: number): { pairs: number; cost: number } {
  const from = (row: number, used: ReadonlySet<number>): { pairs: number; cost: number } => {
    if (row === costs.length) return { pairs: 0, cost: 0 };
    let found = from(row + 1, used);
    for (let column = 0; column < columns; column += 1) {
      const cost = costs[row]![column] ?? null;
      if (cost === null || used.has(column)) continue;
      const rest = from(row + 1, new Set([...used, column]));
      const own = { pairs: rest.pairs + 1, cost: rest.cost + cost };
      if (own.pairs > found.pairs || (own.pairs === found.pairs && own.cost < found.cost)) found = own;
    }
    return found;
  };
  return from(0, new Set());
}

test('the assignment is as good as trying everything, with pairs that cannot be', () => {
  const random = createRandom(5);
  for (let run = 0; run < 300; run += 1) {
    const [rows, columns] = [Math.floor(random.range(0, 6)), Math.floor(random.range(0, 6))];
    const costs = Array.from({ length: rows }, () =>
      Array.from({ length: columns }, () => (random.chance(0.35) ? null : random.range(0, 3))),
    );
    const pairs = assign(rows, columns, (row, column) => costs[row]![column]!);
    expect(new Set(pairs.map(([row]) => row)).size).toBe(pairs.length);
    expect(new Set(pairs.map(([, column]) => column)).size).toBe(pairs.length);
    const cost = pairs.reduce((sum, [row, column]) => sum + costs[row]![column]!, 0);
    const wanted = best(costs, columns);
    expect(pairs.length).toBe(wanted.pairs);
    expect(cost).toBeCloseTo(wanted.cost, 9);
  }
});
