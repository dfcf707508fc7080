/** What a page loads before it shows anything: the scripts that its HTML names, gzipped, fonts apart. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT } from '@chengyun/ops/root.ts';
import { build } from 'vite';
import type { BenchContext } from '../benchmark.ts';
import type { Samples } from '../report/samples.ts';

const BYTES_PER_KB = 1000;

export async function measureBundles(_context: BenchContext, samples: Samples): Promise<void> {
  const folder = join(ROOT, 'console');
  await build({ configFile: join(folder, 'vite.config.ts'), logLevel: 'error' });
  for (const page of ['wall', 'desk', 'field'] as const) {
    samples.add(`${page}_kb_gz`, scriptBytes(join(folder, 'dist'), page) / BYTES_PER_KB);
  }
}

function scriptBytes(dist: string, page: string): number {
  const html = readFileSync(join(dist, page, 'index.html'), 'utf8');
  const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map((match) => match[1] ?? '');
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file))).length, 0);
}
