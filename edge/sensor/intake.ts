/**
 * Takes readings from a source that cannot wait. At most so many are on their way to the disk; what comes beyond that
 * is counted as `queue-full` and not kept.
 */
import type { Observation } from '@chengyun/contracts';
import type { DriverDeps } from './driver.ts';

export interface Intake {
  /** Null is what gave no reading, and is counted as such. */
  take(observation: Observation | null): void;
}

export const INTAKE_MAX = 5000;

export function createIntake(
  { observe, rejected }: Pick<DriverDeps, 'observe' | 'rejected'>,
  max = INTAKE_MAX,
): Intake {
  let waiting = 0;
  return {
    take: (observation) => {
      if (observation === null) return rejected('value');
      if (waiting >= max) return rejected('queue-full');
      waiting += 1;
      void observe(observation).finally(() => {
        waiting -= 1;
      });
    },
  };
}
