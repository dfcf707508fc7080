/** What one command of the `chengyun` program is. One file per command under commands/, one line in commands/index.ts. */
import type { ParseArgsConfig } from 'node:util';

export interface CommandContext {
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  /** Prints for people, or nothing when --json was asked for. */
  print(text: string): void;
  /** Prints the machine-readable result when --json was asked for. */
  json(value: unknown): void;
  /** Progress and notes, always to stderr. */
  note(text: string): void;
}

export interface CommandOption {
  readonly type: 'string' | 'boolean';
  readonly summary: string;
  /** Shown in the help: `--port <number>`. */
  readonly value?: string;
}

export interface Command {
  /** One or two words: `up`, `device add`. */
  readonly name: string;
  /** Arguments after the name, as help shows them. */
  readonly usage: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  /** Returns the exit code: 0 fine, 1 the answer is "no" (a failed case, an unhealthy part). */
  readonly run: (context: CommandContext) => Promise<number>;
}

/** Exit codes: 0 fine, 1 the answer is no, 2 could not be done (one sentence says why), 64 wrong usage. */
export const EXIT = { ok: 0, no: 1, failed: 2, usage: 64 } as const;

export function parseConfigOf(command: Command): ParseArgsConfig {
  const options: Record<string, { type: 'string' | 'boolean'; short?: string }> = {
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  };
  for (const [name, { type }] of Object.entries(command.options)) options[name] = { type };
  return { options, allowPositionals: true, strict: true };
}
