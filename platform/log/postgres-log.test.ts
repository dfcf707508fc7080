import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../store/store.ts';
import { withTestDatabase } from '../testing/test-database.ts';
import { encodeBatch } from './batch-codec.ts';
import type { AppendOptions, LogWriter } from './log.ts';
import { describeLog, readRecords } from './log-contract.ts';
import { createPostgresLog } from './postgres-log.ts';
import { trimLog } from './trim-log.ts';

const database = withTestDatabase();

async function emptyLog(store: Store): Promise<void> {
  await store.query('TRUNCATE log_partitions, log_batches, log_producers, log_marks');
}
beforeEach(() => emptyLog(database.store()));

const open = () => createPostgresLog(database.store(), { partitions: { telemetry: 2 } });
describeLog('postgres', async () => open());

/** Cuts the connection of an append in the middle of its transaction: it waits for a row that is held meanwhile. */
async function appendWithCut(store: Store, writer: LogWriter, records: string[], options: AppendOptions) {
  const holder = await store.pool.connect();
  await holder.query('BEGIN');
  await holder.query(`SELECT FROM log_partitions WHERE stream = 'telemetry' AND partition = 0 FOR UPDATE`);
  const append = writer.append(records, options).then(
    () => 'committed',
    (error: { code?: string }) => error.code,
  );
  for (let killed = 0; killed === 0; ) {
    const { rowCount } = await store.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE query LIKE '%log_append(%' AND wait_event_type = 'Lock' AND datname = current_database()`,
    );
    killed = rowCount ?? 0;
  }
  expect(await append).toBe('LOG_APPEND');
  await holder.query('ROLLBACK');
  holder.release();
}

/** The same transaction as the writer's, whose answer never arrives. */
async function appendWithoutAnswer(store: Store, records: string[], { producer, producerSeq }: AppendOptions) {
  await store.query(
    `SELECT log_append('telemetry', 0, fence, $1, $2, $3, $4, '{}', '{}') FROM log_partitions
     WHERE stream = 'telemetry' AND partition = 0`,
    [producer, producerSeq, records.length, encodeBatch(records)],
  );
}

describe('under kills, repeats and take-overs', () => {
  const step = fc.record({
    size: fc.integer({ min: 1, max: 12 }),
    event: fc.constantFrom('plain', 'repeat', 'cut', 'unanswered', 'take-over'),
  });

  test('the log is gap-free, loses nothing, doubles nothing and refuses the fenced writer', async () => {
    const store = database.store();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), fc.nat(), async (steps, seed) => {
        await emptyLog(store);
        const log = open();
        let writer = await log.acquire('telemetry', 0, 'first');
        const wanted: string[] = [];
        for (const [n, { size, event }] of steps.entries()) {
          const records = Array.from({ length: size }, (_, i) => JSON.stringify({ n, i, text: '水位' }));
          const options = { producer: 'p', producerSeq: n + 1, marks: new Map([['d', n]]) };
          const baseOffset = wanted.length;
          if (event === 'cut') await appendWithCut(store, writer, records, options);
          if (event === 'unanswered') await appendWithoutAnswer(store, records, options);
          if (event === 'take-over') {
            const old = writer;
            writer = await log.acquire('telemetry', 0, `owner ${n}`);
            await expect(old.append(records, options)).rejects.toMatchObject({ code: 'FENCED' });
          }
          const { duplicate } = await writer.append(records, options);
          expect(duplicate).toBe(event === 'unanswered');
          if (event === 'repeat') expect((await writer.append(records, options)).duplicate).toBe(true);
          wanted.push(...records);
          expect(await log.head('telemetry', 0)).toBe(baseOffset + size);
        }
        const from = seed % wanted.length;
        expect(await readRecords(log, 'telemetry', 0, from, wanted.length - from)).toEqual(wanted.slice(from));
        await log.close();
      }),
      { numRuns: 25 },
    );
  });

  test('what is queued behind a failed append waits until that one is repeated', async () => {
    const log = open();
    const writer = await log.acquire('telemetry', 0, 'one');
    await appendWithCut(database.store(), writer, ['a'], { producer: 'p', producerSeq: 1 });
    const behind = writer.append(['b'], { producer: 'p', producerSeq: 2 });
    await expect(behind).rejects.toMatchObject({ code: 'LOG_STOPPED', retryable: true });
    await writer.append(['a'], { producer: 'p', producerSeq: 1 });
    await writer.append(['b'], { producer: 'p', producerSeq: 2 });
    expect(await readRecords(log, 'telemetry', 0, 0, 2)).toEqual(['a', 'b']);
    await log.close();
  });

  test('a reader never skips an offset while two writers fight over the partition', async () => {
    const log = open();
    const reading = readRecords(log, 'telemetry', 0, 0, 60);
    const writers = await Promise.all(['one', 'two'].map((owner) => log.acquire('telemetry', 0, owner)));
    const sent: string[] = [];
    for (let n = 1; n <= 60; n++) {
      const attempts = writers.map((writer) => writer.append([`r${n}`], { producer: 'p', producerSeq: n }));
      const settled = await Promise.allSettled(attempts);
      expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      sent.push(`r${n}`);
    }
    expect(await reading).toEqual(sent);
    await log.close();
  });
});

test('batches far larger than one read are all found', async () => {
  const log = open();
  const writer = await log.acquire('telemetry', 0, 'one');
  const noise = (n: number) => Array.from({ length: 60 }, (_, i) => Math.sin(n * 997 + i).toString(36)).join('');
  const wanted: string[] = [];
  for (let batch = 1; batch <= 4; batch++) {
    const records = Array.from({ length: 2500 }, (_, i) => noise(batch * 10_000 + i));
    await writer.append(records, { producer: 'p', producerSeq: batch });
    wanted.push(...records);
  }
  const { rows } = await database
    .store()
    .query<{ bytes: number }>('SELECT min(octet_length(payload)) AS bytes FROM log_batches');
  expect(rows[0]?.bytes).toBeGreaterThan(1 << 20);
  expect(await readRecords(log, 'telemetry', 0, 2500, 7500)).toEqual(wanted.slice(2500));
  await log.close();
});

test('trimming forgets whole batches and a reader of them is told so', async () => {
  const store = database.store();
  const log = open();
  const writer = await log.acquire('telemetry', 0, 'one');
  for (let n = 1; n <= 3; n++) await writer.append(['a', 'b'], { producer: 'p', producerSeq: n });
  expect(await trimLog(store, 'telemetry', 0, 3)).toBe(1);
  expect(await readRecords(log, 'telemetry', 0, 2, 4)).toEqual(['a', 'b', 'a', 'b']);
  await expect(readRecords(log, 'telemetry', 0, 1, 1)).rejects.toMatchObject({ code: 'LOG_TRIMMED' });
  expect(await trimLog(store, 'telemetry', 0, 6)).toBe(2);
  expect(await log.head('telemetry', 0)).toBe(6);
  expect((await writer.append(['c'], { producer: 'p', producerSeq: 4 })).baseOffset).toBe(6);
  await log.close();
});
