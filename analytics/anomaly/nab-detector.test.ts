/** The mark that the detector holds on the benchmark: one threshold, nothing set by file. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDetector } from './detector.ts';
import { readCorpus } from './nab-corpus.ts';
import { scoreNab } from './nab-score.ts';

const folder = process.env.CHENGYUN_DATA_DIR ?? new URL('../../../shared/data', import.meta.url).pathname;
const absent = !existsSync(join(folder, 'nab'));

test(absent
  ? `the mark (not run: no nab in ${folder}; set CHENGYUN_DATA_DIR)`
  : 'scores 73 at the threshold one half', () => {
  if (absent) {
    expect(() => readCorpus(folder)).toThrow('CHENGYUN_DATA_DIR');
    return;
  }
  const files = readCorpus(folder).map(({ atMs, values, windows }) => {
    const detector = createDetector();
    return { scores: values.map((value, i) => detector.push(atMs[i]!, value)), windows };
  });
  expect(scoreNab(files, 0.5).score).toBeGreaterThan(73);
}, 120_000);
