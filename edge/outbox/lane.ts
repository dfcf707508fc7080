/**
 * One (device, epoch) on disk: its segments, how far they were read and how far delivered.
 *
 * Invariants: records come out in order of seq, each once per run; a record is removed only when it was delivered or
 * dropped; `unacked` counts records that are durable and neither delivered nor dropped. One reader at a time.
 */

import { rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { UPLINK_BYTES_MAX } from '@chengyun/contracts';
import type { AckCursor } from './ack-cursor.ts';
import { FRAME_HEADER_BYTES, framesOf, type OutboxRecord } from './frame.ts';
import { type Segment, scanSegment } from './segment.ts';

const READ_BYTES = 2 * (UPLINK_BYTES_MAX + FRAME_HEADER_BYTES);

export interface Lane {
  readonly epoch: string;
  /** Up to `recordsMax` records that were not read yet, oldest first. Empty: nothing more for now. */
  read(recordsMax: number): Promise<OutboxRecord[]>;
  /** Everything up to `seq`, `records` in number, was delivered. */
  ack(seq: number, records: number): void;
  readonly unacked: () => number;
  readonly unread: () => number;
}

/** The side of a lane that the outbox itself uses. */
export interface LaneKeeper extends Lane {
  readonly bytes: () => number;
  readonly segmentCount: () => number;
  addSegment(segment: Segment): void;
  /** The writer made `bytes` more of the newest segment durable. */
  grow(bytes: number, lastSeq: number, records: number): void;
  /** Adds what a scan at boot found undelivered. */
  countFound(records: number): void;
  /** Gives up the oldest segment; returns how many records and items nobody had read. */
  dropOldest(): { records: number; items: number };
  /** No segment will be added any more: the last one may go too once it is delivered. */
  seal(): void;
  saveCursor(): void;
  close(): Promise<void>;
}

export function createLane(epoch: string, cursor: AckCursor): LaneKeeper {
  const segments: Segment[] = [];
  let readFrom = { segment: undefined as Segment | undefined, offset: 0 };
  let readSeq = cursor.seq();
  let unacked = 0;
  let unread = 0;
  let sealed = false;
  let handle: { path: string; file: FileHandle } | null = null;

  async function closeHandle(): Promise<void> {
    const closing = handle;
    handle = null;
    await closing?.file.close();
  }

  async function readChunk(segment: Segment, offset: number): Promise<Buffer> {
    if (handle?.path !== segment.path) {
      await closeHandle();
      handle = { path: segment.path, file: await open(segment.path, 'r') };
    }
    const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, segment.bytes - offset));
    const { bytesRead } = await handle.file.read(buffer, 0, buffer.length, offset);
    return buffer.subarray(0, bytesRead);
  }

  /** Where reading goes on; steps over segments that are read through. */
  function nextPlace(): { segment: Segment; offset: number } | null {
    let { segment, offset } = readFrom;
    if (segment === undefined || !segments.includes(segment)) {
      segment = segments[0];
      offset = 0;
    }
    while (segment !== undefined && offset >= segment.bytes) {
      const next: Segment | undefined = segments[segments.indexOf(segment) + 1];
      if (next === undefined) break;
      segment = next;
      offset = 0;
    }
    readFrom = { segment, offset };
    return segment !== undefined && offset < segment.bytes ? { segment, offset } : null;
  }

  async function read(recordsMax: number): Promise<OutboxRecord[]> {
    const out: OutboxRecord[] = [];
    for (let place = nextPlace(); place !== null && out.length < recordsMax; place = nextPlace()) {
      const { segment, offset } = place;
      const chunk = await readChunk(segment, offset);
      if (!segments.includes(segment)) continue;
      let consumed = 0;
      for (const { record, endOffset } of framesOf(chunk)) {
        if (out.length >= recordsMax) break;
        consumed = endOffset;
        if (record.seq <= readSeq) continue;
        readSeq = record.seq;
        unread -= 1;
        out.push(record);
      }
      if (consumed === 0)
        throw new Error(`${segment.path} cannot be read at byte ${offset}, where it was sound before.`);
      readFrom = { segment, offset: offset + consumed };
    }
    return out;
  }

  function removeDelivered(): void {
    const keep = sealed ? 0 : 1;
    while (segments.length > keep && (segments[0]?.lastSeq ?? Infinity) <= cursor.seq()) {
      rmSync(segments.shift()?.path ?? '', { force: true });
    }
    if (!sealed || segments.length > 0) return;
    cursor.remove();
    void closeHandle();
  }

  return {
    epoch,
    read,
    ack: (seq, records) => {
      cursor.moveTo(seq);
      unacked -= records;
      removeDelivered();
    },
    unacked: () => unacked,
    unread: () => unread,
    bytes: () => segments.reduce((sum, segment) => sum + segment.bytes, 0),
    segmentCount: () => segments.length,
    addSegment: (segment) => segments.push(segment),
    grow: (bytes, lastSeq, records) => {
      const newest = segments.at(-1);
      if (newest === undefined) throw new Error(`Lane ${epoch} grew without a segment.`);
      newest.bytes += bytes;
      newest.lastSeq = lastSeq;
      unacked += records;
      unread += records;
    },
    countFound: (records) => {
      unacked += records;
      unread += records;
    },
    dropOldest: () => {
      const victim = segments.shift();
      if (victim === undefined) return { records: 0, items: 0 };
      const { records, items } = scanSegment(victim.path, readSeq);
      rmSync(victim.path, { force: true });
      readSeq = Math.max(readSeq, victim.lastSeq);
      unacked -= records;
      unread -= records;
      return { records, items };
    },
    seal: () => {
      sealed = true;
      removeDelivered();
    },
    saveCursor: () => {
      if (!(sealed && segments.length === 0)) cursor.save();
    },
    close: closeHandle,
  };
}
