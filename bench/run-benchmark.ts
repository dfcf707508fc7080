import { loadavg } from 'node:os';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { BenchContext, BenchEntry } from './benchmark.ts';
import { createReport, describeCommit, describeMachine, type Report } from './report/report.ts';
import { createSamples } from './report/samples.ts';

export type RunOptions = Omit<BenchContext, 'parts'> & {
  /** Null: the benchmark's default ones. */
  readonly parts: readonly string[] | null;
  /** Added to them. */
  readonly alsoParts: readonly string[];
};

/** Throws AppError USAGE for a part that the benchmark does not have. */
export async function runBenchmark(entry: BenchEntry, options: RunOptions): Promise<Report> {
  const benchmark = await entry.load();
  const parts = [...new Set([...(options.parts ?? benchmark.defaultParts), ...options.alsoParts])];
  const unknown = parts.find((part) => !benchmark.parts.includes(part));
  if (unknown !== undefined) {
    throw new AppError(
      'USAGE',
      `"${unknown}" is no part of ${entry.name}; its parts are ${benchmark.parts.join(', ')}.`,
    );
  }
  const { cores } = describeMachine();
  const [load = 0] = loadavg();
  if (load > cores / 4) {
    options.note(
      `  the machine is busy (load ${load.toFixed(1)} on ${cores} cores): rates will be lower than it can do`,
    );
  }
  const revision = describeCommit();
  const samples = createSamples();
  await benchmark.run({ ...options, parts }, samples);
  const figures = { ...samples.figures(), load_before: Math.round(load * 100) / 100 };
  return createReport({ bench: entry.name, ...revision, runs: options.runs, figures });
}
