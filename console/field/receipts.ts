/** The receipt is the delivery: a task that reached this phone says so, and says it again when a person looked at it. */
import type { FactBody, Task } from '@chengyun/contracts';
import type { OwnTask } from './task-progress.ts';

export interface Receipts {
  /** Called whenever the own tasks, the tab or the visibility changed. */
  readonly note: (tasks: readonly OwnTask[], looking: boolean) => void;
}

const REACHED: readonly Task['state'][] = ['seen', 'accepted', 'on-scene', 'done', 'recalled'];

export function createReceipts(act: (body: FactBody) => unknown): Receipts {
  const delivered = new Set<string>();
  const seen = new Set<string>();
  return {
    note: (tasks, looking) => {
      for (const { task } of tasks) {
        if (task.state === 'sent' && !delivered.has(task.id)) {
          delivered.add(task.id);
          act({ kind: 'delivered', task: task.id });
        }
      }
      // Only the first task is on the screen.
      const first = tasks[0]?.task;
      if (!looking || !first || REACHED.includes(first.state) || seen.has(first.id)) return;
      seen.add(first.id);
      act({ kind: 'seen', task: first.id });
    },
  };
}
