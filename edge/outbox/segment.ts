/** Segment files of an outbox: `<epoch>.<first seq>.seg`, written once, appended to, removed when all is delivered. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { counterOfEpoch } from './epoch.ts';
import { framesOf } from './frame.ts';

export interface Segment {
  readonly path: string;
  /** 0 while it has no record. */
  lastSeq: number;
  /** Bytes that are durable and readable. */
  bytes: number;
}

const SEGMENT_NAME = /^([0-9]{1,10}-[0-9a-f]{16})\.([0-9]{12})\.seg$/;

export function segmentPath(folder: string, epoch: string, firstSeq: number): string {
  return join(folder, `${epoch}.${String(firstSeq).padStart(12, '0')}.seg`);
}

/** Segments found on disk, by epoch, oldest epoch first and each in order of seq. */
export function listSegments(folder: string): Map<string, string[]> {
  const found = readdirSync(folder)
    .map((name) => SEGMENT_NAME.exec(name))
    .filter((match) => match !== null)
    .map((match) => ({ epoch: match[1] ?? '', firstSeq: Number(match[2]), path: join(folder, match[0]) }))
    .sort((a, b) => counterOfEpoch(a.epoch) - counterOfEpoch(b.epoch) || a.firstSeq - b.firstSeq);
  const byEpoch = new Map<string, string[]>();
  for (const { epoch, path } of found) byEpoch.set(epoch, [...(byEpoch.get(epoch) ?? []), path]);
  return byEpoch;
}

export interface SegmentScan {
  readonly segment: Segment;
  /** Records and items beyond `afterSeq`. */
  readonly records: number;
  readonly items: number;
  /** Bytes behind the last whole frame: a torn tail, or damage. */
  readonly unreadableBytes: number;
}

/** Reads a segment through and counts what is still to be delivered. A segment is small enough to be read at once. */
export function scanSegment(path: string, afterSeq: number): SegmentScan {
  const content = readFileSync(path);
  const segment: Segment = { path, lastSeq: 0, bytes: 0 };
  let records = 0;
  let items = 0;
  for (const { record, endOffset } of framesOf(content)) {
    segment.lastSeq = record.seq;
    segment.bytes = endOffset;
    if (record.seq <= afterSeq) continue;
    records += 1;
    items += record.count;
  }
  return { segment, records, items, unreadableBytes: content.length - segment.bytes };
}
