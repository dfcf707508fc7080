import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256Of } from '../runtime/manifest.ts';
import { tensorFrom } from '../runtime/preprocess.ts';
import { measureRanges, rangeOf } from './calibrate.ts';
import { onnxFrom } from './export-onnx.ts';
import { parametersFrom } from './import-onnx.ts';
import { makeFrames, NETWORK_INPUT } from './make-frames.ts';
import { CLASS_COUNT, HEAD_CHANNELS, INPUT_HEIGHT, INPUT_WIDTH, OUTPUT_NAME } from './network.ts';
import { readFields } from './protobuf.ts';
import { FLOAT_FILE, RANGES_FILE, SMALL_FILE } from './quantise.ts';
import { LEVELS, levelsOf, quantisedOnnxFrom, type Range, type Ranges, WEIGHT_MAX } from './quantise-onnx.ts';
import { FRAME_BYTES } from './shards.ts';

const [MODEL_GRAPH, GRAPH_TENSOR, TENSOR_BYTES, INT8] = [7, 5, 9, 3];
const bytesOf = (content: Uint8Array, wanted: number): Uint8Array[] =>
  readFields(content).flatMap(({ tag, value }) => (tag === wanted && typeof value !== 'number' ? [value] : []));
/** Seeds that neither training nor choosing nor scoring uses. */
const FIRST_SEED = 700_000;
const committed = (file: string): Buffer => readFileSync(join('models/city-nano', file));
const parameters = parametersFrom(committed(FLOAT_FILE));
const ranges = JSON.parse(committed(RANGES_FILE).toString()) as Ranges;
const chance = (heat: number): number => 1 / (1 + Math.exp(-heat));

let frames: Uint8Array[];
beforeAll(async () => {
  const { frames: drawn, pixels } = await makeFrames('scored', FIRST_SEED, 10, 2);
  frames = drawn.map((_, index) => pixels.subarray(index * FRAME_BYTES, (index + 1) * FRAME_BYTES));
});

async function headsOf(file: Uint8Array): Promise<Float32Array[]> {
  const session = await ort.InferenceSession.create(file, { logSeverityLevel: 3 });
  const heads: Float32Array[] = [];
  for (const rgb of frames) {
    const { data } = tensorFrom({ rgb, width: INPUT_WIDTH, height: INPUT_HEIGHT }, NETWORK_INPUT);
    const answered = await session.run({ images: new ort.Tensor('float32', data, [1, 3, INPUT_HEIGHT, INPUT_WIDTH]) });
    heads.push(answered[OUTPUT_NAME]!.data as Float32Array);
  }
  await session.release();
  return heads;
}

/** How far the quantised network lies from the float one, where one of both sees something. */
async function distanceFrom(float: readonly Float32Array[], file: Uint8Array) {
  const chances: number[] = [];
  const places: number[] = [];
  (await headsOf(file)).forEach((small, index) => {
    const plain = float[index]!;
    const cells = plain.length / HEAD_CHANNELS;
    for (let at = 0; at < CLASS_COUNT * cells; at++) {
      const [was, is] = [chance(plain[at]!), chance(small[at]!)];
      if (Math.max(was, is) < 0.2) continue;
      chances.push(Math.abs(was - is));
      for (let channel = CLASS_COUNT; channel < HEAD_CHANNELS && was > 0.4; channel++) {
        const place = channel * cells + (at % cells);
        places.push(Math.abs(plain[place]! - small[place]!));
      }
    }
  });
  const rms = (values: number[]): number => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
  return {
    cells: chances.length,
    chanceRms: rms(chances),
    chanceMax: Math.max(...chances),
    placeRms: rms(places),
    placeMax: Math.max(...places),
  };
}

describe('the committed 8-bit file', () => {
  it('is made of the committed weights and ranges, byte for byte', () => {
    const made = quantisedOnnxFrom(parameters, ranges);
    expect(sha256Of(made)).toBe(sha256Of(committed(SMALL_FILE)));
    expect(quantisedOnnxFrom(parameters, { ...ranges, blend: { low: 0, high: 9 } })).not.toEqual(made);
  });

  it('answers as the float one within the bound that models/README.md states, and would not with what flows cut', async () => {
    const float = await headsOf(committed(FLOAT_FILE));
    const distance = await distanceFrom(float, committed(SMALL_FILE));
    expect(distance.cells).toBeGreaterThan(500);
    expect(distance.chanceRms).toBeLessThan(0.02);
    expect(distance.chanceMax).toBeLessThan(0.1);
    expect(distance.placeRms).toBeLessThan(0.02);
    expect(distance.placeMax).toBeLessThan(0.1);
    const half = ({ low, high }: Range): Range => ({ low: low / 2, high: high / 2 });
    const cut = Object.fromEntries(Object.entries(ranges).map(([name, range]) => [name, half(range)]));
    expect((await distanceFrom(float, quantisedOnnxFrom(parameters, cut))).chanceRms).toBeGreaterThan(0.02);
  });
});

it('sums of two products fit in 16 bits, for processors that cut them there', () => {
  const tensors = bytesOf(bytesOf(committed(SMALL_FILE), MODEL_GRAPH)[0]!, GRAPH_TENSOR);
  const weights = tensors.filter((tensor) => readFields(tensor).some(({ tag, value }) => tag === 2 && value === INT8));
  const most = weights.flatMap((tensor) => [...Int8Array.from(bytesOf(tensor, TENSOR_BYTES)[0]!)]).map(Math.abs);
  expect(most.length).toBeGreaterThan(150_000);
  expect(2 * LEVELS * Math.max(...new Set(most))).toBeLessThan(2 ** 15);
  expect(new Set(most)).toContain(WEIGHT_MAX);
});

it('ranges that are measured again are the same, and fit what flows', async () => {
  const few = frames.slice(0, 3);
  const measured = await measureRanges(parameters, few);
  expect(await measureRanges(parameters, few)).toEqual(measured);
  expect(Object.keys(measured)).toEqual(Object.keys(ranges));
  for (const [name, { low, high }] of Object.entries(measured)) {
    expect(high, name).toBeGreaterThan(ranges[name]!.high * 0.3);
    expect(low < 0, name).toBe(ranges[name]!.low < 0);
  }
});

it('a range is cut where few values lie beyond, and is not where many do', () => {
  const counts = (far: number): Float64Array =>
    new Float64Array(100).map((_, bin) => (bin < 50 ? 1e6 : bin === 99 ? far : 0));
  expect(rangeOf({ low: 0, high: 10, counts: counts(1) }).high).toBeLessThan(9.5);
  expect(rangeOf({ low: 0, high: 10, counts: counts(1e6) }).high).toBeGreaterThan(9.8);
});

it.each([
  [{ low: 0, high: 5.1 }, 0, 0.02],
  [{ low: -2, high: 3.1 }, 100, 0.02],
  [{ low: 1, high: 5.1 }, 0, 0.02],
])('zero is one of the levels of %o', (range, zero, scale) => {
  const levels = levelsOf(range);
  expect(levels.zero).toBe(zero);
  expect(levels.scale).toBeCloseTo(scale, 6);
});

it('a tensor without a range is named', () => {
  const { blend: _, ...others } = ranges;
  expect(() => quantisedOnnxFrom(parameters, others)).toThrow('no range of blend');
  expect(onnxFrom(parameters).length).toBeGreaterThan(3 * committed(SMALL_FILE).length);
});
