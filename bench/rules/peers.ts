/** Runs the peers, each in a process of its own, on the product's workload. They are installed on the first use. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '@chengyun/ops/root.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { PeerResult } from './peer-result.ts';

const run = promisify(execFile);
const FOLDER = join(ROOT, 'bench', 'peers');
const OUTPUT_MAX = 16 * 2 ** 20;

/** Throws AppError PEERS when they cannot be installed. */
export async function installPeers(note: (text: string) => void, signal: AbortSignal): Promise<void> {
  if (
    existsSync(join(FOLDER, 'node_modules', 'node-red')) &&
    existsSync(join(FOLDER, 'node_modules', 'json-rules-engine'))
  )
    return;
  note('  installing the programs to compare with, into bench/peers');
  try {
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: FOLDER,
      signal,
      maxBuffer: OUTPUT_MAX,
    });
  } catch (cause) {
    throw new AppError(
      'PEERS',
      'Node-RED and json-rules-engine could not be installed into bench/peers; npm ci failed there.',
      {
        cause,
      },
    );
  }
}

/** `file` stands beside this one. */
export async function runPeer(file: string, args: readonly string[], signal: AbortSignal): Promise<PeerResult> {
  const path = join(import.meta.dirname, file);
  const { stdout } = await run(process.execPath, [path, ...args], { signal, maxBuffer: OUTPUT_MAX });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as PeerResult;
}
