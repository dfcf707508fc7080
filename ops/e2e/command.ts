/** The `chengyun` command as a person runs it: a process of its own. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { ROOT } from '../root.ts';

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type CommandProcess = ChildProcessByStdio<null, Readable, Readable>;

/** Settings of the machine's own installation, or of a database for other tests, must not reach the tested one. */
export function cleanEnv(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [key, value] of Object.entries(process.env)) {
    if (key !== 'DATABASE_URL' && !key.startsWith('CHENGYUN_') && !key.startsWith('VITEST')) env[key] = value;
  }
  return { ...env, ...extra };
}

export function spawnCommand(args: readonly string[], env: Readonly<Record<string, string>> = {}): CommandProcess {
  const script = join(ROOT, 'ops', 'cli', 'chengyun.ts');
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], {
    cwd: ROOT,
    env: cleanEnv(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

const COMMAND_MS_MAX = 60_000;

/** Runs one command to its end; by force after `msMax`. */
export function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  msMax = COMMAND_MS_MAX,
): Promise<CommandResult> {
  const child = spawnCommand(args, env);
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.stderr += text;
  });
  return new Promise((resolve, reject) => {
    const force = setTimeout(() => child.kill('SIGKILL'), msMax);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(force);
      resolve({ code, ...said });
    });
  });
}
