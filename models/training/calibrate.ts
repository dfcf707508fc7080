/**
 * Measures within which range each tensor of the network is quantised: the float network looks at frames, and of every
 * tensor a histogram is kept. The range is the one at which rounding what lies within and cutting what lies beyond
 * cost least together. Third powers are summed: by squares the strongest values, which are large things near the camera,
 * would be cut to round the many weak ones a little finer.
 */
import * as ort from 'onnxruntime-node';
import { tensorFrom } from '../runtime/preprocess.ts';
import { INPUT_NAME, onnxFrom } from './export-onnx.ts';
import { FIRST_SEED, makeFrames, NETWORK_INPUT } from './make-frames.ts';
import { INPUT_HEIGHT, INPUT_WIDTH } from './network.ts';
import type { Parameters } from './parameters.ts';
import { FLOWING, LEVELS, type Range, type Ranges } from './quantise-onnx.ts';
import { FRAME_BYTES } from './shards.ts';

const SCENES = 60;
const BINS = 2048;
const POWER = 3;
/** Ends of a range that are tried, as shares of the farthest value. */
const SHARES = Array.from({ length: 71 }, (_, step) => 1 - step * 0.01);
/** Drawing differs in its last bits between machines; ranges of three digits do not. */
const DIGITS = 3;

export interface Histogram {
  readonly low: number;
  readonly high: number;
  readonly counts: Float64Array;
}

export function rangeOf({ low, high, counts }: Histogram): Range {
  const width = (high - low) / counts.length;
  const cost = (share: number): number => {
    const [from, to] = [low * share, high * share];
    // Mean over errors that are spread evenly up to half a level.
    const rounding = ((to - from) / LEVELS / 2) ** POWER / (POWER + 1);
    let sum = 0;
    counts.forEach((count, bin) => {
      const value = low + (bin + 0.5) * width;
      const beyond = Math.max(0, from - value, value - to);
      sum += count * (beyond === 0 ? rounding : beyond ** POWER);
    });
    return sum;
  };
  const costs = SHARES.map(cost);
  const best = SHARES[costs.indexOf(Math.min(...costs))]!;
  const short = (value: number): number => Number((value * best).toPrecision(DIGITS));
  return { low: short(low), high: short(high) };
}

/** The frames that the committed ranges are measured on: two moments of each of the first scenes trained on. */
export async function calibrationFrames(): Promise<Uint8Array[]> {
  const { frames, pixels } = await makeFrames('training', FIRST_SEED.training, SCENES, 2);
  return frames.map((_, index) => pixels.subarray(index * FRAME_BYTES, (index + 1) * FRAME_BYTES));
}

export async function measureRanges(parameters: Parameters, frames: readonly Uint8Array[]): Promise<Ranges> {
  const session = await ort.InferenceSession.create(onnxFrom(parameters, FLOWING), { logSeverityLevel: 3 });
  const look = async (see: (name: string, values: Float32Array) => void): Promise<void> => {
    for (const rgb of frames) {
      const { data } = tensorFrom({ rgb, width: INPUT_WIDTH, height: INPUT_HEIGHT }, NETWORK_INPUT);
      const input = new ort.Tensor('float32', data, [1, 3, INPUT_HEIGHT, INPUT_WIDTH]);
      const answered = await session.run({ [INPUT_NAME]: input }, FLOWING);
      for (const name of FLOWING) see(name, answered[name]!.data as Float32Array);
    }
  };
  try {
    const seen = new Map(FLOWING.map((name) => [name, { low: 0, high: 0, counts: new Float64Array(BINS) }]));
    await look((name, values) => {
      const histogram = seen.get(name)!;
      for (const value of values) {
        if (value < histogram.low) histogram.low = value;
        if (value > histogram.high) histogram.high = value;
      }
    });
    await look((name, values) => {
      const { low, high, counts } = seen.get(name)!;
      const perUnit = BINS / (high - low);
      for (const value of values) {
        const bin = Math.min(BINS - 1, Math.floor((value - low) * perUnit));
        counts[bin] = counts[bin]! + 1;
      }
    });
    return Object.fromEntries([...seen].map(([name, histogram]) => [name, rangeOf(histogram)]));
  } finally {
    await session.release();
  }
}
