/**
 * What all models share: rows of features, and for each a residual to say at several steps ahead. A ridge regression
 * says what is linear, a small network corrects it and says how far the truth may be, and both ends of the band are then
 * moved so that they would have held on rows that were kept out (conformalised quantile regression, Romano et al. 2019).
 * Rows that were kept out choose how long the network trains and how much it may say; then it learns from all rows.
 */
import type { FitOptions } from '../model.ts';
import {
  type DenseShape,
  type DenseWeights,
  forward,
  textFromWeights,
  weightsFromText,
} from '../tensor/dense-network.ts';
import { startTensors } from '../tensor/runtime.ts';
import { type LossSlope, trainDense } from '../tensor/train-dense.ts';
import { conformalOffset } from './bands.ts';
import { inUnits, type Lesson, moments, sample, split, standardised } from './lesson.ts';
import { addRow, createRidgeSums, ridgeValue, solveRidge } from './ridge.ts';

/** How a network of a model is trained. */
export interface Training {
  readonly hidden: readonly [number, number];
  readonly steps: number;
  readonly batch: number;
  readonly rate: number;
  readonly weightDecay: number;
  readonly ridgePenalty: number;
}

export interface LearnPlan extends Training {
  /** Length of the learned vector of each series; 0: series are not told apart. */
  readonly embedded: number;
  readonly seriesCount: number;
}

/** Plain data. */
export interface LearnerState {
  readonly shape: DenseShape;
  readonly mean: readonly number[];
  readonly spread: readonly number[];
  readonly ridge: readonly number[];
  /** Unit of the network's outputs, for each step ahead. */
  readonly scale: readonly number[];
  readonly weights: readonly string[];
  /** How much of the network's correction is used: 0, 0.5 or 1. */
  readonly share: number;
  readonly lowOffset: readonly number[];
  readonly highOffset: readonly number[];
}

export interface Residual {
  readonly low: Float64Array;
  readonly centre: Float64Array;
  readonly high: Float64Array;
}

const CHECKS = 12;
const CHECK_ROWS_MAX = 3_000;
const SHARES = [0, 0.5, 1];
const LOW = 0.1;
const HIGH = 0.9;

export async function learn(lesson: Lesson, plan: LearnPlan, options: FitOptions): Promise<LearnerState> {
  const { tf } = await startTensors();
  const { rows, featureCount, targetCount } = lesson;
  const { mean, spread } = moments(lesson);
  const features = standardised(lesson, mean, spread);
  const ridge = solve(lesson, features, plan.ridgePenalty);
  options.onProgress(0.05);
  options.signal.throwIfAborted();

  const { left, scale } = remainders(lesson, features, ridge);
  const shape: DenseShape = {
    features: featureCount,
    series: plan.embedded > 0 ? plan.seriesCount : 0,
    embedded: plan.embedded,
    hidden: plan.hidden,
    outputs: targetCount * 3,
  };
  const [learning, kept] = split(lesson);
  const checked = sample(kept, CHECK_ROWS_MAX, options.seed);
  const dense = { features, series: plan.embedded > 0 ? lesson.series : new Int32Array(rows).fill(-1) };
  const errorOf = (weights: DenseWeights, share: number) => {
    let sum = 0;
    for (const row of checked) {
      const out = forward(
        shape,
        weights,
        features.subarray(row * featureCount, (row + 1) * featureCount),
        dense.series[row]!,
      );
      for (let k = 0; k < targetCount; k++) {
        const truth = left[row * targetCount + k]!;
        if (!Number.isNaN(truth)) sum += (truth - share * out[k]!) ** 2;
      }
    }
    return sum;
  };

  let best: { step: number; error: number; weights: DenseWeights } | null = null;
  const every = Math.max(1, Math.floor(plan.steps / CHECKS));
  const train = (rowsToLearn: Int32Array, steps: number, onStep: (step: number, weights: DenseWeights) => void) =>
    trainDense(tf, shape, dense, rowsToLearn, slopeOf(left, targetCount), {
      ...plan,
      steps,
      scheduleSteps: plan.steps,
      seed: options.seed,
      signal: options.signal,
      onStep,
    });
  await train(learning, plan.steps, (step, weights) => {
    options.onProgress(0.05 + (0.45 * step) / plan.steps);
    if (step % every !== 0) return;
    const error = errorOf(weights, 1);
    if (best === null || error < best.error) best = { step, error, weights: weights.map((one) => one.slice()) };
  });
  const chosen = best as { step: number; error: number; weights: DenseWeights } | null;
  if (chosen === null) throw new Error('a training of no steps');
  const errors = SHARES.map((share) => errorOf(chosen.weights, share));
  const share = SHARES[errors.indexOf(Math.min(...errors))]!;
  const offsets = calibrate(lesson, { shape, features, series: dense.series, left, weights: chosen.weights }, kept);

  const all = Int32Array.from({ length: rows }, (_, row) => row);
  const weights = await train(all, chosen.step, (step) => options.onProgress(0.5 + (0.5 * step) / chosen.step));
  return {
    ...{ shape, mean: [...mean], spread: [...spread], ridge: [...solveAll(lesson, features, plan.ridgePenalty)] },
    ...{ scale: [...scale], weights: textFromWeights(weights), share, ...offsets },
  };
}

/** Says the residual at each step ahead, from one row of features. A series below 0 was not there in training. */
export function createResidual(state: LearnerState): (features: ArrayLike<number>, series: number) => Residual {
  const { shape, mean, spread, ridge, scale, share, lowOffset, highOffset } = state;
  const weights = weightsFromText(state.weights);
  const targetCount = scale.length;
  const row = new Float32Array(shape.features);
  return (features, series) => {
    for (let i = 0; i < shape.features; i++) row[i] = inUnits(features[i]!, mean[i]!, spread[i]!);
    const out = forward(shape, weights, row, shape.embedded > 0 ? series : -1);
    const [low, centre, high] = [0, 0, 0].map(() => new Float64Array(targetCount)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    for (let k = 0; k < targetCount; k++) {
      const base = ridgeValue(ridge, shape.features, targetCount, row, 0, k);
      const unit = scale[k]!;
      centre[k] = base + unit * share * out[k]!;
      // A band that does not hold its own centre would be no band.
      low[k] = Math.min(centre[k]!, base + unit * (out[targetCount + k]! + lowOffset[k]!));
      high[k] = Math.max(centre[k]!, base + unit * (out[2 * targetCount + k]! + highOffset[k]!));
    }
    return { low, centre, high };
  };
}

/**
 * One solution for all steps ahead from the rows whose truth is whole; where most rows miss some of it, for instance
 * because a station speaks at every second step, one for each step ahead from the rows that know it.
 */
function solve(lesson: Lesson, features: Float32Array, penalty: number, withHeldOut = false): Float64Array {
  const { rows, featureCount, targetCount, targets, heldOut } = lesson;
  const usable = Array.from({ length: rows }, (_, row) => row).filter((row) => withHeldOut || heldOut[row] === 0);
  const knows = (row: number, k: number) => !Number.isNaN(targets[row * targetCount + k]!);
  const steps = Array.from({ length: targetCount }, (_, k) => k);
  const whole = usable.filter((row) => steps.every((k) => knows(row, k)));
  if (whole.length > usable.length / 2) {
    const sums = createRidgeSums(featureCount, targetCount);
    for (const row of whole) addRow(sums, features, row * featureCount, targets, row * targetCount);
    return solveRidge(sums, penalty);
  }
  const weights = new Float64Array((featureCount + 1) * targetCount);
  for (const k of steps) {
    const sums = createRidgeSums(featureCount, 1);
    for (const row of usable) {
      if (knows(row, k)) addRow(sums, features, row * featureCount, targets, row * targetCount + k);
    }
    solveRidge(sums, penalty).forEach((weight, i) => {
      weights[i * targetCount + k] = weight;
    });
  }
  return weights;
}

const solveAll = (lesson: Lesson, features: Float32Array, penalty: number) => solve(lesson, features, penalty, true);

/** What the ridge leaves over, in units of its spread at each step ahead. */
function remainders(
  { rows, featureCount, targetCount, targets }: Lesson,
  features: Float32Array,
  ridge: Float64Array,
): { left: Float32Array; scale: Float64Array } {
  const left = new Float32Array(rows * targetCount);
  const squares = new Float64Array(targetCount);
  const counts = new Float64Array(targetCount);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < targetCount; k++) {
      const at = row * targetCount + k;
      left[at] = targets[at]! - ridgeValue(ridge, featureCount, targetCount, features, row * featureCount, k);
      if (Number.isNaN(left[at]!)) continue;
      squares[k] = squares[k]! + left[at]! ** 2;
      counts[k] = counts[k]! + 1;
    }
  }
  const scale = squares.map((square, k) => Math.sqrt(square / Math.max(1, counts[k]!)) || 1);
  for (let at = 0; at < left.length; at++) left[at] = left[at]! / scale[at % targetCount]!;
  return { left, scale };
}

/** Squared error for the centre, pinball loss (Koenker & Bassett 1978) for both ends of the band. */
function slopeOf(left: Float32Array, targetCount: number): LossSlope {
  return (batch, outputs, slope) => {
    const share = 1 / batch.length;
    batch.forEach((row, i) => {
      for (let k = 0; k < targetCount; k++) {
        const truth = left[row * targetCount + k]!;
        if (Number.isNaN(truth)) continue;
        const at = i * targetCount * 3 + k;
        slope[at] = 2 * share * (outputs[at]! - truth);
        slope[at + targetCount] = share * (truth < outputs[at + targetCount]! ? 1 - LOW : -LOW);
        slope[at + 2 * targetCount] = share * (truth < outputs[at + 2 * targetCount]! ? 1 - HIGH : -HIGH);
      }
    });
  };
}

interface Calibrated {
  readonly shape: DenseShape;
  readonly features: Float32Array;
  readonly series: Int32Array;
  readonly left: Float32Array;
  readonly weights: DenseWeights;
}

function calibrate({ featureCount, targetCount }: Lesson, net: Calibrated, kept: Int32Array) {
  const rows = sample(kept, CHECK_ROWS_MAX * 3, 7);
  const outputs = Array.from(rows, (row) => {
    const features = net.features.subarray(row * featureCount, (row + 1) * featureCount);
    return forward(net.shape, net.weights, features, net.series[row]!);
  });
  const missBy = (end: 1 | 2, k: number) =>
    outputs.map((out, i) => net.left[rows[i]! * targetCount + k]! - out[end * targetCount + k]!);
  const steps = Array.from({ length: targetCount }, (_, k) => k);
  return {
    lowOffset: steps.map((k) => conformalOffset(missBy(1, k), LOW)),
    highOffset: steps.map((k) => conformalOffset(missBy(2, k), HIGH)),
  };
}
