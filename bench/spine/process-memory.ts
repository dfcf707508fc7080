/**
 * Memory of a tree of processes as proportional set size: a page that several processes share counts in equal parts for
 * each, so that the sum is what the machine has really given (Linux, proc(5), smaps_rollup).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { ROOT } from '@chengyun/ops/root.ts';

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly words: readonly string[];
}

const KB_PER_MB = 1024;

/** Null where the system does not tell, which is everywhere but on Linux. */
export function memoryMbByProcess(rootPid: number): Record<string, number> | null {
  const entries = listProcesses();
  if (entries === null) return null;
  const sums: Record<string, number> = {};
  for (const { pid, words } of treeOf(entries, rootPid)) {
    const kb = pssKb(pid);
    if (kb === null) continue;
    const name = nameOf(words);
    sums[name] = (sums[name] ?? 0) + kb / KB_PER_MB;
  }
  return Object.keys(sums).length === 0 ? null : sums;
}

/** The process itself and everything below it. */
export function treeOf(entries: readonly ProcessEntry[], rootPid: number): ProcessEntry[] {
  const found = entries.filter(({ pid }) => pid === rootPid);
  for (let index = 0; index < found.length; index++) {
    found.push(...entries.filter(({ parent }) => parent === found[index]?.pid));
  }
  return found;
}

/** Our services by their folder, all others by their program. */
export function nameOf(words: readonly string[]): string {
  const entry = words.find((word) => word.endsWith('/main.ts'));
  if (entry !== undefined) return relative(ROOT, entry).replace(/\/main\.ts$/, '');
  if (words.some((word) => word.endsWith('/chengyun.ts'))) return 'launcher';
  return basename((words[0] ?? '').split(/[: ]/)[0] ?? '') || 'other';
}

/** Null where the system does not tell. */
export function listProcesses(): ProcessEntry[] | null {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        const stat = readOrEmpty(`/proc/${name}/stat`);
        // The program's name is in parentheses and may hold anything; the parent is the second word behind it.
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        const words = readOrEmpty(`/proc/${name}/cmdline`).split('\0');
        return stat === '' ? [] : [{ pid: Number(name), parent, words }];
      });
  } catch {
    return null;
  }
}

/** Null for a process that has just ended. */
export function pssKb(pid: number): number | null {
  const line = /^Pss:\s+(\d+) kB$/m.exec(readOrEmpty(`/proc/${pid}/smaps_rollup`));
  return line ? Number(line[1]) : null;
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
