/**
 * The training loop: batches of augmented frames, one-cycle rate (warm-up, then cosine), gradients by fast-ops, Adam.
 * Length is given in seconds of the injected clock, so that a run ends when it was promised to; the rate follows the
 * share of that time. Every so often the averaged weights are handed out, so that whatever is there can be used.
 */
import * as tf from '@tensorflow/tfjs';
import { createRandom, type Random } from '../synthetic/random.ts';
import { createAdam } from './adam.ts';
import { colourTables, cutPatches, drawView, SAMPLE_FLOATS, viewBoxes } from './augment.ts';
import type { LayerWeights } from './fast-ops.ts';
import { type LabelledBox, lossOf } from './loss.ts';
import { CLASS_INDEX } from './make-frames.ts';
import { filterShape, forwardNetwork, INPUT_HEIGHT, INPUT_WIDTH, LAYERS, PATCH, STRIDE } from './network.ts';
import { type Effective, effectiveWeights, type Parameters, parameterGradients } from './parameters.ts';
import { listShards, readFrames, readShard, type Shard, type StoredFrame } from './shards.ts';

export interface TrainConfig {
  readonly seed: number;
  readonly folder: string;
  readonly seconds: number;
  readonly batch: number;
  readonly rate: number;
  readonly checkpointSeconds: number;
}

export interface Progress {
  readonly seconds: number;
  readonly images: number;
  readonly heat: number;
  readonly box: number;
  readonly gradientNorm: number;
  readonly rate: number;
}

export interface TrainDeps {
  readonly nowS: () => number;
  readonly onProgress: (progress: Progress) => void;
  readonly onCheckpoint: (mean: Parameters, progress: Progress) => void;
}

export interface BatchResult {
  readonly heat: number;
  readonly box: number;
  readonly gradients: Map<string, Effective>;
}

/** One forward and backward pass. `patches` holds the batch one sample after another. */
export function passBatch(
  weights: ReadonlyMap<string, Effective>,
  patches: Float32Array,
  boxes: readonly (readonly LabelledBox[])[],
): BatchResult {
  const rows = INPUT_HEIGHT / STRIDE;
  const columns = INPUT_WIDTH / STRIDE;
  let heat = 0;
  let box = 0;
  const gradients = new Map<string, Effective>();
  tf.tidy(() => {
    const input = tf.tensor4d(patches, [boxes.length, INPUT_HEIGHT / PATCH, INPUT_WIDTH / PATCH, 3 * PATCH * PATCH]);
    const flat = LAYERS.flatMap((spec) => {
      const { filter, bias } = weights.get(spec.name)!;
      return [tf.tensor(filter, filterShape(spec)), tf.tensor(bias, [spec.outputs])];
    });
    const slopes = tf.grads((...tensors: tf.Tensor[]) => {
      const named = new Map<string, LayerWeights>(
        LAYERS.map((spec, index) => [
          spec.name,
          { filter: tensors[index * 2] as tf.Tensor4D, bias: tensors[index * 2 + 1] as tf.Tensor1D },
        ]),
      );
      const output = forwardNetwork(input, named);
      const loss = lossOf(output.dataSync() as Float32Array, boxes, rows, columns);
      heat = loss.heat;
      box = loss.box;
      return tf.sum(tf.mul(output, tf.tensor4d(loss.gradient, output.shape)));
    })(flat);
    LAYERS.forEach((spec, index) => {
      gradients.set(spec.name, {
        filter: slopes[index * 2]!.dataSync().slice() as Float32Array,
        bias: slopes[index * 2 + 1]!.dataSync().slice() as Float32Array,
      });
    });
  });
  return { heat, box, gradients };
}

const isNight = ({ day }: StoredFrame): boolean => day < 0.6;

/** How much a frame has of what is rare: two-wheelers, in the dark twice. */
const rarity = (frame: StoredFrame): number =>
  frame.boxes.filter(({ classIndex, ignored }) => classIndex === CLASS_INDEX['two-wheeler'] && !ignored).length *
  (isNight(frame) ? 2 : 1);

/** Of three frames drawn, the one that has most of what is rare. */
function drawIndex({ frames }: Shard, random: Random): number {
  const drawn = [0, 1, 2].map(() => random.whole(0, frames.length - 1));
  return drawn.reduce((best, index) => (rarity(frames[index]!) > rarity(frames[best]!) ? index : best));
}

/** Walks shard by shard in random order, and looks again for new shards after each round. */
function* endlessSamples(
  folder: string,
  random: Random,
): Generator<{ shard: Shard; index: number; pixels: Uint8Array }> {
  for (;;) {
    const paths = listShards(folder, 'training');
    if (paths.length === 0) throw new Error(`no training shards in ${folder}: make them with the data command first`);
    const shards = paths.map(readShard);
    // Two thousand draws, then look for new shards. Each draw takes a short mixed handful from one shard.
    for (let draw = 0; draw < 250; draw++) {
      const shard = random.pick(shards);
      const indices = Array.from({ length: 8 }, () => drawIndex(shard, random));
      const pixels = readFrames(shard, indices);
      for (let at = 0; at < indices.length; at++) yield { shard, index: indices[at]!, pixels: pixels[at]! };
    }
  }
}

/** Of the weights that are exported. */
const MEAN_DECAY = 0.996;

const rateAt = (share: number, peak: number): number =>
  share < 0.03
    ? peak * (0.05 + (0.95 * share) / 0.03)
    : peak * (0.01 + 0.495 * (1 + Math.cos(Math.PI * Math.min(1, (share - 0.03) / 0.97))));

export function train(config: TrainConfig, parameters: Parameters, deps: TrainDeps): Parameters {
  const random = createRandom(config.seed);
  const samples = endlessSamples(config.folder, random);
  const optimiser = createAdam(parameters, { meanDecay: MEAN_DECAY });
  const patches = new Float32Array(config.batch * SAMPLE_FLOATS);
  const startS = deps.nowS();
  // Samples of eight shards are mixed in a small pool, so that a batch is never one street.
  const pool = Array.from({ length: 256 }, () => samples.next().value!);
  let images = 0;
  let reportedS = 0;
  let savedS = 0;
  let smoothed: { heat: number; box: number; norm: number } | null = null;
  for (let elapsed = 0; elapsed < config.seconds; elapsed = deps.nowS() - startS) {
    const boxes: LabelledBox[][] = [];
    for (let slot = 0; slot < config.batch; slot++) {
      const place = random.whole(0, pool.length - 1);
      const { shard, index, pixels } = pool[place]!;
      pool[place] = samples.next().value!;
      const view = drawView(random);
      cutPatches(pixels, view, colourTables(random), patches, slot * SAMPLE_FLOATS);
      boxes.push(viewBoxes(shard.frames[index]!, view));
    }
    const { heat, box, gradients } = passBatch(effectiveWeights(parameters), patches, boxes);
    const rate = rateAt(elapsed / config.seconds, config.rate);
    const norm = optimiser.step(parameters, parameterGradients(parameters, gradients), rate);
    images += config.batch;
    smoothed =
      smoothed === null
        ? { heat, box, norm }
        : {
            heat: smoothed.heat * 0.98 + heat * 0.02,
            box: smoothed.box * 0.98 + box * 0.02,
            norm: smoothed.norm * 0.98 + norm * 0.02,
          };
    const progress: Progress = {
      seconds: elapsed,
      images,
      heat: smoothed.heat,
      box: smoothed.box,
      gradientNorm: smoothed.norm,
      rate,
    };
    if (elapsed - reportedS >= 10) {
      reportedS = elapsed;
      deps.onProgress(progress);
    }
    if (elapsed - savedS >= config.checkpointSeconds) {
      savedS = elapsed;
      deps.onCheckpoint(optimiser.mean, progress);
    }
  }
  return optimiser.mean;
}
