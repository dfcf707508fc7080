/** What every log must keep, whoever stores it. Called inside a test file with a way to open an empty log. */
import type { Stream } from '@chengyun/contracts';
import { afterEach, describe, expect, test } from 'vitest';
import type { Log, RecordText } from './log.ts';

/** Reads exactly `count` records from `from` on. */
export async function readRecords(
  log: Log,
  stream: Stream,
  partition: number,
  from: number,
  count: number,
): Promise<RecordText[]> {
  const records: RecordText[] = [];
  if (count === 0) return records;
  const reading = new AbortController();
  for await (const batch of log.read(stream, partition, from, reading.signal)) {
    expect(batch.partition).toBe(partition);
    expect(batch.baseOffset).toBe(from + records.length);
    records.push(...batch.records);
    if (records.length >= count) reading.abort();
  }
  return records;
}

/** `open` gives a log with two telemetry partitions; streams are used by one test each. */
export function describeLog(name: string, open: () => Promise<Log>): void {
  describe(`${name} keeps the contract of the log`, () => {
    const logs: Log[] = [];
    afterEach(async () => {
      for (const log of logs.splice(0)) await log.close();
    });
    const opened = async () => {
      const log = await open();
      logs.push(log);
      return log;
    };

    test('offsets are gap-free from 0 and batches are cut to the wanted offset', async () => {
      const log = await opened();
      expect([log.partitions('telemetry'), log.partitions('facts')]).toEqual([2, 1]);
      const writer = await log.acquire('telemetry', 0, 'one');
      expect(await log.head('telemetry', 0)).toBe(0);
      expect(await writer.append(['a', 'b', 'c'], { producer: 'p', producerSeq: 1 })).toEqual({
        baseOffset: 0,
        duplicate: false,
      });
      expect(await writer.append(['d'], { producer: 'p', producerSeq: 2 })).toEqual({
        baseOffset: 3,
        duplicate: false,
      });
      expect(await log.head('telemetry', 0)).toBe(4);
      expect(await log.head('telemetry', 1)).toBe(0);
      for (let from = 0; from < 4; from++) {
        expect(await readRecords(log, 'telemetry', 0, from, 4 - from)).toEqual(['a', 'b', 'c', 'd'].slice(from));
      }
    });

    test('a repeated append changes nothing, marks included', async () => {
      const log = await opened();
      const writer = await log.acquire('telemetry', 0, 'one');
      await writer.append(['a'], { producer: 'p', producerSeq: 5, marks: new Map([['d/1', 5]]) });
      const again = await writer.append(['a'], { producer: 'p', producerSeq: 5, marks: new Map([['d/1', 9]]) });
      expect(again).toEqual({ baseOffset: 1, duplicate: true });
      expect((await writer.append(['late'], { producer: 'p', producerSeq: 4 })).duplicate).toBe(true);
      expect((await writer.append(['other'], { producer: 'q', producerSeq: 1 })).duplicate).toBe(false);
      expect(await readRecords(log, 'telemetry', 0, 0, 2)).toEqual(['a', 'other']);
      expect([await writer.lastProducerSeq('p'), await writer.lastProducerSeq('q')]).toEqual([5, 1]);
      expect(await writer.lastProducerSeq('nobody')).toBe(0);
      expect((await log.acquire('telemetry', 0, 'two')).marks()).toEqual(new Map([['d/1', 5]]));
    });

    test('marks only rise, and an append may move marks without records', async () => {
      const log = await opened();
      const writer = await log.acquire('telemetry', 0, 'one');
      expect(writer.marks()).toEqual(new Map());
      await writer.append(['a'], { producer: 'p', producerSeq: 1, marks: new Map(Object.entries({ x: 7, y: 2 })) });
      await writer.append([], { producer: 'p', producerSeq: 2, marks: new Map(Object.entries({ x: 3, y: 4, z: 0 })) });
      expect(await log.head('telemetry', 0)).toBe(1);
      const marks = (await log.acquire('telemetry', 0, 'two')).marks();
      expect(marks).toEqual(new Map(Object.entries({ x: 7, y: 4, z: 0 })));
    });

    test('a later writer fences the earlier one off, in its own partition only', async () => {
      const log = await opened();
      const first = await log.acquire('telemetry', 0, 'one');
      const elsewhere = await log.acquire('telemetry', 1, 'one');
      await first.append(['a'], { producer: 'p', producerSeq: 1 });
      const second = await log.acquire('telemetry', 0, 'two');
      for (const producerSeq of [2, 3]) {
        const refused = first.append(['lost'], { producer: 'p', producerSeq });
        await expect(refused).rejects.toMatchObject({ code: 'FENCED' });
      }
      await second.append(['b'], { producer: 'p', producerSeq: 2 });
      await elsewhere.append(['c'], { producer: 'p', producerSeq: 1 });
      expect(await readRecords(log, 'telemetry', 0, 0, 2)).toEqual(['a', 'b']);
    });

    test('appends that are not awaited keep their order', async () => {
      const log = await opened();
      const writer = await log.acquire('telemetry', 0, 'one');
      const wanted = Array.from({ length: 40 }, (_, n) => `r${n}`);
      const results = await Promise.all(
        wanted.map((record, n) => writer.append([record], { producer: 'p', producerSeq: n + 1 })),
      );
      expect(results.map(({ baseOffset }) => baseOffset)).toEqual(wanted.map((_, n) => n));
      expect(await readRecords(log, 'telemetry', 0, 0, 40)).toEqual(wanted);
    });

    test('a waiting reader gets what is appended later and ends quietly', async () => {
      const log = await opened();
      const writer = await log.acquire('facts', 0, 'one');
      const reading = readRecords(log, 'facts', 0, 0, 3);
      await writer.append(['a'], { producer: 'p', producerSeq: 1 });
      await writer.append(['b', '城运'], { producer: 'p', producerSeq: 2 });
      expect(await reading).toEqual(['a', 'b', '城运']);
      const idle = log.read('facts', 0, 3, new AbortController().signal)[Symbol.asyncIterator]();
      const waiting = idle.next();
      await log.close();
      expect((await waiting).done).toBe(true);
    });

    test('a raw line break in a record and an unknown partition are refused', async () => {
      const log = await opened();
      const writer = await log.acquire('alarms', 0, 'one');
      const append = async () => writer.append(['{"a":\n1}'], { producer: 'p', producerSeq: 1 });
      await expect(append()).rejects.toThrow('one non-empty line');
      await expect(async () => log.acquire('alarms', 1, 'one')).rejects.toMatchObject({ code: 'NO_PARTITION' });
      expect(await log.head('alarms', 0)).toBe(0);
    });
  });
}
