import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createClassifier } from './classifier.ts';
import { createDetector } from './detector.ts';
import { sha256Of } from './manifest.ts';
import { ModelError } from './model-error.ts';
import { builtProviders } from './providers.ts';
import { cropRegion } from './region.ts';
import { selfTestModel, testCard } from './self-test.ts';
import { madeNetwork, plainInput, writeMadeModel } from './testing/made-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'chengyun-open-'));
afterAll(() => rmSync(folder, { recursive: true }));

const decoder = { kind: 'heatmap', stride: 16, sizePx: 16 };
const heads = (fill = -9) => [{ name: 'out', shape: [1, 6, 3, 4], values: new Float32Array(72).fill(fill) }];
const detectorAt = (id: string, fields: object = {}, outputs = heads()) =>
  writeMadeModel(folder, id, outputs, { decoder, ...fields });

describe('opening a model', () => {
  it.each([
    ['input', { input: { ...plainInput(64, 48), name: 'picture' } }, 'its weights have no input picture, but images'],
    ['output', { output: 'heat' }, 'its weights have no output heat, but out'],
    [
      'classes',
      { classes: ['car'], classMap: {} },
      'its output out has the shape 1x6x3x4, and by its manifest it must be 1x5x3x4',
    ],
    ['outputs', { output: ['out', 'out'] }, 'its manifest names 2 outputs, and its decoder heatmap reads 1'],
    [
      'strides',
      { decoder: { ...decoder, stride: 8 } },
      'its output out has the shape 1x6x3x4, and by its manifest it must be 1x6x6x8',
    ],
  ])('says in one sentence that its %s is not that of the manifest', async (id, fields, sentence) => {
    const opened = createDetector(detectorAt(`wrong-${id}`, fields));
    await expect(opened).rejects.toThrow(`model wrong-${id} cannot be used: ${sentence}`);
    await expect(opened).rejects.toBeInstanceOf(ModelError);
  });

  it('refuses a picture size that the weights do not have', async () => {
    const path = detectorAt('wrong-size');
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as object;
    writeFileSync(path, JSON.stringify({ ...manifest, input: plainInput(128, 96) }));
    await expect(createDetector(path)).rejects.toThrow('its input images has the shape 1x3x48x64');
  });

  it('refuses a file that is no network, and the wrong task', async () => {
    const path = detectorAt('rubbish');
    writeFileSync(join(folder, 'rubbish.onnx'), 'rubbish');
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as object;
    writeFileSync(path, JSON.stringify({ ...manifest, sha256: sha256Of(new TextEncoder().encode('rubbish')) }));
    await expect(createDetector(path)).rejects.toThrow(/^model rubbish cannot be opened on cpu \(.+\)$/);
    await expect(createClassifier(detectorAt('no-classes'))).rejects.toThrow(
      'model no-classes is no classifier: its task is detect',
    );
  });
});

describe('execution providers', () => {
  it('are those that the runtime was built with, the processor always', () => {
    expect(builtProviders()).toContain('cpu');
  });

  it('refuse when the one asked for is absent', async () => {
    const opened = createDetector('city-nano', { providers: ['abacus'] });
    await expect(opened).rejects.toThrow(
      `model city-nano cannot be opened on abacus (this build of ONNX Runtime has ${builtProviders().join(', ')})`,
    );
    await expect(createDetector('city-nano', { providers: [] })).rejects.toThrow('no execution provider');
  });

  it('fall back where that is configured, and say so', async () => {
    const notes: string[] = [];
    const detector = await createDetector('city-nano', {
      providers: ['abacus', 'cpu'],
      note: (text) => notes.push(text),
    });
    expect(detector.provider).toBe('cpu');
    expect(notes).toEqual([expect.stringMatching(/^model city-nano runs on cpu, because it cannot on abacus \(/)]);
    await detector.close();
  });
});

describe('the self-test', () => {
  it('passes for what ships and runs', async () => {
    await expect(selfTestModel('city-nano')).resolves.toBeUndefined();
    await expect(selfTestModel(detectorAt('well', {}, heads(1)))).resolves.toBeUndefined();
  });

  it('fails for numbers that are none', async () => {
    const broken = detectorAt('broken', {}, heads(Number.NaN));
    await expect(selfTestModel(broken)).rejects.toThrow('model broken fails its self-test: its output out holds NaN');
  });

  it('fails for scores that are no probabilities', async () => {
    const outputs = [{ name: 'out', shape: [1, 2], values: Float32Array.of(3, 5) }];
    const fields = { task: 'classify', decoder: { kind: 'classes', scores: 'probability' } };
    const path = writeMadeModel(folder, 'loud', outputs, fields);
    await expect(selfTestModel(path)).rejects.toThrow(
      'model loud fails its self-test: its scores are no probabilities',
    );
  });

  it('fails for a missing model and for weights with another sum', async () => {
    await expect(selfTestModel('no-such')).rejects.toThrow(/^model no-such is unknown/);
    const path = detectorAt('swapped');
    writeFileSync(join(folder, 'swapped.onnx'), 'something else');
    await expect(selfTestModel(path)).rejects.toThrow(/are not those of model swapped: sha256 is/);
  });
});

describe('a model that judges rows of readings', () => {
  const series = (id: string, fill: number, classes: readonly string[] = ['good', 'spike']) => {
    const outputs = [{ name: 'shares', shape: [1, 3, 2], values: new Float32Array(6).fill(fill) }];
    const path = join(folder, `${id}.json`);
    const weights = madeNetwork('features', ['series', 'readings', 4], outputs);
    writeFileSync(join(folder, `${id}.onnx`), weights);
    const common = {
      licence: 'Apache-2.0',
      source: 'made for a test',
      bytes: weights.length,
      sha256: sha256Of(weights),
    };
    const ends = { input: 'features', output: 'shares', classes };
    writeFileSync(path, JSON.stringify({ id, task: 'sensor-faults', file: `${id}.onnx`, ...common, ...ends }));
    return path;
  };

  it('passes the self-test with shares, and fails it without', async () => {
    await expect(selfTestModel(series('shares', 0.5))).resolves.toBeUndefined();
    await expect(selfTestModel(series('loose', 0.7))).rejects.toThrow('model loose fails its self-test: the shares of');
    await expect(selfTestModel(series('three', 0.5, ['a', 'b', 'c']))).rejects.toThrow(
      '1x3x2, and its manifest names 3',
    );
  });

  it('is no detector', async () => {
    await expect(createDetector(series('row', 0.5))).rejects.toThrow('model row looks at no pictures');
  });
});

describe('a classifier', () => {
  const outputs = [{ name: 'out', shape: [1, 3], values: Float32Array.of(0, Math.log(6), Math.log(3)) }];
  const fields = { task: 'classify', classes: ['dry', 'film', 'deep'] };

  it.each([
    ['logits', outputs],
    ['probability', [{ name: 'out', shape: [1, 3], values: Float32Array.of(0.1, 0.6, 0.3) }]],
  ] as const)('names the likeliest class from %s', async (scores, heads) => {
    const path = writeMadeModel(folder, `class-${scores}`, heads, { ...fields, decoder: { kind: 'classes', scores } });
    const classifier = await createClassifier(path);
    const { cls, score } = await classifier.classify(testCard(), { x: 0.2, y: 0.2, w: 0.5, h: 0.5 });
    expect(cls).toBe('film');
    expect(score).toBeCloseTo(0.6, 5);
    await expect(classifier.classify(testCard(), { x: 0.2, y: 0.2, w: 0.001, h: 0.5 })).rejects.toThrow('the region');
    await classifier.close();
  });

  it('sees the region only: outside of a polygon all is grey', () => {
    const frame = testCard(100, 100);
    const box = cropRegion(frame, { x: 0.1, y: 0.2, w: 0.5, h: 0.3 }, 114);
    expect([box.width, box.height]).toEqual([50, 30]);
    expect([...box.rgb.subarray(0, 3)]).toEqual([...frame.rgb.subarray((20 * 100 + 10) * 3, (20 * 100 + 10) * 3 + 3)]);
    const triangle = cropRegion(
      frame,
      [
        [0, 0],
        [1, 0],
        [0, 1],
      ],
      114,
    );
    expect([...triangle.rgb.subarray((80 * 100 + 80) * 3, (80 * 100 + 80) * 3 + 3)]).toEqual([114, 114, 114]);
    expect([...triangle.rgb.subarray((20 * 100 + 20) * 3, (20 * 100 + 20) * 3 + 3)]).not.toEqual([114, 114, 114]);
  });
});
