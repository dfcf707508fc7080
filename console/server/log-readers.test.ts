import type { FactRecord, TickRecord } from '@chengyun/contracts';
import type { Log } from '@chengyun/platform/log/log.ts';
import { createMemoryLog } from '@chengyun/platform/log/memory-log.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { expect, test } from 'vitest';
import type { LiveRecord, LiveState } from './live-state.ts';
import { createLogReaders } from './log-readers.ts';

const tick = (n: number): TickRecord => ({ k: 'tick', tl: 'live', n, at: n, facts: 0 });
const note = (seq: number): FactRecord => ({
  ...{ k: 'fact', tl: 'live', id: `o/${seq}`, actor: 'o', role: 'operator', epoch: 'e', seq, at: 1, rxAt: 1 },
  body: { kind: 'note', alarm: 'a', text: 'x' },
});

function setup(log: Log, failures: unknown[] = []) {
  const applied: { record: LiveRecord; isLive: boolean }[] = [];
  let wake = () => {};
  const state = {
    apply: (record: LiveRecord, isLive: boolean) => {
      applied.push({ record, isLive });
      wake();
    },
  } as Pick<LiveState, 'apply'> as LiveState;
  const readers = createLogReaders(
    { backfillRecords: 10 },
    { log, state, logger: silentLogger, onFailure: (error) => failures.push(error) },
  );
  const until = (isDone: () => boolean) =>
    new Promise<void>((resolve) => {
      wake = () => isDone() && resolve();
      wake();
    });
  return { applied, readers, until, failures };
}

async function fill(log: Log, stream: 'telemetry' | 'facts', records: readonly LiveRecord[], seq = 1): Promise<void> {
  const writer = await log.acquire(stream, 0, 'test');
  const lines = records.map((record) => JSON.stringify(record));
  await writer.append(lines, { producer: 'test', producerSeq: seq });
}

test('facts are read from the beginning, telemetry from near its end; what comes later counts as live', async () => {
  const log = createMemoryLog({ telemetry: 1 });
  await fill(
    log,
    'telemetry',
    Array.from({ length: 30 }, (_, i) => tick(i + 1)),
  );
  await fill(
    log,
    'facts',
    Array.from({ length: 20 }, (_, i) => note(i + 1)),
  );
  const { applied, readers, until } = setup(log);
  await readers.start();
  expect(applied.filter(({ record }) => record.k === 'fact')).toHaveLength(20);
  expect(
    applied.filter(({ record }) => record.k === 'tick').map(({ record }) => record.k === 'tick' && record.n)[0],
  ).toBe(21);
  expect(applied.every(({ isLive }) => !isLive)).toBe(true);
  await fill(log, 'facts', [note(21)], 2);
  await until(() => applied.at(-1)?.isLive === true);
  expect(applied).toHaveLength(31);
  await readers.stop();
});

/** A log whose reads fail as told, before the first batch or after it. */
function failing(log: Log, errors: Record<string, Error[]>): Log {
  return {
    ...log,
    async *read(stream, partition, from, signal) {
      const error = errors[stream]?.shift();
      for await (const batch of log.read(stream, partition, from, signal)) {
        yield batch;
        if (error) throw error;
      }
    },
  };
}

test('a database that goes away is read again from the same place: nothing is missed or applied twice', async () => {
  const log = createMemoryLog({ telemetry: 1 });
  await fill(log, 'facts', [note(1), note(2)]);
  const { applied, readers, until, failures } = setup(
    failing(log, { facts: [new Error('terminated'), new Error('again')] }),
  );
  await readers.start();
  await fill(log, 'facts', [note(3)], 2);
  await until(() => applied.length === 3);
  expect(applied.map(({ record }) => record.k === 'fact' && record.seq)).toEqual([1, 2, 3]);
  expect(failures).toEqual([]);
  await readers.stop();
});

test('trimmed telemetry is skipped; trimmed facts end the console, because incidents would be wrong', async () => {
  const trimmed = () => new AppError('LOG_TRIMMED', 'no longer kept');
  const log = createMemoryLog({ telemetry: 1 });
  await fill(log, 'telemetry', [tick(1)]);
  const telemetry = setup(failing(log, { telemetry: [trimmed()] }));
  await telemetry.readers.start();
  await fill(log, 'telemetry', [tick(2)], 2);
  await telemetry.until(() => telemetry.applied.length === 2);
  await telemetry.readers.stop();
  await fill(log, 'facts', [note(1)]);
  const facts = setup(failing(log, { facts: [trimmed()] }));
  await facts.readers.start().catch(() => undefined);
  await facts.readers.stop();
  expect(facts.failures).toHaveLength(1);
});
