/** What a partition offers to the intake and to the ticks, and what it needs. Built by partition.ts. */
import type { Log } from '@chengyun/platform/log/log.ts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { ClockEvent, PendingTick, Settle } from './batch.ts';
import type { Refusal } from './quarantine.ts';

export interface PartitionLimits {
  readonly batchMax: number;
  readonly lingerMs: number;
  readonly retryMs: number;
  readonly retryMsMax: number;
}

export interface PartitionDeps {
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly owner: string;
  readonly quarantine: (refusals: readonly Refusal[]) => Promise<void>;
  /** Runs after each acquisition, before anything is appended. */
  readonly onAcquired: (partition: number) => Promise<void>;
  readonly onStopped: (partition: number) => void;
  readonly onCommitted: (messages: number) => void;
  /** Messages that were held and no longer are, committed or failed. */
  readonly onReleased: (messages: number) => void;
}

export interface Partition {
  /** Resolves once the partition was acquired for the first time. */
  start(): Promise<void>;
  /** Commits what is held, then refuses everything. */
  stop(): Promise<void>;
  isRunning(): boolean;
  /** Accepted before, whether committed yet or not. */
  isDuplicate(device: string, epoch: string, seq: number): boolean;
  /** `epoch` is empty for records without a place in an epoch. */
  append(record: string, device: string, epoch: string, seq: number, settle: Settle): void;
  refuse(refusal: Refusal, settle: Settle): void;
  /** Settles when everything that was accepted so far is committed. */
  settleBehind(settle: Settle): void;
  tick(tick: PendingTick): void;
  /** Event and tick are appended together or not at all; without a tick the event goes alone. */
  appendClock(event: ClockEvent, tick: PendingTick | null, settle: Settle): void;
  /** Highest producerSeq of another producer, 0 if none or if the partition cannot be asked now. */
  lastProducerSeq(producer: string): Promise<number>;
  /** Marks as of the last acquisition. */
  acquiredMarks(): ReadonlyMap<string, number>;
}
