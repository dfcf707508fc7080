/** Our scorer against the scores of published detectors, re-computed elsewhere on the same files. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCorpus, readPublished } from './nab-corpus.ts';
import { probationOf, scoreNab } from './nab-score.ts';

const folder = process.env.CHENGYUN_DATA_DIR ?? new URL('../../../shared/data', import.meta.url).pathname;
const absent = !existsSync(join(folder, 'nab'));

/** A file of 1,000 rows with one window of 100, and a detection at one row. */
const file = (row: number | null) => ({
  scores: Array.from({ length: 1_000 }, (_, i) => (i === row ? 1 : 0)),
  windows: [[500, 599]] as const,
});
const at = (row: number | null) => scoreNab([file(row)], 0.5).score;

test('early in the window is nearly perfect, late is worth little, none is 0, elsewhere is worse', () => {
  expect(at(500)).toBeCloseTo(100, 6);
  expect(at(599)).toBeGreaterThan(50);
  expect(at(599)).toBeLessThan(55);
  expect(at(null)).toBe(0);
  expect(at(400)).toBeCloseTo(-5.5, 6);
  expect(at(605)).toBeGreaterThan(at(700));
  expect(at(950)).toBeCloseTo(-5.5, 6);
});

test('the first rows of a file are not scored, and a window counts once', () => {
  expect(probationOf(1_000)).toBe(150);
  expect(probationOf(100_000)).toBe(750);
  expect(at(149)).toBe(0);
  const many = { ...file(500), scores: file(500).scores.map((score, i) => (i >= 500 && i < 600 ? 1 : score)) };
  expect(scoreNab([many], 0.5).score).toBeCloseTo(100, 6);
});

describe.runIf(!absent)('published detectors', () => {
  test.each([
    ['ARTime', 75.4],
    ['randomCutForest', 62.8],
    ['relativeEntropy', 60.9],
    ['windowedGaussian', 38.0],
    ['twitterADVec', 35.8],
  ])('%s scores %d', (detector, golden) => {
    const scores = readPublished(folder, detector);
    const files = readCorpus(folder).map(({ name, windows }) => ({ scores: scores.get(name) ?? [], windows }));
    expect(Math.abs(scoreNab(files).score - golden)).toBeLessThan(0.1);
  });
});

test(
  absent
    ? `published detectors (not run: no nab in ${folder}; set CHENGYUN_DATA_DIR)`
    : 'the corpus has its 33 windows',
  () => {
    if (absent) expect(() => readCorpus(folder)).toThrow('CHENGYUN_DATA_DIR');
    else expect(readCorpus(folder).reduce((sum, { windows }) => sum + windows.length, 0)).toBe(33);
  },
);
