import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fetchWeights } from './fetch-weights.ts';
import { loadManifest, manifestFault, readManifest, sha256Of } from './manifest.ts';

const folder = mkdtempSync(join(tmpdir(), 'chengyun-models-'));
afterAll(() => rmSync(folder, { recursive: true }));

const weights = new TextEncoder().encode('weights');
const manifest = {
  ...readManifest('yolox-nano'),
  file: 'w.onnx',
  sha256: sha256Of(weights),
  url: 'https://models.invalid/w.onnx',
};
const path = join(folder, 'model.json');
writeFileSync(path, JSON.stringify(manifest));

describe('manifests', () => {
  it('that ship are sound, and city-nano carries the weights it names', () => {
    expect(manifestFault(readManifest('yolox-nano'))).toBeNull();
    expect(loadManifest('city-nano').manifest.id).toBe('city-nano');
  });

  it('name the fault of a bad one', () => {
    expect(manifestFault({ ...manifest, classMap: { unicorn: 'vehicle' } })).toContain('unicorn');
    expect(manifestFault({ ...manifest, decoder: { kind: 'guess' } })).toContain('decoder');
    expect(manifestFault(null)).toBe('it is not an object');
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

describe('fetching', () => {
  const answer =
    (body: Uint8Array<ArrayBuffer>, status = 200): typeof fetch =>
    () =>
      Promise.resolve(new Response(body, { status }));

  it('keeps what has the right sum, and loads it', async () => {
    const target = join(folder, 'fetched');
    expect(await fetchWeights(path, target, answer(weights))).toBe(join(target, 'w.onnx'));
    expect(loadManifest(path, { weightsDir: target }).weightsPath).toBe(join(target, 'w.onnx'));
  });

  it('refuses anything else', async () => {
    await expect(fetchWeights(path, folder, answer(new TextEncoder().encode('x')))).rejects.toThrow('sha256 differs');
    await expect(fetchWeights(path, folder, answer(weights, 404))).rejects.toThrow('cannot be fetched');
    await expect(fetchWeights('city-nano', folder, answer(weights))).rejects.toThrow('nothing to fetch');
  });
});
