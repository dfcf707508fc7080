/** Ridge regression by normal equations (Hoerl & Kennard 1970), solved with Cholesky's decomposition. */

export interface RidgeSums {
  readonly inputs: number;
  readonly outputs: number;
  /** Row by row, X'X of the inputs with a constant as the last one. */
  readonly products: Float64Array;
  /** X'Y, inputs x outputs. */
  readonly targets: Float64Array;
  rows: number;
}

/** The constant is the last input and is added here; callers do not send it. */
export function createRidgeSums(features: number, outputs: number): RidgeSums {
  const inputs = features + 1;
  return {
    inputs,
    outputs,
    products: new Float64Array(inputs * inputs),
    targets: new Float64Array(inputs * outputs),
    rows: 0,
  };
}

export function addRow(sums: RidgeSums, x: ArrayLike<number>, xAt: number, y: ArrayLike<number>, yAt: number): void {
  const { inputs, outputs, products, targets } = sums;
  sums.rows += 1;
  for (let i = 0; i < inputs; i++) {
    const xi = i === inputs - 1 ? 1 : x[xAt + i]!;
    if (xi === 0) continue;
    const row = i * inputs;
    for (let j = 0; j <= i; j++) products[row + j] = products[row + j]! + xi * (j === inputs - 1 ? 1 : x[xAt + j]!);
    for (let k = 0; k < outputs; k++) targets[i * outputs + k] = targets[i * outputs + k]! + xi * y[yAt + k]!;
  }
}

/** Weights, inputs x outputs, the constant last. `penalty` is per row and does not touch the constant. */
export function solveRidge(sums: RidgeSums, penalty: number): Float64Array {
  const { inputs, outputs, rows } = sums;
  const lower = Float64Array.from(sums.products);
  for (let i = 0; i < inputs; i++) {
    // A trace of it keeps inputs that never move from making the matrix singular.
    lower[i * inputs + i] = lower[i * inputs + i]! + (i === inputs - 1 ? 1e-9 : penalty * rows + 1e-9);
  }
  factorise(lower, inputs);
  const weights = Float64Array.from(sums.targets);
  for (let k = 0; k < outputs; k++) substitute(lower, inputs, weights, outputs, k);
  return weights;
}

/** Cholesky's decomposition in place, lower triangle. */
function factorise(a: Float64Array, n: number): void {
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!;
      if (i === j) a[j * n + j] = Math.sqrt(Math.max(sum, 1e-12));
      else a[i * n + j] = sum / a[j * n + j]!;
    }
  }
}

function substitute(lower: Float64Array, n: number, b: Float64Array, stride: number, column: number): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i * stride + column]!;
    for (let k = 0; k < i; k++) sum -= lower[i * n + k]! * b[k * stride + column]!;
    b[i * stride + column] = sum / lower[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i * stride + column]!;
    for (let k = i + 1; k < n; k++) sum -= lower[k * n + i]! * b[k * stride + column]!;
    b[i * stride + column] = sum / lower[i * n + i]!;
  }
}

/** One output of the fitted regression for one row. */
export function ridgeValue(
  weights: ArrayLike<number>,
  features: number,
  outputs: number,
  x: ArrayLike<number>,
  xAt: number,
  output: number,
): number {
  let sum = weights[features * outputs + output]!;
  for (let i = 0; i < features; i++) sum += x[xAt + i]! * weights[i * outputs + output]!;
  return sum;
}
