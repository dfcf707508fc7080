import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createDetectors, type Detectors, type FrameDetector } from '../detectors.ts';

const folder = mkdtempSync(join(tmpdir(), 'detectors-'));
const said: string[] = [];
let detectors: Detectors | null = null;

const open = (providers?: readonly string[]): Detectors => {
  detectors = createDetectors({ weightsDir: undefined, cameras: 1, threads: 1, providers }, (line) => said.push(line));
  return detectors;
};
beforeAll(() => cpSync(new URL('../../../models/city-nano', import.meta.url), folder, { recursive: true }));
beforeEach(async () => {
  await detectors?.close();
  detectors = null;
  said.length = 0;
});
afterAll(async () => {
  await detectors?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Boxes that are believed on a black picture: none. */
const believed = async (detector: FrameDetector) =>
  (await detector.detect(frame)).filter(({ score }) => score >= detector.believedMin);
const frame = { rgb: new Uint8Array(320 * 192 * 3), width: 320, height: 192 };

test('a model runs in a thread, on the processor when nothing else is asked for', async () => {
  const detector = await open().get('city-nano');
  expect(await believed(detector)).toEqual([]);
  expect(said).toEqual([]);
});

test('a provider that is not there is passed over and that is said, or refused where nothing else may be used', async () => {
  const detector = await open(['not-built', 'cpu']).get('city-nano');
  expect(await believed(detector)).toEqual([]);
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/^Model city-nano runs on cpu, because it cannot on not-built/);
  await detectors?.close();
  await expect(open(['not-built']).get('city-nano')).rejects.toThrow(/not-built/);
});

test.each([
  ['is missing', 'nowhere-nano', null, /nowhere-nano/],
  ['has another sum', 'model.json', { sha256: '0'.repeat(64) }, /sha256/],
  ['has a layout that nobody knows', 'model.json', { input: { layout: 'NWHC' } }, /layout/],
] as const)(
  'a model that %s is refused in one sentence, and what ran before goes on',
  async (_, name, change, says) => {
    const first = open();
    const running = await first.get('city-nano');
    let model: string = name;
    if (change !== null) {
      const path = join(folder, 'model.json');
      const manifest = JSON.parse(
        readFileSync(new URL('../../../models/city-nano/model.json', import.meta.url), 'utf8'),
      );
      const input = 'input' in change ? { ...manifest.input, ...change.input } : manifest.input;
      writeFileSync(path, JSON.stringify({ ...manifest, ...change, id: 'changed-nano', input }));
      model = path;
    }
    const refusal = await first.get(model).then(
      () => '',
      (error: Error) => error.message,
    );
    expect(refusal).toMatch(says);
    expect(refusal).toMatch(/^[A-Z].*\.$/);
    expect(refusal).not.toContain('\n');
    expect(await believed(running)).toEqual([]);
  },
);
