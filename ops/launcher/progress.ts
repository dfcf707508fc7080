/** Shows each step of starting with its duration on one line. */
import type { Clock } from '@chengyun/platform/service/clock.ts';

export async function withProgress<T>(label: string, clock: Clock, work: () => Promise<T>): Promise<T> {
  const startedMs = clock.monotonicMs();
  process.stderr.write(`  ${label} … `);
  try {
    const result = await work();
    process.stderr.write(`${((clock.monotonicMs() - startedMs) / 1000).toFixed(1)} s\n`);
    return result;
  } catch (error) {
    process.stderr.write('failed\n');
    throw error;
  }
}
