import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSeededChance } from '../agent/chance.ts';
import { type Outbox, openOutbox } from './outbox.ts';

type Step =
  | { readonly do: 'say'; readonly count: number }
  | { readonly do: 'deliver'; readonly lane: number; readonly count: number }
  | { readonly do: 'overtake' }
  | { readonly do: 'restart' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('say' as const), count: fc.integer({ min: 1, max: 30 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('deliver' as const),
      lane: fc.nat(3),
      count: fc.integer({ min: 1, max: 40 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'overtake' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
);

/** Runs the steps and delivers the rest; every item is one number, said in order. */
async function play(steps: readonly Step[], bytesMax: number, seed: number) {
  const folder = mkdtempSync(join(tmpdir(), 'outbox-property-'));
  const chance = createSeededChance(seed);
  let droppedItems = 0;
  const open = () =>
    openOutbox(
      { folder, bytesMax, segmentBytesMax: 300, syncWithinMs: 0 },
      {
        hex64: chance.hex64,
        dropped: (_reason, items) => {
          droppedItems += items;
        },
        warn: () => expect.unreachable(),
      },
    );
  const delivered: { epoch: string; seq: number; item: number }[] = [];
  const deliver = async (outbox: Outbox, index: number, count: number) => {
    const lanes = outbox.lanes();
    const lane = lanes[index % lanes.length];
    const records = (await lane?.read(count)) ?? [];
    for (const { seq, items } of records)
      delivered.push({ epoch: lane?.epoch ?? '', seq, item: Number(items.slice(1, -1)) });
    const last = records.at(-1);
    if (last !== undefined) lane?.ack(last.seq, records.length);
    return records.length;
  };
  let said = 0;
  let outbox = open();
  for (const one of steps) {
    if (one.do === 'say') {
      const numbers = Array.from({ length: one.count }, () => ++said);
      await Promise.all(numbers.map((n) => outbox.append('observations', `[${n}]`, 1)));
    } else if (one.do === 'deliver') {
      await deliver(outbox, one.lane, one.count);
    } else if (one.do === 'overtake') {
      await outbox.beginEpoch();
    } else {
      await outbox.close();
      outbox = open();
    }
  }
  for (let index = 0; outbox.unacked() > 0; index += 1) await deliver(outbox, index, 1000);
  await outbox.close();
  rmSync(folder, { recursive: true, force: true });
  return { said, delivered, droppedItems };
}

function expectOrder(delivered: readonly { epoch: string; seq: number; item: number }[]): void {
  const last = new Map<string, { seq: number; item: number }>();
  for (const { epoch, seq, item } of delivered) {
    const before = last.get(epoch) ?? { seq: 0, item: 0 };
    expect(seq).toBeGreaterThan(before.seq);
    expect(item).toBeGreaterThan(before.item);
    last.set(epoch, { seq, item });
  }
}

test('whatever happens in whatever order, every item is delivered once and in the order of its epoch', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.integer(), async (steps, seed) => {
      const { said, delivered, droppedItems } = await play(steps, 1_000_000, seed);
      expect(droppedItems).toBe(0);
      expect(delivered.map(({ item }) => item).sort((a, b) => a - b)).toEqual(
        Array.from({ length: said }, (_, n) => n + 1),
      );
      expectOrder(delivered);
    }),
    { numRuns: 25, seed: 1 },
  );
}, 60_000);

test('with too little room, what is not delivered is counted as dropped, to the item', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.integer(), async (steps, seed) => {
      const { said, delivered, droppedItems } = await play(steps, 1200, seed);
      expect(new Set(delivered.map(({ item }) => item)).size).toBe(delivered.length);
      expect(delivered.length + droppedItems).toBe(said);
      expectOrder(delivered);
    }),
    { numRuns: 25, seed: 2 },
  );
}, 60_000);
