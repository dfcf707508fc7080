/**
 * Keeps one service process running: restarts it with backoff when it ends, keeps its log in a file, shows what a
 * person must read. Ends it in order on request, by force after a deadline.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { LogFile } from './log-file.ts';
import { viewLogLine } from './log-view.ts';

export interface ProcessPlan {
  /** Also the name of its log file. */
  readonly name: string;
  /** Absolute path of the TypeScript entry. */
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  /** Answers 200 once the service serves. */
  readonly readyUrl: string;
}

export interface Supervised {
  readonly name: string;
  readonly readyUrl: string;
  pid(): number | null;
  restarts(): number;
  /** The sentence with which the process refused to start, once it ended with exit code 2. */
  refusal(): string | null;
  start(): void;
  stop(): Promise<void>;
}

const BACKOFF_MS_MIN = 250;
const BACKOFF_MS_MAX = 10_000;
/** A process that lived this long has proven itself: the next failure starts from the shortest wait again. */
const PROVEN_MS = 30_000;
const STOP_MS_MAX = 15_000;
const REFUSED_EXIT_CODE = 2;

export function createSupervised(
  plan: ProcessPlan,
  deps: { clock: Clock; logFile: LogFile; onLine: (name: string, line: string) => void },
): Supervised {
  let child: ChildProcess | null = null;
  let stopping = false;
  let restarts = 0;
  let waitMs = BACKOFF_MS_MIN;
  let refusal: string | null = null;
  let timer: NodeJS.Timeout | null = null;
  let lastPlainLine = '';

  function launch(): void {
    const startedMs = deps.clock.monotonicMs();
    // A process group of its own: Ctrl-C reaches the launcher alone, which stops the services in order. The IPC
    // channel tells the service when the launcher is gone, so that no process outlives it.
    const running = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', plan.script], {
      env: { ...process.env, ...plan.env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    child = running;
    for (const stream of [running.stdout, running.stderr]) {
      if (stream) readLines(stream, keepLine);
    }
    running.on('error', (error) => keepLine(`could not be started: ${error.message}`));
    running.on('close', (code) => {
      child = null;
      if (stopping) return;
      if (deps.clock.monotonicMs() - startedMs > PROVEN_MS) waitMs = BACKOFF_MS_MIN;
      if (code === REFUSED_EXIT_CODE) refusal = lastPlainLine || `${plan.name} refused to start`;
      restarts += 1;
      timer = setTimeout(launch, waitMs);
      waitMs = Math.min(waitMs * 2, BACKOFF_MS_MAX);
    });
  }

  function keepLine(line: string): void {
    // Passwords are shown once and kept in no log.
    if (viewLogLine(plan.name, line).kind !== 'accounts') deps.logFile.write(line);
    if (!line.startsWith('{')) lastPlainLine = line;
    deps.onLine(plan.name, line);
  }

  return {
    name: plan.name,
    readyUrl: plan.readyUrl,
    pid: () => child?.pid ?? null,
    restarts: () => restarts,
    refusal: () => refusal,
    start: launch,
    async stop() {
      stopping = true;
      if (timer) clearTimeout(timer);
      const running = child;
      if (running === null) return deps.logFile.close();
      await new Promise<void>((resolve) => {
        const force = setTimeout(() => running.kill('SIGKILL'), STOP_MS_MAX);
        running.on('close', () => {
          clearTimeout(force);
          resolve();
        });
        running.kill('SIGTERM');
      });
      await deps.logFile.close();
    },
  };
}

/** A line longer than this is cut: a log is for reading. */
const LINE_CHARS_MAX = 16_384;

function readLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(0, LINE_CHARS_MAX);
    for (const line of lines) if (line !== '') onLine(line.slice(0, LINE_CHARS_MAX));
  });
  stream.on('end', () => rest !== '' && onLine(rest));
}
