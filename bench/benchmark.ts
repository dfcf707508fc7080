/** What one benchmark is. One folder per benchmark, one line in index.ts. */
import type { Samples } from './report/samples.ts';

export interface BenchContext {
  /** Of the installation that the benchmark starts for itself. */
  readonly basePort: number;
  /** How often everything is measured; a figure is the median. */
  readonly runs: number;
  /** Folder with weights that do not lie in models/; null: not named. */
  readonly weightsDir: string | null;
  /** Which parts are measured. */
  readonly parts: readonly string[];
  /** Progress for people. */
  readonly note: (text: string) => void;
  readonly signal: AbortSignal;
}

export interface Benchmark {
  readonly parts: readonly string[];
  /** Parts that are measured unless others are asked for. */
  readonly defaultParts: readonly string[];
  /** Fills `samples`; what could not be measured is not in it. */
  run(context: BenchContext, samples: Samples): Promise<void>;
}

export interface BenchEntry {
  readonly name: string;
  readonly summary: string;
  /** Loaded on demand: the command line must not wait for it. */
  readonly load: () => Promise<Benchmark>;
}
