/** A city as a person starts it, in a process of its own, until the address that it prints answers. */
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@chengyun/platform/service/service.ts';
import { ownEnvironment } from '../scratch.ts';

export interface WholeCity {
  readonly pid: number;
  /** From the command to the wall's first answer. */
  readonly startS: number;
  stop(): Promise<void>;
}

export interface CityCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

const POLL_MS = 25;
const STOP_MS_MAX = 60_000;
const WALL_LINE = /Wall\s+(http:\/\/\S+)/;

export async function startWholeCity(plan: CityCommand, signal: AbortSignal): Promise<WholeCity> {
  signal.throwIfAborted();
  const startedMs = performance.now();
  // A group of its own: Ctrl-C reaches the benchmark alone, which ends the city in order.
  const child = spawn(plan.command, [...plan.args], {
    ...{ cwd: plan.cwd, detached: true, env: { ...ownEnvironment(), ...plan.env } },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      hasEnded = true;
      resolve();
    };
    child.once('close', end);
    child.once('error', end);
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-16_384);
    });
  }
  const stop = async () => {
    if (hasEnded || child.pid === undefined) return;
    process.kill(-child.pid, 'SIGTERM');
    const force = setTimeout(() => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'), STOP_MS_MAX);
    await ended;
    clearTimeout(force);
  };
  try {
    for (;;) {
      const url = WALL_LINE.exec(said)?.[1];
      if (url !== undefined && (await answers(url))) break;
      if (hasEnded) throw new AppError('CITY', `The city ended before its wall answered; ${lastWords(said)}`);
      if (performance.now() - startedMs > plan.timeoutMs) {
        throw new AppError('CITY', `No wall after ${plan.timeoutMs / 1000} s; ${lastWords(said)}`);
      }
      await sleep(POLL_MS, undefined, { signal });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { pid: child.pid as number, startS: (performance.now() - startedMs) / 1000, stop };
}

const LINES_SHOWN = 40;

function lastWords(said: string): string {
  return `it said last:\n${said.trim().split('\n').slice(-LINES_SHOWN).join('\n')}`;
}

async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    async (response) => {
      await response.arrayBuffer();
      return response.status === 200;
    },
    () => false,
  );
}
