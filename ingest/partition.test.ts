import type { ObservationsRecord } from '@chengyun/contracts';
import type { Log } from '@chengyun/platform/log/log.ts';
import { createMemoryLog } from '@chengyun/platform/log/memory-log.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPartition } from './partition.ts';
import type { Partition } from './partition-seam.ts';
import { EPOCH } from './test-city.ts';
import { recordsIn } from './test-ingest.ts';

type Fate = 'works' | 'fails before' | 'fails after';

/** A log whose appends fail as told: before anything was written, or after the commit when the answer is lost. */
function troubled(log: Log, fate: () => Fate): Log {
  return {
    ...log,
    acquire: async (...place) => {
      const writer = await log.acquire(...place);
      return {
        ...writer,
        append: async (records, options) => {
          const how = fate();
          if (how === 'fails before') throw new Error('cut');
          const result = await writer.append(records, options);
          if (how === 'fails after') throw new Error('cut');
          return result;
        },
      };
    },
  };
}

async function open(log: Log): Promise<Partition> {
  const limits = { batchMax: 10, lingerMs: 0, retryMs: 1, retryMsMax: 1 };
  const nothing = () => {};
  const partition = createPartition(0, limits, {
    ...{ log, clock: systemClock, logger: silentLogger, owner: 'test' },
    quarantine: async () => {},
    onAcquired: async () => {},
    ...{ onStopped: nothing, onCommitted: nothing, onReleased: nothing },
  });
  await partition.start();
  return partition;
}

/** A device with an outbox: sends in order, repeats everything that was not acknowledged, and some that was. */
async function drain(partition: Partition, device: string, count: number, repeat: () => number): Promise<void> {
  for (let acknowledged = 0; acknowledged < count; ) {
    const from = Math.max(1, acknowledged + 1 - repeat());
    const upTo = Math.min(count, acknowledged + 7);
    const answers: Promise<number>[] = [];
    for (let seq = from; seq <= upTo; seq++) {
      answers.push(
        new Promise((resolve, reject) => {
          const settle = (error: Error | null) => (error === null ? resolve(seq) : reject(error));
          if (partition.isDuplicate(device, EPOCH, seq)) partition.settleBehind(settle);
          else partition.append(JSON.stringify({ k: 'obs', device, seq }), device, EPOCH, seq, settle);
        }),
      );
    }
    for (const answer of await Promise.allSettled(answers)) {
      if (answer.status === 'rejected') break;
      acknowledged = Math.max(acknowledged, answer.value);
    }
    while (!partition.isRunning()) await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

describe('a partition', () => {
  it('has every message once and in order, however often it is cut and repeated', async () => {
    const fates = fc.array(fc.constantFrom<Fate>('works', 'works', 'fails before', 'fails after'), { maxLength: 30 });
    const repeats = fc.array(fc.nat(5), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(fates, repeats, async (plan, again) => {
        const memory = createMemoryLog();
        let turn = 0;
        const partition = await open(troubled(memory, () => plan[turn++] ?? 'works'));
        let round = 0;
        const repeat = () => again[round++ % again.length] as number;
        await Promise.all(['a', 'b', 'c'].map((device) => drain(partition, device, 25, repeat)));
        await partition.stop();
        const seqs = new Map<string, number[]>();
        for (const { device, seq } of (await recordsIn(memory, 0)) as ObservationsRecord[]) {
          seqs.set(device, [...(seqs.get(device) ?? []), seq]);
        }
        const all = Array.from({ length: 25 }, (_, index) => index + 1);
        expect(Object.fromEntries(seqs)).toEqual({ a: all, b: all, c: all });
      }),
      { numRuns: 60 },
    );
  });

  it('knows after a restart what it had', async () => {
    const memory = createMemoryLog();
    const first = await open(memory);
    await drain(first, 'a', 5, () => 0);
    await first.stop();
    const second = await open(memory);
    expect([second.isDuplicate('a', EPOCH, 5), second.isDuplicate('a', EPOCH, 6)]).toEqual([true, false]);
    expect(second.isDuplicate('a', '2-0000000000000000', 1)).toBe(false);
    await second.stop();
  });

  it('commits what it holds before it stops, and refuses what comes later', async () => {
    const memory = createMemoryLog();
    const partition = await open(memory);
    const settled: (Error | null)[] = [];
    const send = (seq: number) => partition.append('{"k":"obs"}', 'a', EPOCH, seq, (error) => settled.push(error));
    send(1);
    send(2);
    await partition.stop();
    send(3);
    expect(settled.map((error) => error === null)).toEqual([true, true, false]);
    expect(await memory.head('telemetry', 0)).toBe(2);
  });
});
