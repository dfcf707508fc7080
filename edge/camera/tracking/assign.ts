/**
 * Who is whom, for the least sum of costs over all: the Hungarian method with row and column potentials (Kuhn 1955,
 * Munkres 1957), n rows, m columns, in n² m steps.
 */

/** Dearer than any chain of allowed pairs. */
const FORBIDDEN = 1e6;

/**
 * `costOf` gives the cost of a pair, or null when the two cannot be the same. Returns pairs of row and column; as many
 * as can be, and of those the cheapest. No row and no column comes twice.
 */
export function assign(
  rows: number,
  columns: number,
  costOf: (row: number, column: number) => number | null,
): readonly (readonly [row: number, column: number])[] {
  // The method wants no more rows than columns.
  if (rows > columns) return assign(columns, rows, (row, column) => costOf(column, row)).map(([a, b]) => [b, a]);
  const costs = Array.from({ length: rows }, (_, row) =>
    Float64Array.from({ length: columns }, (_unused, column) => costOf(row, column) ?? FORBIDDEN),
  );
  const rowOf = new Int32Array(columns + 1);
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(columns + 1);
  for (let row = 1; row <= rows; row += 1) {
    const from = new Int32Array(columns + 1);
    const least = new Float64Array(columns + 1).fill(Infinity);
    const isDone = new Uint8Array(columns + 1);
    let column = 0;
    rowOf[0] = row;
    // Grows a tree of cheapest steps from the new row until it meets a free column.
    do {
      isDone[column] = 1;
      const at = rowOf[column]!;
      let step = Infinity;
      let next = 0;
      for (let to = 1; to <= columns; to += 1) {
        if (isDone[to]) continue;
        const reduced = costs[at - 1]![to - 1]! - rowPotential[at]! - columnPotential[to]!;
        if (reduced < least[to]!) {
          least[to] = reduced;
          from[to] = column;
        }
        if (least[to]! < step) {
          step = least[to]!;
          next = to;
        }
      }
      for (let to = 0; to <= columns; to += 1) {
        if (isDone[to]) {
          rowPotential[rowOf[to]!]! += step;
          columnPotential[to]! -= step;
        } else least[to]! -= step;
      }
      column = next;
    } while (rowOf[column] !== 0);
    // Back along the tree: each column takes the row of the one before.
    while (column !== 0) {
      rowOf[column] = rowOf[from[column]!]!;
      column = from[column]!;
    }
  }
  const pairs: [number, number][] = [];
  for (let column = 1; column <= columns; column += 1) {
    const row = rowOf[column]! - 1;
    if (row >= 0 && costs[row]![column - 1]! < FORBIDDEN) pairs.push([row, column - 1]);
  }
  return pairs;
}
