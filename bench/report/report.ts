/** The one JSON object that a benchmark prints. */
import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { ROOT } from '@chengyun/ops/root.ts';
import type { Figures } from './samples.ts';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memory_gb: number;
}

export interface Report {
  readonly bench: string;
  readonly commit: string;
  /** True when files differed from the commit. */
  readonly changed: boolean;
  readonly machine: Machine;
  readonly runs: number;
  readonly figures: Figures;
}

const BYTES_PER_GB = 2 ** 30;

/** What the figures depend on; nothing that tells one machine from another of its kind. */
export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory_gb: Math.round((totalmem() / BYTES_PER_GB) * 10) / 10,
  };
}

/** Null outside of a git checkout. */
function git(...args: string[]): string | null {
  try {
    return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return null;
  }
}

/** Asked for before the first run: the measurement takes minutes. */
export function describeCommit(): Pick<Report, 'commit' | 'changed'> {
  const commit = git('rev-parse', '--short', 'HEAD');
  return { commit: commit ?? 'unknown', changed: commit === null || git('status', '--porcelain') !== '' };
}

export function createReport(parts: Omit<Report, 'machine'>): Report {
  const { bench, commit, changed, runs, figures } = parts;
  return { bench, commit, changed, machine: describeMachine(), runs, figures };
}
