/** Memory and start of the real thing: `chengyun up` with the simulated city and its two cameras. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '@chengyun/ops/root.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { BenchContext } from '../benchmark.ts';
import type { Samples } from '../report/samples.ts';
import type { Scratch } from '../scratch.ts';
import { memoryMbByProcess } from './process-memory.ts';
import { type CityCommand, startWholeCity, type WholeCity } from './whole-city.ts';

const WARM_START_MS_MAX = 120_000;
const SETTLED_MS = 40_000;

/** The first start on the folder makes the database and is not counted; each further one is a warm start. */
export async function measureCity(context: BenchContext, samples: Samples, scratch: Scratch): Promise<void> {
  const { basePort, runs, note, signal } = context;
  if (!existsSync(join(ROOT, 'console/dist/wall/index.html'))) {
    throw new AppError('NOT_BUILT', 'The wall is not built yet; run "npm start" once, or "npx vite build" for it.');
  }
  const dataDir = scratch.dataDir('city');
  const plan: CityCommand = {
    command: process.execPath,
    args: [join(ROOT, 'ops/cli/chengyun.ts'), 'up', '--port', String(basePort), '--data-dir', dataDir],
    cwd: ROOT,
    timeoutMs: WARM_START_MS_MAX,
  };
  const first = await startWholeCity(plan, signal);
  note(`  city: first start of a new folder in ${first.startS.toFixed(1)} s`);
  await first.stop();
  for (let run = 1; run <= runs; run++) {
    const city = await startWholeCity(plan, signal);
    try {
      await sleep(SETTLED_MS, undefined, { signal });
      samples.add('warm_start_s', city.startS);
      note(`  city ${run} of ${runs}: warm start in ${city.startS.toFixed(1)} s, ${addMemory(city, samples)}`);
    } finally {
      await city.stop();
    }
  }
}

function addMemory(city: WholeCity, samples: Samples): string {
  const byProcess = memoryMbByProcess(city.pid);
  if (byProcess === null) return 'memory cannot be measured on this system';
  if (byProcess.ffmpeg === undefined) return 'memory is not counted, for no camera runs (is ffmpeg installed?)';
  const total = Object.values(byProcess).reduce((sum, mb) => sum + mb, 0);
  samples.add('resident_mb', total);
  samples.addEach('resident_mb_by_process', byProcess);
  return `${total.toFixed(0)} MB`;
}
