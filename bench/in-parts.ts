/** A benchmark of several parts, measured one after the other with one scratch folder. */
import type { BenchContext, Benchmark } from './benchmark.ts';
import type { Samples } from './report/samples.ts';
import { createScratch, type Scratch } from './scratch.ts';

export type MeasurePart = (context: BenchContext, samples: Samples, scratch: Scratch) => Promise<void>;

/** `onRequest` names those that are measured only when they are asked for. */
export function inParts(parts: Readonly<Record<string, MeasurePart>>, onRequest: readonly string[] = []): Benchmark {
  const names = Object.keys(parts);
  return {
    parts: names,
    defaultParts: names.filter((name) => !onRequest.includes(name)),
    async run(context, samples) {
      const scratch = createScratch();
      try {
        for (const [name, measure] of Object.entries(parts)) {
          if (!context.parts.includes(name)) continue;
          context.note(`  ${name}`);
          await measure(context, samples, scratch);
        }
      } finally {
        await scratch.remove();
      }
    },
  };
}
