/** What a page loads before it shows anything, gzipped, fonts apart; of the phone also all that it ever loads. */
import { join } from 'node:path';
import { firstScripts, gzippedBytes, phoneScripts } from '@chengyun/console/build/page-scripts.ts';
import { ROOT } from '@chengyun/ops/root.ts';
import { build } from 'vite';
import type { BenchContext } from '../benchmark.ts';
import type { Samples } from '../report/samples.ts';

const BYTES_PER_KB = 1000;

export async function measureBundles(_context: BenchContext, samples: Samples): Promise<void> {
  const folder = join(ROOT, 'console');
  await build({ configFile: join(folder, 'vite.config.ts'), logLevel: 'error' });
  const dist = join(folder, 'dist');
  const add = (name: string, files: readonly string[]) =>
    samples.add(`${name}_kb_gz`, gzippedBytes(dist, files) / BYTES_PER_KB);
  add('wall', firstScripts(dist, 'wall'));
  add('desk', firstScripts(dist, 'desk'));
  add('field_first', firstScripts(dist, 'field'));
  add('field', phoneScripts(dist));
}
