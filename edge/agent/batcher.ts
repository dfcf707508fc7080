/** Puts single items together into messages, bounded by number, bytes and age. */
export interface BatcherConfig {
  readonly itemsMax: number;
  readonly bytesMax: number;
  /** An item waits at most this long for others. */
  readonly ageMsMax: number;
}

export interface Batcher<Item> {
  /** Resolves with the fate of the batch that the item goes into. */
  add(item: Item): Promise<void>;
  /** Hands over what waits, at once. */
  flush(): Promise<void>;
  /** From the next item on. */
  configure(config: BatcherConfig): void;
}

/** @param deliver gets a JSON array and the number of its items */
export function createBatcher<Item>(
  initially: BatcherConfig,
  deliver: (items: string, count: number) => Promise<void>,
): Batcher<Item> {
  let config = initially;
  let texts: string[] = [];
  let bytes = 0;
  let timer: NodeJS.Timeout | null = null;
  let batch = Promise.withResolvers<void>();
  let last: Promise<void> = Promise.resolve();

  function hand(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (texts.length === 0) return;
    const handed = batch;
    last = handed.promise;
    deliver(`[${texts.join(',')}]`, texts.length).then(handed.resolve, handed.reject);
    batch = Promise.withResolvers<void>();
    texts = [];
    bytes = 0;
  }

  return {
    add: (item) => {
      const text = JSON.stringify(item);
      const textBytes = Buffer.byteLength(text) + 1;
      if (bytes + textBytes > config.bytesMax) hand();
      texts.push(text);
      bytes += textBytes;
      const { promise } = batch;
      if (texts.length >= config.itemsMax) hand();
      else timer ??= setTimeout(hand, config.ageMsMax);
      return promise;
    },
    flush: () => {
      hand();
      return last;
    },
    configure: (next) => {
      // What waits would wait by the old age.
      hand();
      config = next;
    },
  };
}
