/** From a fresh clone to a living wall by one command, with an empty npm cache: everything comes from the registry. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ROOT } from '@chengyun/ops/root.ts';
import type { BenchContext } from '../benchmark.ts';
import type { Samples } from '../report/samples.ts';
import type { Scratch } from '../scratch.ts';
import { startWholeCity } from './whole-city.ts';

const COLD_START_MS_MAX = 900_000;

export async function measureColdStart(context: BenchContext, samples: Samples, scratch: Scratch): Promise<void> {
  const { basePort, runs, note, signal } = context;
  for (let run = 1; run <= runs; run++) {
    const clone = scratch.path(`clone-${run}`);
    await promisify(execFile)('git', ['clone', '--quiet', ROOT, clone], { signal });
    const dataDir = scratch.dataDir(`clone-${run}-data`);
    const city = await startWholeCity(
      {
        command: 'npm',
        args: ['start', '--', '--port', String(basePort), '--data-dir', dataDir],
        cwd: clone,
        env: { npm_config_cache: scratch.path(`npm-cache-${run}`) },
        timeoutMs: COLD_START_MS_MAX,
      },
      signal,
    );
    await city.stop();
    samples.add('cold_start_s', city.startS);
    note(`  cold start ${run} of ${runs}: ${city.startS.toFixed(1)} s`);
  }
}
