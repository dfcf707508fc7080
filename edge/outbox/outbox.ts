/**
 * The outbox of one device: what it has to say stays on disk until the receiver has acknowledged it.
 *
 * Invariants: `append` resolves only after the record is synced to disk, and from then on the record is delivered or
 * counted as dropped, across kills and power cuts. Every boot begins a new epoch, so that what is said now does not
 * wait behind an old backlog; within an epoch the order is kept. The disk space is bounded: when it is used up, the
 * oldest segment goes. One process owns the folder.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { UPLINK_BYTES_MAX } from '@chengyun/contracts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { openAckCursor } from './ack-cursor.ts';
import { counterOfEpoch, takeEpoch } from './epoch.ts';
import { encodeFrame, type OutboxChannel } from './frame.ts';
import { createLane, type Lane, type LaneKeeper } from './lane.ts';
import { claimFolder } from './owner.ts';
import { listSegments, scanSegment } from './segment.ts';
import { createSegmentWriter } from './segment-writer.ts';

/** Room that the envelope takes around the items of a message. */
const ENVELOPE_BYTES = 512;
export const ITEMS_BYTES_MAX = UPLINK_BYTES_MAX - ENVELOPE_BYTES;

const CURSOR_SAVE_MS = 250;
const WAITING_MAX = 10_000;

export interface OutboxConfig {
  readonly folder: string;
  /** Disk space for segments; the oldest one is dropped beyond it. Default 64 MiB. */
  readonly bytesMax?: number;
  readonly segmentBytesMax?: number;
  /** Appends that arrive within this time share one sync. Default 5 ms. */
  readonly syncWithinMs?: number;
  /** Forget what earlier epochs left behind (a replay that starts anew). */
  readonly discardBacklog?: boolean;
}

export interface OutboxDeps {
  /** 64 random bits as 16 hexadecimal digits. */
  readonly hex64: () => string;
  /** Items given up: `outbox-full`, `outbox-damaged`, `outbox-discarded`. */
  readonly dropped: (reason: string, items: number) => void;
  /** A sentence for the operator about something that does no harm yet. */
  readonly warn: (sentence: string) => void;
}

export interface Outbox {
  /** Resolves when the items are durable. Rejects with AppError OUTBOX_BUSY, OUTBOX_TOO_LARGE or OUTBOX_WRITE. */
  append(channel: OutboxChannel, items: string, count: number): Promise<void>;
  /** Lanes with something to deliver or to come, oldest epoch first; the last one is live. */
  lanes(): readonly Lane[];
  /** From now on appends go to a new epoch, and the present one becomes backlog. */
  beginEpoch(): Promise<void>;
  /** Called after each append became durable. */
  onGrowth(listener: () => void): void;
  /** Messages that are not delivered yet, those on their way to the disk included. */
  readonly unacked: () => number;
  readonly bytes: () => number;
  close(): Promise<void>;
}

interface Waiting {
  readonly channel: OutboxChannel;
  readonly items: string;
  readonly count: number;
  readonly resolve: () => void;
  readonly reject: (error: AppError) => void;
}

/** Opens the folder, recovers what an earlier run left and begins a new epoch. */
export function openOutbox(config: OutboxConfig, deps: OutboxDeps): Outbox {
  const { folder, bytesMax = 64 * 1024 * 1024, syncWithinMs = 5 } = config;
  const segmentBytesMax = config.segmentBytesMax ?? Math.min(1024 * 1024, Math.ceil(bytesMax / 8));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const release = claimFolder(folder);
  let backlog = recoverLanes(folder, config.discardBacklog ?? false, deps);
  let live = startLane(newestCounter(folder));
  let waiting: Waiting[] = [];
  let growth: () => void = () => undefined;
  let syncTimer: NodeJS.Timeout | null = null;
  let working: Promise<void> = Promise.resolve();
  let closed = false;
  let appending = 0;
  let cursorsAreSaved = true;
  const saveTimer = setInterval(saveCursors, CURSOR_SAVE_MS);
  saveTimer.unref();

  function startLane(newestKnown: number) {
    const epoch = takeEpoch(folder, deps.hex64, newestKnown);
    const lane = createLane(epoch, openAckCursor(folder, epoch));
    return { lane, writer: createSegmentWriter(folder, lane, segmentBytesMax), nextSeq: 1 };
  }

  /** A cursor that cannot be saved only means that more is sent again after the next boot. */
  function saveCursors(): void {
    try {
      for (const lane of [...backlog, live.lane]) lane.saveCursor();
      cursorsAreSaved = true;
    } catch (error) {
      if (cursorsAreSaved)
        deps.warn(`The outbox ${folder} cannot note what was delivered: ${(error as Error).message}.`);
      cursorsAreSaved = false;
    }
  }

  /** One task at a time touches the writer. */
  function enqueue(task: () => Promise<void>): Promise<void> {
    const done = working.then(task);
    working = done.catch(() => undefined);
    return done;
  }

  async function sync(): Promise<void> {
    while (waiting.length > 0) {
      const batch = takeBatch();
      const firstSeq = live.nextSeq;
      const frames = batch.map(({ channel, items, count }, index) =>
        encodeFrame({ seq: firstSeq + index, channel, items, count }),
      );
      live.nextSeq += batch.length;
      try {
        await live.writer.append(frames, firstSeq);
      } catch (cause) {
        const reason = (cause as Error).message;
        appending -= batch.length;
        const error = new AppError('OUTBOX_WRITE', `The outbox ${folder} cannot be written: ${reason}.`, { cause });
        for (const one of batch) one.reject(error);
        continue;
      }
      appending -= batch.length;
      for (const one of batch) one.resolve();
      keepWithinBound();
      growth();
    }
  }

  /** As many waiting appends as fit into one segment. */
  function takeBatch(): Waiting[] {
    let bytes = 0;
    const end = waiting.findIndex(({ items }, index) => {
      bytes += items.length;
      return index > 0 && bytes > segmentBytesMax;
    });
    const batch = end === -1 ? waiting : waiting.slice(0, end);
    waiting = end === -1 ? [] : waiting.slice(end);
    return batch;
  }

  function totalBytes(): number {
    return backlog.reduce((sum, lane) => sum + lane.bytes(), live.lane.bytes());
  }

  function keepWithinBound(): void {
    while (totalBytes() > bytesMax) {
      const victim = backlog.find((lane) => lane.segmentCount() > 0) ?? live.lane;
      if (victim === live.lane && victim.segmentCount() < 2) return;
      const { items } = victim.dropOldest();
      if (items > 0) deps.dropped('outbox-full', items);
    }
  }

  return {
    append: (channel, items, count) => {
      if (closed || waiting.length >= WAITING_MAX) {
        return Promise.reject(new AppError('OUTBOX_BUSY', `The outbox ${folder} takes no more at the moment.`));
      }
      if (Buffer.byteLength(items) > ITEMS_BYTES_MAX) {
        return Promise.reject(new AppError('OUTBOX_TOO_LARGE', `A message for ${folder} exceeds the largest size.`));
      }
      return new Promise<void>((resolve, reject) => {
        appending += 1;
        waiting.push({ channel, items, count, resolve, reject });
        syncTimer ??= setTimeout(() => {
          syncTimer = null;
          void enqueue(sync);
        }, syncWithinMs);
      });
    },
    lanes: () => {
      backlog = backlog.filter((lane) => lane.unacked() > 0 || lane.segmentCount() > 0);
      return [...backlog, live.lane];
    },
    beginEpoch: () =>
      enqueue(async () => {
        await live.writer.close();
        live.lane.seal();
        backlog = [...backlog, live.lane];
        live = startLane(counterOfEpoch(live.lane.epoch));
      }),
    onGrowth: (listener) => {
      growth = listener;
    },
    unacked: () => backlog.reduce((sum, lane) => sum + lane.unacked(), live.lane.unacked()) + appending,
    bytes: totalBytes,
    close: async () => {
      if (closed) return;
      closed = true;
      if (syncTimer !== null) clearTimeout(syncTimer);
      clearInterval(saveTimer);
      await enqueue(sync);
      await live.writer.close();
      saveCursors();
      await Promise.all([...backlog, live.lane].map((lane) => lane.close()));
      release();
    },
  };
}

function newestCounter(folder: string): number {
  return Math.max(0, ...[...listSegments(folder).keys()].map(counterOfEpoch));
}

/** The lanes of earlier epochs that still have something to deliver; what is delivered or empty is removed. */
function recoverLanes(folder: string, discard: boolean, deps: OutboxDeps): LaneKeeper[] {
  const lanes: LaneKeeper[] = [];
  for (const [epoch, paths] of listSegments(folder)) {
    const cursor = openAckCursor(folder, epoch);
    const lane = createLane(epoch, cursor);
    for (const [index, path] of paths.entries()) {
      const scan = scanSegment(path, cursor.seq());
      // Bytes behind the last whole frame are a torn tail where writing stopped, and damage anywhere else.
      if (scan.unreadableBytes > 0 && index < paths.length - 1) deps.dropped('outbox-damaged', 1);
      if (discard && scan.items > 0) deps.dropped('outbox-discarded', scan.items);
      if (discard || scan.records === 0) {
        rmSync(path, { force: true });
        continue;
      }
      lane.addSegment(scan.segment);
      lane.countFound(scan.records);
    }
    lane.seal();
    if (lane.segmentCount() > 0) lanes.push(lane);
  }
  return lanes;
}
