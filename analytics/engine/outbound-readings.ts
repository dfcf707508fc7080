/** Readings on their way to a worker thread, as numbers in one block that goes there and comes back each tick. */
import type { Carrier } from './arrivals.ts';
import { READING_CELLS } from './shard-messages.ts';

export interface Outbound {
  put(series: number, carrier: Carrier, item: number, atMs: number, value: number, qualityBit: number): void;
  /** What was put since the last time. The block is given away. */
  take(): {
    readonly readings: Float64Array<ArrayBuffer>;
    readonly count: number;
    readonly epochs: readonly string[];
  };
  giveBack(block: Float64Array<ArrayBuffer>): void;
}

const FIRST_ROOM = 1_024;
/** A block of more readings than this, after a burst, is not kept. */
const ROOM_KEPT = 200_000;

export function createOutbound(): Outbound {
  let block = new Float64Array(FIRST_ROOM * READING_CELLS);
  let count = 0;
  let epochs: string[] = [];
  let numbers = new Map<string, number>();
  let last = { epoch: '', number: -1 };

  const numberOf = (epoch: string): number => {
    if (epoch === last.epoch && last.number >= 0) return last.number;
    let number = numbers.get(epoch);
    if (number === undefined) {
      number = epochs.push(epoch) - 1;
      numbers.set(epoch, number);
    }
    last = { epoch, number };
    return number;
  };
  return {
    put: (series, { epoch, seq, sentAt }, item, atMs, value, qualityBit) => {
      let cell = count * READING_CELLS;
      if (cell === block.length) {
        const wider = new Float64Array(2 * block.length);
        wider.set(block);
        block = wider;
      }
      block[cell++] = series;
      block[cell++] = atMs;
      block[cell++] = value;
      block[cell++] = qualityBit;
      block[cell++] = sentAt;
      block[cell++] = numberOf(epoch);
      block[cell++] = seq;
      block[cell] = item;
      count += 1;
    },
    take: () => {
      const load = { readings: block, count, epochs };
      block = new Float64Array(0);
      count = 0;
      epochs = [];
      numbers = new Map();
      last = { epoch: '', number: -1 };
      return load;
    },
    giveBack: (given) => {
      block = given.length > ROOM_KEPT * READING_CELLS ? new Float64Array(FIRST_ROOM * READING_CELLS) : given;
    },
  };
}
