/**
 * Brings the partitions of one timeline together at its ticks. A tick is complete when every partition has delivered it;
 * then all records before it, whatever partition carried them, belong to it. Knows the offset from which each partition
 * must be read again to lose nothing that is still waiting here.
 */
import type { TelemetryRecord, TickRecord } from '@chengyun/contracts';

export interface CompleteTick {
  readonly tick: TickRecord;
  readonly records: readonly TelemetryRecord[];
}

export interface Barrier {
  push(partition: number, offset: number, record: TelemetryRecord): void;
  /** The next tick that all partitions have delivered, or null. */
  take(): CompleteTick | null;
  /** Records that wait, of one partition. */
  waiting(partition: number): number;
  /** Offset of the oldest record that waits in a partition, or null when none does. */
  firstOffset(partition: number): number | null;
}

interface Segment {
  readonly firstOffset: number;
  readonly records: TelemetryRecord[];
  tick: TickRecord | null;
}

export function createBarrier(partitions: number): Barrier {
  const lanes: Segment[][] = Array.from({ length: partitions }, () => []);
  const waiting = new Array<number>(partitions).fill(0);
  const lastTick = new Array<number>(partitions).fill(0);

  const open = (partition: number, offset: number): Segment => {
    const lane = lanes[partition]!;
    const last = lane.at(-1);
    if (last && last.tick === null) return last;
    const fresh: Segment = { firstOffset: offset, records: [], tick: null };
    lane.push(fresh);
    return fresh;
  };
  /** A partition whose oldest tick is behind that of the others missed one at its beginning: it joins the next. */
  const mergeUpTo = (lane: Segment[], n: number) => {
    while (lane.length > 1 && (lane[0]!.tick?.n ?? n) < n) {
      const [old, next] = [lane[0]!, lane[1]!];
      lane.splice(0, 2, { ...next, firstOffset: old.firstOffset, records: [...old.records, ...next.records] });
    }
  };

  return {
    push: (partition, offset, record) => {
      if (record.k === 'tick') {
        if (record.n <= lastTick[partition]!) return;
        lastTick[partition] = record.n;
        open(partition, offset).tick = record;
      } else {
        open(partition, offset).records.push(record);
        waiting[partition]! += 1;
      }
    },
    take: () => {
      if (lanes.some((lane) => !lane[0]?.tick)) return null;
      const n = Math.max(...lanes.map((lane) => lane[0]!.tick!.n));
      for (const lane of lanes) mergeUpTo(lane, n);
      if (lanes.some((lane) => lane[0]?.tick?.n !== n)) return null;
      const segments = lanes.map((lane) => lane.shift()!);
      for (const [partition, segment] of segments.entries()) waiting[partition]! -= segment.records.length;
      return { tick: segments[0]!.tick!, records: segments.flatMap((segment) => segment.records) };
    },
    waiting: (partition) => waiting[partition]!,
    firstOffset: (partition) => lanes[partition]![0]?.firstOffset ?? null,
  };
}
