import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DetectorEvaluation } from '@chengyun/models/coco/evaluate-detector.ts';
import { modelIds } from '@chengyun/models/runtime/manifest.ts';
import { writeMadeModel } from '@chengyun/models/runtime/testing/made-model.ts';
import { afterAll, expect, test } from 'vitest';
import type { CommandContext } from '../command.ts';
import { MODELS } from './models.ts';
import { faultsOf, figuresOf } from './models-eval.ts';

const folder = mkdtempSync(join(tmpdir(), 'chengyun-models-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(verb: string, args: readonly string[], options: CommandContext['options'] = {}) {
  const lines: string[] = [];
  const notes: string[] = [];
  let json: Record<string, unknown> = {};
  const code = await MODELS.find(({ name }) => name === `models ${verb}`)!.run({
    ...{ args, options, print: (line: string) => lines.push(line), note: (line: string) => notes.push(line) },
    json: (value) => {
      json = value as Record<string, unknown>;
    },
  } as CommandContext);
  return { code, lines, notes, json };
}

test('list names every model with its licence and whether its weights are there', async () => {
  const { code, lines, json } = await run('list', []);
  expect(code).toBe(0);
  expect((json.models as { id: string }[]).map(({ id }) => id)).toEqual(modelIds());
  expect(lines.find((line) => line.startsWith('city-nano'))).toMatch(/detect +Apache-2\.0 +\d+ kB +there/);
});

test('verify runs what is there, and says no with a sentence for what is broken or missing', async () => {
  expect(await run('verify', [])).toMatchObject({ code: 0, json: { isSound: true } });
  const outputs = [{ name: 'out', shape: [1, 6, 3, 4], values: new Float32Array(72) }];
  const path = writeMadeModel(folder, 'made', outputs, { decoder: { kind: 'heatmap', stride: 8, sizePx: 16 } });
  const broken = await run('verify', [path]);
  expect(broken.code).toBe(1);
  expect(broken.lines[0]).toContain('has the shape 1x6x3x4, and by its manifest it must be 1x6x6x8');
  rmSync(join(folder, 'made.onnx'));
  expect(await run('verify', [path])).toMatchObject({ code: 1, lines: [expect.stringContaining('lacks its weights')] });
});

test('fetch shows licence and source first, and works from a folder', async () => {
  const outputs = [{ name: 'out', shape: [1, 6, 3, 4], values: new Float32Array(72) }];
  const path = writeMadeModel(folder, 'stick', outputs, { decoder: { kind: 'heatmap', stride: 16, sizePx: 16 } });
  const to = join(folder, 'to');
  const { code, notes, json } = await run('fetch', [path], { from: folder, to });
  expect(code).toBe(0);
  expect(notes[0]).toBe('stick: Apache-2.0. made for a test');
  expect(json).toMatchObject({ path: join(to, 'stick.onnx'), isNew: true });
  expect(await run('fetch', [path], { from: folder, to })).toMatchObject({ code: 0, json: { isNew: false } });
  writeFileSync(join(folder, 'stick.onnx'), 'x');
  await expect(run('fetch', [path], { from: folder, to: join(folder, 'other') })).rejects.toThrow('it has 1 bytes');
});

test('bench prints times and what it measured on', async () => {
  const { code, json } = await run('bench', ['city-nano'], { frames: '2', runs: '1', size: '64x36' });
  expect(code).toBe(0);
  expect(json).toMatchObject({ bench: 'models', model: 'city-nano', provider: 'cpu', runs: 1, frames: 2 });
  const { inference_ms_p50, frame_ms_p95, cpu_ms_per_frame } = json.figures as Record<string, number>;
  expect(Math.min(inference_ms_p50!, frame_ms_p95!, cpu_ms_per_frame!)).toBeGreaterThan(0);
  await expect(run('bench', ['city-nano'], { size: '64' })).rejects.toThrow('--size must be');
  await expect(run('bench', ['city-nano'], { frames: '0' })).rejects.toThrow('--frames must be');
  await expect(run('bench', [])).rejects.toThrow('Which model?');
});

test('eval says no when a bound does not hold, and leaves out what was not measured', async () => {
  const good: DetectorEvaluation = {
    ...{ images: 1, objects: 2, classes: 1, ap50to95: 0.3, ap50: 0.5, plain: { ap50to95: 0.302, ap50: 0.5 } },
    golden: { boxes: 3, missing: 0, extra: 0, pxMax: 1.5, scoreMax: 0.01 },
  };
  expect(faultsOf(good)).toEqual([]);
  expect(figuresOf(good)).toMatchObject({ ap50_95: 0.3, ap50_95_difference: 0.002, golden_px_max: 1.5 });
  expect(faultsOf({ ...good, plain: { ap50to95: 0.306, ap50: 0.5 } })).toEqual([
    'the distance of AP from the plain path is 0.006, more than 0.005',
  ]);
  expect(faultsOf({ ...good, golden: { ...good.golden!, pxMax: 2.5, missing: 1 } })).toHaveLength(2);
  expect(faultsOf({ ...good, golden: { ...good.golden!, scoreMax: Number.NaN } })).toHaveLength(1);
  expect(Object.keys(figuresOf({ ...good, plain: null, golden: null }))).toEqual([
    ...['images', 'objects', 'classes', 'ap50_95', 'ap50'],
  ]);
  await expect(run('eval', ['city-nano'])).rejects.toThrow('On which pictures?');
});
