/**
 * The network's parameters as plain arrays, and the step from them to the filters that run. Standardised layers keep
 * a raw filter and a gain; the filter that runs is gain * sqrt(2 / fan-in) * (raw - mean) / spread, per output channel
 * (Qiao et al. 2019, Weight Standardization). The step is plain arithmetic, so it costs nothing and folds away at export.
 */
import { createRandom } from '../synthetic/random.ts';
import { CLASS_COUNT, filterShape, LAYERS, type LayerSpec } from './network.ts';

/** One flat array per tensor, in a fixed order: raw, gain, bias of each layer. */
export type Parameters = Float32Array[];

export interface Effective {
  readonly filter: Float32Array;
  readonly bias: Float32Array;
}

/**
 * Spread of the raw filters at the start. Standardisation undoes any scale, but Adam's steps are absolute: this makes
 * one step turn a filter by a few percent, which is what lets the net learn in half an hour.
 */
const RAW_SPREAD = 0.08;

const fanIn = (spec: LayerSpec): number =>
  filterShape(spec)
    .slice(0, 3)
    .reduce((product, side) => product * side, 1);

export function initialParameters(seed: number): Parameters {
  const random = createRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  return LAYERS.flatMap((spec) => {
    const raw = new Float32Array(fanIn(spec) * spec.outputs).map(
      () => normal() * (spec.standardised ? RAW_SPREAD : 0.02),
    );
    const residual = spec.name.startsWith('res');
    const gain = new Float32Array(spec.standardised ? spec.outputs : 0).fill(residual ? 0.5 : spec.relu ? 1 : 0.7);
    const bias = new Float32Array(spec.outputs);
    // Heat starts near zero everywhere, since almost every cell is empty (Lin et al. 2017, focal loss).
    if (spec.name === 'head') bias.fill(-3.5, 0, CLASS_COUNT);
    return [raw, gain, bias];
  });
}

interface Spread {
  readonly mean: Float32Array;
  readonly inverse: Float32Array;
}

function spreadOf(raw: Float32Array, outputs: number, least = 1e-6): Spread {
  const rows = raw.length / outputs;
  const mean = new Float32Array(outputs);
  const inverse = new Float32Array(outputs);
  for (let at = 0; at < raw.length; at++) mean[at % outputs] = mean[at % outputs]! + raw[at]! / rows;
  for (let at = 0; at < raw.length; at++)
    inverse[at % outputs] = inverse[at % outputs]! + (raw[at]! - mean[at % outputs]!) ** 2 / rows;
  for (let out = 0; out < outputs; out++) inverse[out] = 1 / Math.sqrt(inverse[out]! + least);
  return { mean, inverse };
}

export function effectiveWeights(parameters: Parameters): Map<string, Effective> {
  const result = new Map<string, Effective>();
  LAYERS.forEach((spec, index) => {
    const [raw, gain, bias] = parameters.slice(index * 3, index * 3 + 3) as [Float32Array, Float32Array, Float32Array];
    if (!spec.standardised) {
      result.set(spec.name, { filter: raw.slice(), bias: bias.slice() });
      return;
    }
    const { mean, inverse } = spreadOf(raw, spec.outputs);
    const scale = Math.sqrt(2 / fanIn(spec));
    const filter = raw.map((value, at) => {
      const out = at % spec.outputs;
      return (value - mean[out]!) * inverse[out]! * gain[out]! * scale;
    });
    result.set(spec.name, { filter, bias: bias.slice() });
  });
  return result;
}

/** Carries the gradient of the running filters back to the parameters, in the same order as they are kept. */
export function parameterGradients(parameters: Parameters, gradients: ReadonlyMap<string, Effective>): Parameters {
  return LAYERS.flatMap((spec, index) => {
    const raw = parameters[index * 3]!;
    const gain = parameters[index * 3 + 1]!;
    const { filter: slope, bias } = gradients.get(spec.name)!;
    if (!spec.standardised) return [slope, new Float32Array(0), bias];
    const { outputs } = spec;
    const { mean, inverse } = spreadOf(raw, outputs);
    const scale = Math.sqrt(2 / fanIn(spec));
    const rows = raw.length / outputs;
    const plain = new Float32Array(outputs);
    const aligned = new Float32Array(outputs);
    for (let at = 0; at < raw.length; at++) {
      const out = at % outputs;
      plain[out] = plain[out]! + slope[at]!;
      aligned[out] = aligned[out]! + slope[at]! * (raw[at]! - mean[out]!) * inverse[out]!;
    }
    const back = raw.map((value, at) => {
      const out = at % outputs;
      const unit = (value - mean[out]!) * inverse[out]!;
      return gain[out]! * scale * inverse[out]! * (slope[at]! - plain[out]! / rows - (unit * aligned[out]!) / rows);
    });
    return [back, aligned.map((sum) => sum * scale), bias];
  });
}

/**
 * Parameters that run as the given filters do, for going on from a trained file. Standardisation is undone: the raw
 * filter gets the spread of a fresh one, so that it turns as easily.
 */
export function parametersThatRun(weights: ReadonlyMap<string, Effective>): Parameters {
  return LAYERS.flatMap((spec) => {
    const { filter, bias } = weights.get(spec.name)!;
    if (!spec.standardised) return [filter.slice(), new Float32Array(0), bias.slice()];
    const { mean, inverse } = spreadOf(filter, spec.outputs, 1e-12);
    const raw = filter.map((value, at) => {
      const out = at % spec.outputs;
      return (value - mean[out]!) * inverse[out]! * RAW_SPREAD;
    });
    const unit = spreadOf(raw, spec.outputs).inverse;
    const scale = Math.sqrt(2 / fanIn(spec));
    const gain = unit.map((inverseRaw, out) => 1 / (inverse[out]! * inverseRaw * RAW_SPREAD * scale));
    return [raw, gain, bias.slice()];
  });
}

export const parameterCount = (): number =>
  LAYERS.reduce((sum, spec) => sum + fanIn(spec) * spec.outputs + spec.outputs, 0);
