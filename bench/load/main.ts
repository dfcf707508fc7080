/** A load generator as a process of its own, so that its cost is not counted as ours. Plan on stdin, result on stdout. */
import { text } from 'node:stream/consumers';
import { generateLoad } from './generate.ts';
import type { LoadPlan } from './load-plan.ts';

try {
  const result = await generateLoad(JSON.parse(await text(process.stdin)) as LoadPlan);
  process.stdout.write(`${JSON.stringify(result)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
