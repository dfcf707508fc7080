/** Ticks of the partitions of telemetry: a tick counts when every partition has delivered it or a later one. */
import type { TickRecord } from '@chengyun/contracts';

export interface TickLanes {
  /** The newest tick that is now complete, or null when this one changes nothing. */
  push(partition: number, tick: TickRecord): TickRecord | null;
}

export function createTickLanes(partitions: number): TickLanes {
  const newest: (TickRecord | null)[] = Array.from({ length: partitions }, () => null);
  let complete = 0;
  return {
    push: (partition, tick) => {
      newest[partition] = tick;
      const slowest = newest.reduce((a, b) => (a === null || b === null ? null : b.n < a.n ? b : a));
      if (slowest === null || slowest.n <= complete) return null;
      complete = slowest.n;
      return slowest;
    },
  };
}
