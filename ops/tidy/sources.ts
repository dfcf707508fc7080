/** The project's own source files, as git lists them, with what they import. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { ROOT } from '../root.ts';

export interface Source {
  /** Path from the root with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** Own modules as paths from the root (`contracts/index.ts`), others as they are written (`node:fs`, `three`). */
  readonly imports: readonly string[];
}

const IMPORT =
  /(?:^|[\s;}])(?:import|export)\s(?:[^'"();]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

export function listFiles(pattern: RegExp): string[] {
  const options = { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], options);
  const deleted = new Set(execFileSync('git', ['ls-files', '--deleted'], options).split('\n'));
  return listed.split('\n').filter((path) => pattern.test(path) && !deleted.has(path));
}

export function readSources(): Source[] {
  return listFiles(/\.tsx?$/).map((path) => {
    const text = readFileSync(join(ROOT, path), 'utf8');
    return { path, text, imports: importsOf(path, text) };
  });
}

export function importsOf(path: string, text: string): string[] {
  return [...text.matchAll(IMPORT)].map((match) => {
    const name = match[1] ?? match[2] ?? '';
    if (name.startsWith('.')) return posix.normalize(posix.join(posix.dirname(path), name));
    if (name.startsWith('@chengyun/')) return name.slice('@chengyun/'.length);
    return name;
  });
}
