/**
 * The one writer of one telemetry partition. Group commit: the first message waits a few milliseconds for company, and
 * while a batch is being committed the next one forms. One append is in flight at a time.
 *
 * When an append fails nobody can know whether it committed. The partition stops, everything it holds fails (which
 * disconnects the senders), and it is acquired anew: the marks then say what is in. Nothing that came later can have
 * been committed meanwhile, so that one mark per (device, epoch) finds every duplicate in the redelivery.
 * Ticks are ours, not a sender's: they outlive the failure and are appended unless the marks show that they are in.
 */
import type { TickRecord } from '@chengyun/contracts';
import type { LogWriter } from '@chengyun/platform/log/log.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { type Batch, createBatch, isEmptyBatch, marksOf, type PendingTick, type Settle } from './batch.ts';
import { clockMarkKey, createEpochMarks, type EpochMarks, putTickMark, tickMarkOf } from './marks.ts';

import type { Partition, PartitionDeps, PartitionLimits } from './partition-seam.ts';

export const PRODUCER = 'ingest';

export function createPartition(partition: number, limits: PartitionLimits, deps: PartitionDeps): Partition {
  const { log, clock, logger } = deps;
  const stopped = new AppError('PARTITION_STOPPED', `Partition ${partition} cannot commit now.`, { retryable: true });
  let writer: LogWriter | null = null;
  let acquired: ReadonlyMap<string, number> = new Map();
  let epochs: EpochMarks = createEpochMarks(acquired);
  let producerSeq = 0;
  let batch = createBatch();
  let inFlight: Batch | null = null;
  let timer: NodeJS.Timeout | null = null;
  let ending = false;
  /** Ticks of a failed append, until the next acquisition tells whether they are in. */
  let orphans: PendingTick[] = [];
  let whenIdle: (() => void) | null = null;

  const schedule = () => {
    if (writer === null || inFlight !== null || isEmptyBatch(batch)) return;
    const waitedMs = clock.monotonicMs() - (batch.sinceMs ?? 0);
    if (ending || batch.waiting.length >= limits.batchMax || waitedMs >= limits.lingerMs) {
      void commit(writer);
    } else {
      timer ??= setTimeout(() => {
        timer = null;
        if (writer !== null && inFlight === null && !isEmptyBatch(batch)) void commit(writer);
      }, limits.lingerMs - waitedMs);
    }
  };

  const commit = async (by: LogWriter) => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const current = batch;
    inFlight = current;
    batch = createBatch();
    try {
      const { records, refusals } = current;
      await Promise.all([
        records.length > 0 &&
          by.append(records, { producer: PRODUCER, producerSeq: ++producerSeq, marks: marksOf(current) }),
        refusals.length > 0 && deps.quarantine(refusals),
      ]);
    } catch (error) {
      fail(error, current);
      return;
    }
    for (const [mark, seq] of current.epochs) mark.committed = Math.max(mark.committed, seq);
    inFlight = null;
    // The next append starts before the acknowledgements of this one are written.
    schedule();
    settleAll(current, null);
    deps.onCommitted(current.records.length);
    if (inFlight === null && isEmptyBatch(batch)) whenIdle?.();
  };

  const settleAll = (settled: Batch, error: Error | null) => {
    deps.onReleased(settled.waiting.length);
    for (const settle of settled.waiting) settle(error);
    if (error === null) for (const tick of settled.ticks) tick.settle(null);
  };

  const fail = (error: unknown, current: Batch) => {
    const forming = batch;
    writer = null;
    inFlight = null;
    batch = createBatch();
    orphans.push(...current.ticks, ...forming.ticks);
    logger.error({ err: error, partition }, 'append failed, partition stops until it is acquired again');
    settleAll(current, stopped);
    settleAll(forming, stopped);
    deps.onStopped(partition);
    if (ending) whenIdle?.();
    else void acquire();
  };

  const acquire = async () => {
    for (let waitMs = limits.retryMs; !ending; waitMs = Math.min(waitMs * 2, limits.retryMsMax)) {
      try {
        const next = await log.acquire('telemetry', partition, deps.owner);
        producerSeq = await next.lastProducerSeq(PRODUCER);
        acquired = next.marks();
        epochs = createEpochMarks(acquired);
        await deps.onAcquired(partition);
        writer = next;
        adoptOrphans();
        schedule();
        return;
      } catch (error) {
        logger.warn({ err: error, partition, waitMs }, 'partition could not be acquired, trying again');
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
  };

  const adoptOrphans = () => {
    const ticks = orphans;
    orphans = [];
    for (const tick of ticks) {
      const isIn = tick.n <= (tickMarkOf(acquired, tick.timeline)?.n ?? 0);
      if (isIn) tick.settle(null);
      else if (tick.tied) tick.settle(stopped);
      else addTick(tick);
    }
  };

  const touch = () => {
    batch.sinceMs ??= clock.monotonicMs();
  };

  const add = (record: string, device: string, epoch: string, seq: number, settle: Settle) => {
    touch();
    batch.records.push(record);
    batch.waiting.push(settle);
    if (epoch === '') return;
    const mark = epochs.of(device, epoch);
    mark.accepted = seq;
    batch.epochs.set(mark, seq);
  };

  const addTick = (tick: PendingTick) => {
    touch();
    const { timeline, n, atMs, facts, forecasts } = tick;
    const record: TickRecord = { k: 'tick', tl: timeline, n, at: atMs, facts };
    batch.records.push(JSON.stringify(forecasts > 0 ? { ...record, forecasts } : record));
    batch.ticks.push(tick);
    putTickMark(batch.marks, timeline, tick);
  };

  return {
    start: acquire,
    stop: async () => {
      ending = true;
      if (writer !== null && (inFlight !== null || !isEmptyBatch(batch))) {
        await new Promise<void>((resolve) => {
          whenIdle = resolve;
          schedule();
        });
      }
      writer = null;
    },
    isRunning: () => writer !== null && !ending,
    isDuplicate: (device, epoch, seq) => seq <= (epochs.find(device, epoch)?.accepted ?? 0),
    append: (record, device, epoch, seq, settle) => {
      if (writer === null || ending) return release(settle);
      add(record, device, epoch, seq, settle);
      schedule();
    },
    refuse: (refusal, settle) => {
      if (writer === null || ending) return release(settle);
      touch();
      batch.refusals.push(refusal);
      batch.waiting.push(settle);
      schedule();
    },
    settleBehind: (settle) => {
      if (writer === null || ending) return release(settle);
      if (isEmptyBatch(batch) && inFlight !== null) {
        inFlight.waiting.push(settle);
        return;
      }
      touch();
      batch.waiting.push(settle);
      schedule();
    },
    tick: (tick) => {
      if (writer === null || ending) {
        orphans.push(tick);
        return;
      }
      addTick(tick);
      schedule();
    },
    appendClock: (event, tick, settle) => {
      if (writer === null || ending) {
        if (tick !== null) orphans.push(tick);
        return release(settle);
      }
      add(event.record, event.device, event.epoch, event.seq, settle);
      batch.marks.set(clockMarkKey(event.timeline), event.atMs);
      if (tick !== null) addTick(tick);
      schedule();
    },
    lastProducerSeq: async (producer) => (await writer?.lastProducerSeq(producer)) ?? 0,
    acquiredMarks: () => acquired,
  };

  function release(settle: Settle): void {
    deps.onReleased(1);
    settle(stopped);
  }
}
