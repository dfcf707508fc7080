/**
 * A small network of dense layers with an optional learned vector for each series, as plain arrays: two hidden layers
 * with ReLU and a linear output. What a row costs in prediction is some ten thousand multiplications, which plain
 * arithmetic does in microseconds and without waiting; training runs on tensors (train-dense.ts).
 */
export interface DenseShape {
  readonly features: number;
  /** Series that have a vector of their own, and its length; 0 when series are not told apart. */
  readonly series: number;
  readonly embedded: number;
  readonly hidden: readonly [number, number];
  readonly outputs: number;
}

/** In a fixed order: weights and biases of three layers, then the vectors of the series. Weights are inputs x outputs. */
export type DenseWeights = readonly Float32Array[];

/** Tensors that are pulled towards zero while training; biases are not. */
export const DECAYED: readonly boolean[] = [true, false, true, false, true, false, true];

export function layerSizes(shape: DenseShape): readonly (readonly [number, number])[] {
  const [first, second] = shape.hidden;
  return [
    [shape.features + shape.embedded, first],
    [first, second],
    [second, shape.outputs],
  ];
}

/** He et al. 2015 for the hidden layers; the output starts at zero, so that training starts from what it corrects. */
export function initialWeights(shape: DenseShape, random: () => number): DenseWeights {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const layers = layerSizes(shape).flatMap(([inputs, outputs], index) => {
    const spread = index === 2 ? 0 : Math.sqrt(2 / inputs);
    return [new Float32Array(inputs * outputs).map(() => normal() * spread), new Float32Array(outputs)];
  });
  return [...layers, new Float32Array(shape.series * shape.embedded).map(() => normal() * 0.1)];
}

/** Outputs for one row. A series below 0 is one that was not there in training: its vector is zero. */
export function forward(
  shape: DenseShape,
  weights: DenseWeights,
  features: ArrayLike<number>,
  series: number,
): Float64Array {
  let values = new Float64Array(shape.features + shape.embedded);
  for (let i = 0; i < shape.features; i++) values[i] = features[i]!;
  if (series >= 0) {
    for (let i = 0; i < shape.embedded; i++) values[shape.features + i] = weights[6]![series * shape.embedded + i]!;
  }
  layerSizes(shape).forEach(([inputs, outputs], layer) => {
    const matrix = weights[layer * 2]!;
    const next = Float64Array.from(weights[layer * 2 + 1]!);
    for (let i = 0; i < inputs; i++) {
      const value = values[i]!;
      if (value === 0) continue;
      const row = i * outputs;
      for (let j = 0; j < outputs; j++) next[j] = next[j]! + value * matrix[row + j]!;
    }
    if (layer < 2) for (let j = 0; j < outputs; j++) next[j] = Math.max(0, next[j]!);
    values = next;
  });
  return values;
}

/** Weights as text for a store of plain data. */
export function textFromWeights(weights: DenseWeights): string[] {
  return weights.map((tensor) => Buffer.from(tensor.buffer, tensor.byteOffset, tensor.byteLength).toString('base64'));
}

export function weightsFromText(texts: readonly string[]): DenseWeights {
  return texts.map((text) => {
    const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
    return new Float32Array(bytes.buffer);
  });
}
