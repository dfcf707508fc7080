/**
 * Who judges next. There are as many turns as threads that judge; a camera waits for one before it takes its frame, so
 * that it then takes the newest. Those of higher priority go first, among equals who waits longest.
 */
export const PRIORITIES = ['high', 'normal', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

export interface Turns {
  /** Resolves with what gives the turn back. */
  enter(priority: Priority): Promise<() => void>;
  readonly busy: () => number;
  readonly waiting: () => number;
}

export function createTurns(count: number): Turns {
  const queues = new Map<Priority, ((leave: () => void) => void)[]>(PRIORITIES.map((priority) => [priority, []]));
  let busy = 0;

  function next(): void {
    for (const priority of PRIORITIES) {
      const enter = busy < count ? queues.get(priority)?.shift() : undefined;
      if (enter === undefined) continue;
      busy += 1;
      let isOver = false;
      enter(() => {
        if (isOver) return;
        isOver = true;
        busy -= 1;
        next();
      });
      return;
    }
  }

  return {
    enter: (priority) =>
      new Promise((resolve) => {
        queues.get(priority)?.push(resolve);
        next();
      }),
    busy: () => busy,
    waiting: () => [...queues.values()].reduce((sum, queue) => sum + queue.length, 0),
  };
}
