/** Several time-ordered sources as one: always the earliest reading next, ties in the order of the sources. */
export async function* mergeByTime<Item extends { readonly at: number }>(
  sources: readonly AsyncIterable<Item>[],
): AsyncGenerator<{ readonly source: number; readonly item: Item }> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  try {
    const heads = await Promise.all(iterators.map((iterator) => iterator.next()));
    for (;;) {
      let earliest = -1;
      let earliestAt = Infinity;
      for (const [index, head] of heads.entries()) {
        if (head.done || head.value.at >= earliestAt) continue;
        earliest = index;
        earliestAt = head.value.at;
      }
      const head = heads[earliest];
      const iterator = iterators[earliest];
      if (head === undefined || head.done || iterator === undefined) return;
      yield { source: earliest, item: head.value };
      heads[earliest] = await iterator.next();
    }
  } finally {
    await Promise.all(iterators.map((iterator) => iterator.return?.(undefined)));
  }
}
