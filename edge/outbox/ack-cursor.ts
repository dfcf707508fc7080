/**
 * How far an epoch was delivered: `<epoch>.ack`, replaced as a whole. It is not synced: after a power cut an older or
 * unreadable cursor only means that messages are sent again, which the receiver's high-water mark makes harmless.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from './epoch.ts';

export interface AckCursor {
  readonly seq: () => number;
  /** Remembers the position; `save` writes it. */
  moveTo(seq: number): void;
  save(): void;
  remove(): void;
}

export function openAckCursor(folder: string, epoch: string): AckCursor {
  const path = join(folder, `${epoch}.ack`);
  let seq = readSeq(path);
  let savedSeq = seq;
  return {
    seq: () => seq,
    moveTo: (next) => {
      seq = Math.max(seq, next);
    },
    save: () => {
      if (seq === savedSeq) return;
      replaceFile(path, String(seq), false);
      savedSeq = seq;
    },
    remove: () => rmSync(path, { force: true }),
  };
}

function readSeq(path: string): number {
  try {
    const seq = Number(readFileSync(path, 'utf8'));
    return Number.isSafeInteger(seq) && seq > 0 ? seq : 0;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw cause;
  }
}
