/** Who wants to be looked at when: a binary heap ordered by (time, binding). Outdated entries are skipped on the way out. */
export interface WakeQueue {
  add(dueMs: number, binding: number): void;
  /** Time of the earliest entry, Infinity when empty. */
  nextMs(): number;
  /** Takes the earliest entry out. */
  take(): { readonly dueMs: number; readonly binding: number };
}

export function createWakeQueue(): WakeQueue {
  const due: number[] = [];
  const who: number[] = [];
  const isBefore = (a: number, b: number) => due[a]! < due[b]! || (due[a] === due[b] && who[a]! < who[b]!);
  const swap = (a: number, b: number) => {
    [due[a], due[b]] = [due[b]!, due[a]!];
    [who[a], who[b]] = [who[b]!, who[a]!];
  };
  return {
    add: (dueMs, binding) => {
      let child = due.push(dueMs) - 1;
      who.push(binding);
      while (child > 0) {
        const parent = (child - 1) >>> 1;
        if (!isBefore(child, parent)) break;
        swap(child, parent);
        child = parent;
      }
    },
    nextMs: () => due[0] ?? Number.POSITIVE_INFINITY,
    take: () => {
      const first = { dueMs: due[0]!, binding: who[0]! };
      swap(0, due.length - 1);
      due.pop();
      who.pop();
      let parent = 0;
      for (;;) {
        const left = parent * 2 + 1;
        const right = left + 1;
        let least = parent;
        if (left < due.length && isBefore(left, least)) least = left;
        if (right < due.length && isBefore(right, least)) least = right;
        if (least === parent) return first;
        swap(parent, least);
        parent = least;
      }
    },
  };
}
