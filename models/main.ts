/** `main.ts fetch <model> [--to folder]`: fetches a model's official weights beside its manifest, or into a folder. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fetchWeights } from './runtime/fetch-weights.ts';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { to: { type: 'string' } } });
const [command, model] = positionals;
if (command !== 'fetch' || model === undefined) {
  console.error('usage: main.ts fetch <model> [--to folder]');
  process.exit(2);
}
try {
  const folder = values.to ?? join(dirname(fileURLToPath(import.meta.url)), model);
  console.log(await fetchWeights(model, folder));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
