/**
 * Counts the messages held between arrival and commit. When there are too many the sockets are not read until half of
 * them have left: TCP then slows the senders down, and nothing is dropped.
 */
export interface Gate {
  enter(): void;
  leave(count: number): void;
  isClosed(): boolean;
  /** `reopen` is called once when there is room again. */
  whenOpen(reopen: () => void): void;
  held(): number;
}

export function createGate(heldMax: number, onClosed: () => void): Gate {
  let held = 0;
  let closed = false;
  const waiting = new Set<() => void>();

  return {
    enter: () => {
      held++;
      if (!closed && held >= heldMax) {
        closed = true;
        onClosed();
      }
    },
    leave: (count) => {
      held -= count;
      if (!closed || held > heldMax / 2) return;
      closed = false;
      const woken = [...waiting];
      waiting.clear();
      for (const reopen of woken) reopen();
    },
    isClosed: () => closed,
    whenOpen: (reopen) => waiting.add(reopen),
    held: () => held,
  };
}
