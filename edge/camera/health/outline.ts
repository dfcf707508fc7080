/**
 * Where the edges of a view are, coarsely, and how two such outlines lie to each other. The light of the day changes how
 * strong edges are, a camera that was turned changes where they are.
 */

/** Edge strengths on a grid, without the mean of all, of length 1. */
export interface Outline {
  readonly values: Float32Array;
  readonly columns: number;
  readonly rows: number;
}

export interface Placement {
  /** How alike the two are where they lie, 1 for the same. */
  readonly inPlace: number;
  /** And where they fit best: by how much of the width and height the second is shifted. */
  readonly best: number;
  readonly dx: number;
  readonly dy: number;
}

const COLUMNS = 96;
const ROWS = 54;
/** Part of the picture by which an outline is shifted at most. */
const SHIFT_MAX = 0.25;

export function outlineOf(luma: Float32Array, width: number, height: number): Outline {
  const coarse = new Float32Array(COLUMNS * ROWS);
  for (let row = 0; row < ROWS; row += 1) {
    const [top, bottom] = [Math.floor((row * height) / ROWS), Math.floor(((row + 1) * height) / ROWS)];
    for (let column = 0; column < COLUMNS; column += 1) {
      const [left, right] = [Math.floor((column * width) / COLUMNS), Math.floor(((column + 1) * width) / COLUMNS)];
      let [sum, count] = [0, 0];
      for (let y = top; y < Math.max(top + 1, bottom) && y < height; y += 1) {
        for (let x = left; x < Math.max(left + 1, right) && x < width; x += 1) {
          sum += luma[y * width + x]!;
          count += 1;
        }
      }
      coarse[row * COLUMNS + column] = count === 0 ? 0 : sum / count;
    }
  }
  const values = new Float32Array(COLUMNS * ROWS);
  for (let row = 1; row < ROWS - 1; row += 1) {
    for (let at = row * COLUMNS + 1; at < (row + 1) * COLUMNS - 1; at += 1) {
      const [dx, dy] = [coarse[at + 1]! - coarse[at - 1]!, coarse[at + COLUMNS]! - coarse[at - COLUMNS]!];
      // A few glaring edges must not outweigh the rest of the street.
      values[at] = Math.log1p(Math.hypot(dx, dy));
    }
  }
  return { values: unit(values), columns: COLUMNS, rows: ROWS };
}

function unit(values: Float32Array): Float32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const centred = values.map((value) => value - mean);
  const length = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0)) || 1;
  return centred.map((value) => value / length);
}

/** Mean of two outlines, the second with this share. */
export function blend(a: Outline, b: Outline, share: number): Outline {
  return { ...a, values: unit(a.values.map((value, at) => value + (b.values[at]! - value) * share)) };
}

/** Nothing better is looked for when it fits in place by `enough`. */
export function placementOf(reference: Outline, now: Outline, enough = 1): Placement {
  const inPlace = alike(reference, now, 0, 0);
  if (inPlace >= enough) return { inPlace, best: inPlace, dx: 0, dy: 0 };
  let [best, dx, dy] = [inPlace, 0, 0];
  const [across, down] = [Math.floor(reference.columns * SHIFT_MAX), Math.floor(reference.rows * SHIFT_MAX)];
  for (let y = -down; y <= down; y += 1) {
    for (let x = -across; x <= across; x += 1) {
      const fit = x === 0 && y === 0 ? inPlace : alike(reference, now, x, y);
      if (fit > best) [best, dx, dy] = [fit, x / reference.columns, y / reference.rows];
    }
  }
  return { inPlace, best, dx, dy };
}

/** Correlation over what both show when the second is shifted so. */
function alike({ values: a, columns, rows }: Outline, { values: b }: Outline, dx: number, dy: number): number {
  let [both, ofA, ofB] = [0, 0, 0];
  for (let row = Math.max(0, -dy); row < Math.min(rows, rows - dy); row += 1) {
    for (let column = Math.max(0, -dx); column < Math.min(columns, columns - dx); column += 1) {
      const [left, right] = [a[row * columns + column]!, b[(row + dy) * columns + column + dx]!];
      both += left * right;
      ofA += left * left;
      ofB += right * right;
    }
  }
  return both / (Math.sqrt(ofA * ofB) || 1);
}
