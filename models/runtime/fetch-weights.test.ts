import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { catalogue, lookAt, verifyModel } from './catalogue.ts';
import { fetchWeights } from './fetch-weights.ts';
import { loadManifest, readManifest, sha256Of } from './manifest.ts';
import { ModelError } from './model-error.ts';
import { writeMadeModel } from './testing/made-model.ts';

const root = mkdtempSync(join(tmpdir(), 'chengyun-fetch-'));
afterAll(() => rmSync(root, { recursive: true }));

const weights = new TextEncoder().encode('the very weights');
let count = 0;
let folder: string;
let path: string;
const manifest = {
  ...readManifest('yolox-nano'),
  ...{ file: 'w.onnx', sha256: sha256Of(weights), bytes: weights.length, url: 'https://models.invalid/w.onnx' },
};
beforeEach(() => {
  folder = join(root, String(count++));
  mkdirSync(folder);
  path = join(folder, 'model.json');
  writeFileSync(path, JSON.stringify(manifest));
});

const answer =
  (body: Uint8Array<ArrayBuffer>, status = 200): typeof fetch =>
  () =>
    Promise.resolve(new Response(body, { status }));
const never: typeof fetch = () => Promise.reject(new Error('the network was asked'));

describe('fetching', () => {
  it('keeps what has the right size and sum, tells how far it is, and does not fetch twice', async () => {
    const told: number[] = [];
    const onProgress = (bytes: number): number => told.push(bytes);
    expect(await fetchWeights(path, { folder, get: answer(weights), onProgress })).toEqual({
      path: join(folder, 'w.onnx'),
      isNew: true,
    });
    expect(told.at(-1)).toBe(weights.length);
    expect(loadManifest(path).weightsPath).toBe(join(folder, 'w.onnx'));
    expect(await fetchWeights(path, { folder, get: never })).toMatchObject({ isNew: false });
  });

  it('puts the right file in the place of a wrong one', async () => {
    writeFileSync(join(folder, 'w.onnx'), 'old');
    await fetchWeights(path, { folder, get: answer(weights) });
    expect(readFileSync(join(folder, 'w.onnx'))).toEqual(Buffer.from(weights));
  });

  it.each([
    ['another content', answer(new TextEncoder().encode('the very weightz')), /: sha256 is .*…, not .*…$/],
    ['too much', answer(new TextEncoder().encode('the very weights and more')), /: it has more bytes, not 16$/],
    ['too little', answer(new TextEncoder().encode('the very')), /: it has 8 bytes, not 16$/],
    ['an error', answer(weights, 404), /cannot be fetched from https.*: the server answered 404$/],
    ['no network', never, /cannot be fetched from https.*: the network was asked$/],
  ])('refuses %s in one sentence and leaves nothing behind', async (_, get, sentence) => {
    const fetched = fetchWeights(path, { folder, get });
    await expect(fetched).rejects.toThrow(sentence);
    await expect(fetched).rejects.toBeInstanceOf(ModelError);
    expect(readdirSync(folder)).toEqual(['model.json']);
  });

  it('leaves no half file when the line breaks', async () => {
    const broken = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(weights.subarray(0, 5));
      },
      pull(controller) {
        controller.error(new Error('the line is dead'));
      },
    });
    const get: typeof fetch = () => Promise.resolve(new Response(broken));
    await expect(fetchWeights(path, { folder, get })).rejects.toThrow('broke off at 5 of 16 bytes: the line is dead');
    expect(readdirSync(folder)).toEqual(['model.json']);
  });

  it('takes them from a folder or a file without a network', async () => {
    const elsewhere = join(folder, 'stick');
    mkdirSync(elsewhere);
    await expect(fetchWeights(path, { folder, from: elsewhere, get: never })).rejects.toThrow(/are not in .*stick/);
    writeFileSync(join(elsewhere, 'w.onnx'), weights);
    await fetchWeights(path, { folder, from: elsewhere, get: never });
    expect(existsSync(join(folder, 'w.onnx'))).toBe(true);
    const to = join(folder, 'deep', 'er');
    await fetchWeights(path, { folder: to, from: join(elsewhere, 'w.onnx'), get: never });
    expect(readdirSync(to)).toEqual(['w.onnx']);
  });

  it('has nothing to fetch for a model that is trained here', async () => {
    await expect(fetchWeights('city-nano', { folder, get: never })).rejects.toThrow('nothing to fetch');
  });
});

describe('the catalogue', () => {
  it('lists what ships, with the weights that are there', () => {
    const entries = new Map(catalogue().map((entry) => [entry.name, entry]));
    expect(entries.get('city-nano')).toMatchObject({ weights: 'there', fault: null });
    expect(entries.get('yolox-nano')?.manifest?.licence).toBe('Apache-2.0');
  });

  it('says what is wrong with one', async () => {
    expect(lookAt('no-such-model')).toMatchObject({ manifest: null, fault: expect.stringContaining('is unknown') });
    expect(lookAt(path)).toMatchObject({ weights: 'absent', fault: null });
    writeFileSync(join(folder, 'w.onnx'), 'other');
    expect(lookAt(path)).toMatchObject({ weights: 'other', fault: expect.stringContaining('sha256 differs') });
    expect(await verifyModel(path)).toMatchObject({ fault: expect.stringContaining('sha256 differs') });
  });

  it('runs a model whose weights are there', async () => {
    const decoder = { kind: 'heatmap', stride: 16, sizePx: 16 };
    const outputs = [{ name: 'out', shape: [1, 6, 3, 4], values: new Float32Array(72).fill(Number.NaN) }];
    const broken = writeMadeModel(folder, 'broken', outputs, { decoder });
    expect(await verifyModel(broken)).toMatchObject({ fault: expect.stringContaining('fails its self-test') });
    expect(await verifyModel('city-nano')).toMatchObject({ weights: 'there', fault: null });
  });
});
