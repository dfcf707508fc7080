/**
 * Appends to the newest segment of an epoch. A write counts only once it was synced; a failed one is cut off again, so
 * that a segment never holds bytes that nobody was told about.
 */
import { closeSync, openSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { syncFolder } from './epoch.ts';
import type { LaneKeeper } from './lane.ts';
import { type Segment, segmentPath } from './segment.ts';

export interface SegmentWriter {
  /** Resolves when `frames` are durable. */
  append(frames: readonly Buffer[], firstSeq: number): Promise<void>;
  close(): Promise<void>;
}

export function createSegmentWriter(folder: string, lane: LaneKeeper, segmentBytesMax: number): SegmentWriter {
  let file: FileHandle | null = null;
  let bytes = 0;

  async function roll(firstSeq: number): Promise<void> {
    await close();
    const path = segmentPath(folder, lane.epoch, firstSeq);
    closeSync(openSync(path, 'wx', 0o600));
    file = await open(path, 'r+');
    syncFolder(folder);
    bytes = 0;
    const segment: Segment = { path, lastSeq: firstSeq - 1, bytes: 0 };
    lane.addSegment(segment);
  }

  async function close(): Promise<void> {
    const closing = file;
    file = null;
    await closing?.close();
  }

  return {
    append: async (frames, firstSeq) => {
      if (file === null || bytes >= segmentBytesMax) await roll(firstSeq);
      const block = Buffer.concat(frames);
      const target = file;
      if (target === null) throw new Error('A segment was rolled but is not open.');
      try {
        await target.write(block, 0, block.length, bytes);
        await target.datasync();
      } catch (cause) {
        // What reached the disk is unknown: cut it off if possible, and never write to this file again.
        await target.truncate(bytes).catch(() => undefined);
        await close().catch(() => undefined);
        throw cause;
      }
      bytes += block.length;
      lane.grow(block.length, firstSeq + frames.length - 1, frames.length);
    },
    close,
  };
}
