/** Reads the Numenta Anomaly Benchmark from the folder of evaluation data, which is not part of the product. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { AppError } from '@chengyun/platform/service/service.ts';

export interface NabFile {
  /** For instance `realTraffic/speed_7578.csv`. */
  readonly name: string;
  readonly atMs: readonly number[];
  readonly values: readonly number[];
  readonly windows: readonly (readonly [first: number, last: number])[];
}

/** Throws AppError NO_DATA with the folder where the corpus should be. */
export function readCorpus(folder: string): readonly NabFile[] {
  const labels = join(folder, 'nab', 'labels', 'combined_windows.json');
  if (!existsSync(labels))
    throw new AppError('NO_DATA', `There is no ${labels}; CHENGYUN_DATA_DIR names the folder of evaluation data.`);
  const windows = JSON.parse(readFileSync(labels, 'utf8')) as Record<string, [string, string][]>;
  const groups = readdirSync(join(folder, 'nab', 'data')).sort();
  return groups.flatMap((group) =>
    readdirSync(join(folder, 'nab', 'data', group))
      .sort()
      .map((file) => readSeries(folder, `${group}/${file}`, windows[`${group}/${file}`] ?? [])),
  );
}

const msOf = (text: string) => Date.parse(`${text.trim().slice(0, 19).replace(' ', 'T')}Z`);

function readSeries(folder: string, name: string, labelled: readonly (readonly [string, string])[]): NabFile {
  const lines = readFileSync(join(folder, 'nab', 'data', name), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  const atMs = lines.map((line) => msOf(line.split(',')[0]!));
  const values = lines.map((line) => Number(line.split(',')[1]));
  const windows = labelled.map(([from, to]): readonly [number, number] => [
    atMs.findIndex((at) => at >= msOf(from)),
    atMs.findLastIndex((at) => at <= msOf(to)),
  ]);
  return { name, atMs, values, windows };
}

/** Published scores of a detector by file name. */
export function readPublished(folder: string, detector: string): ReadonlyMap<string, readonly number[]> {
  const path = join(folder, 'nab', 'detector-scores', `${detector}.jsonl.gz`);
  const lines = gunzipSync(readFileSync(path)).toString('utf8').trim().split('\n');
  return new Map(
    lines.map((line) => {
      const { file, scores } = JSON.parse(line) as { file: string; scores: number[] };
      return [file, scores];
    }),
  );
}
