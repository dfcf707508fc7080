import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadManifest, modelIds, readManifest, sha256Of } from './manifest.ts';
import type { DetectorManifest } from './manifest-types.ts';
import { parseManifest } from './parse-manifest.ts';

const folder = mkdtempSync(join(tmpdir(), 'chengyun-models-'));
afterAll(() => rmSync(folder, { recursive: true }));

const weights = new TextEncoder().encode('weights');
const manifest = {
  ...(readManifest('yolox-nano') as DetectorManifest),
  file: 'w.onnx',
  sha256: sha256Of(weights),
  url: 'https://models.invalid/w.onnx',
};
const path = join(folder, 'model.json');
writeFileSync(path, JSON.stringify(manifest));

describe('manifests', () => {
  it('that ship are sound, and city-nano carries the weights it names', () => {
    for (const id of modelIds()) expect(readManifest(id).id).toBe(id);
    expect(loadManifest('city-nano').manifest.id).toBe('city-nano');
  });

  it.each([
    [null, 'it is not an object'],
    [{ ...manifest, task: 'guess' }, 'task must be one of detect, classify, sensor-faults, but is "guess"'],
    [{ ...manifest, classMap: { unicorn: 'vehicle' } }, 'classMap names unicorn, which is not in classes'],
    [{ ...manifest, classMap: { car: 'horse' } }, 'classMap leads to horse, which is not a class of ours'],
    [{ ...manifest, classes: ['car', 'car'] }, 'classes names car twice'],
    [{ ...manifest, decoder: { kind: 'guess' } }, 'decoder.kind must be one of heatmap, yolox, yolov8, nanodet, ssd'],
    [{ ...manifest, decoder: { kind: 'yolox', strides: [8, 'x'] } }, 'decoder.strides must be a list of some numbers'],
    [{ ...manifest, decoder: { kind: 'yolov8', strides: [8] } }, 'decoder.axes must be one of channels-first, boxes'],
    [
      { ...manifest, input: { ...manifest.input, layout: 'CHWN' } },
      'input.layout must be one of NCHW, NHWC, but is "CHW',
    ],
    [{ ...manifest, input: { ...manifest.input, std: [1, 0, 1] } }, 'input.std must be a list of 3 numbers from'],
    [{ ...manifest, sha256: 'abc' }, 'sha256 must be 64 hexadecimal digits, but is "abc"'],
    [{ ...manifest, file: '../w.onnx' }, 'file must be the name of a file, but is "../w.onnx"'],
    [{ ...manifest, url: 'http://models.invalid/w.onnx' }, 'url must be an https address'],
    [{ ...manifest, licence: undefined }, 'licence must be a text, but is missing'],
    [{ ...manifest, task: 'classify', decoder: { kind: 'classes' } }, 'decoder.scores must be one of probability, lo'],
  ])('name the fault of a bad one: %#', (value, sentence) => {
    expect(() => parseManifest(value)).toThrow(sentence);
  });

  it('say of which model the fault is', () => {
    const bad = join(folder, 'bad.json');
    writeFileSync(bad, JSON.stringify({ ...manifest, decoder: { kind: 'guess' } }));
    expect(() => readManifest(bad)).toThrow(/^model .*bad\.json cannot be used: in .* decoder\.kind must be one of/);
    writeFileSync(bad, '{');
    expect(() => readManifest(bad)).toThrow(/bad\.json is not JSON$/);
  });

  it('say in one sentence what is missing and how to get it', () => {
    expect(() => loadManifest('no-such-model')).toThrow(/^model no-such-model is unknown/);
    expect(() => loadManifest(path)).toThrow(/lacks its weights w\.onnx: run .*fetch yolox-nano/);
  });

  it('refuse weights that are not the ones named', () => {
    const wrong = join(folder, 'wrong.onnx');
    writeFileSync(wrong, 'something else');
    expect(() => loadManifest(path, { weightsDir: wrong })).toThrow(/are not those of model yolox-nano: sha256 is/);
  });

  it('take weights from a folder or a file', () => {
    const file = join(folder, 'elsewhere.onnx');
    writeFileSync(file, weights);
    expect(loadManifest(path, { weightsDir: file }).weightsPath).toBe(file);
  });
});
