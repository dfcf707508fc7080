/**
 * The last minutes of a camera, encrypted, on its own box. Every frame is sealed with AES-256-GCM under a key that is made
 * at the start and lives in memory alone: a box that is switched off, stolen or started again holds nothing that anybody
 * can read, and what lies there from before is removed.
 *
 * Invariants: at most `bytesMax` and nothing older than `keepMs`; the oldest goes first and is counted. A frame has its
 * static masks already. With it lie the boxes of people and vehicles, without identities, so that they can be blurred.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateRaw, inflateRawSync } from 'node:zlib';
import type { RgbFrame } from '@chengyun/models/runtime/manifest-types.ts';
import type { RelativeBox } from '../zones/geometry.ts';

export interface KeptFrame extends RgbFrame {
  /** Wall clock. */
  readonly takenAtMs: number;
  readonly boxes: readonly RelativeBox[];
}

export interface FrameRing {
  /** Takes a copy; a frame that comes too soon after the last one, or while that is written, is passed over. */
  keep(frame: RgbFrame, boxes: readonly RelativeBox[], takenAtMs: number): void;
  /** The frame nearest to the time and the one before it; null when none is within `withinMs`. */
  nearest(atMs: number, withinMs: number): { readonly frame: KeptFrame; readonly before: KeptFrame | null } | null;
  /** From before a new mask: nothing of it may be shown any more. */
  forget(): void;
  readonly counts: () => { readonly frames: number; readonly bytes: number; readonly expired: number };
  /** Resolves when the last frame is written. */
  settled(): Promise<void>;
  close(): void;
}

export interface FrameRingConfig {
  /** A folder of its own; what lies in it is removed. */
  readonly folder: string;
  readonly keepMs: number;
  readonly bytesMax: number;
  readonly everyMs: number;
}

export const RING_DEFAULTS = { keepS: 600, bytesMax: 64 * 1024 * 1024, everyMs: 1000 } as const;

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const deflate = promisify(deflateRaw);

interface Entry {
  readonly name: string;
  readonly takenAtMs: number;
  readonly bytes: number;
}

/** @param failed told once in one sentence when the disk refuses; the camera goes on without keeping */
export function openFrameRing(config: FrameRingConfig, failed: (sentence: string) => void): FrameRing {
  const { folder, keepMs, bytesMax, everyMs } = config;
  const key = randomBytes(32);
  let entries: Entry[] = [];
  let bytes = 0;
  let expired = 0;
  let made = 0;
  let lastMs = -Infinity;
  let writing: Promise<void> | null = null;
  let generation = 0;
  let hasFailed = false;

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });

  function drop(entry: Entry): void {
    bytes -= entry.bytes;
    rmSync(join(folder, entry.name), { force: true });
  }

  function trim(nowMs: number): void {
    while (entries[0] !== undefined && (bytes > bytesMax || nowMs - entries[0].takenAtMs > keepMs)) {
      drop(entries.shift()!);
      expired += 1;
    }
  }

  async function write(frame: KeptFrame, born: number): Promise<void> {
    const { width, height, takenAtMs, boxes, rgb } = frame;
    const head = Buffer.from(JSON.stringify({ width, height, takenAtMs, boxes }), 'utf8');
    const size = Buffer.alloc(4);
    size.writeUInt32BE(head.length);
    const plain = await deflate(Buffer.concat([size, head, rgb]), { level: 1 });
    if (born !== generation) return;
    made += 1;
    const name = `${made}.frame`;
    const sealed = seal(key, name, plain);
    writeFileSync(join(folder, name), sealed, { mode: 0o600 });
    entries.push({ name, takenAtMs, bytes: sealed.length });
    bytes += sealed.length;
    trim(takenAtMs);
  }

  function read({ name }: Entry): KeptFrame {
    const plain = inflateRawSync(unseal(key, name, readFileSync(join(folder, name))));
    const headEnd = 4 + plain.readUInt32BE(0);
    const head = JSON.parse(plain.subarray(4, headEnd).toString('utf8')) as Omit<KeptFrame, 'rgb'>;
    return { ...head, rgb: new Uint8Array(plain.subarray(headEnd)) };
  }

  return {
    keep: ({ rgb, width, height }, boxes, takenAtMs) => {
      if (writing !== null || Math.abs(takenAtMs - lastMs) < everyMs) return;
      lastMs = takenAtMs;
      const copy: KeptFrame = { rgb: Uint8Array.from(rgb), width, height, boxes, takenAtMs };
      writing = write(copy, generation)
        .catch((error: Error) => {
          if (!hasFailed) failed(`Frames cannot be kept in ${folder}: ${error.message}.`);
          hasFailed = true;
        })
        .finally(() => {
          writing = null;
        });
    },
    nearest: (atMs, withinMs) => {
      const distance = (entry: Entry) => Math.abs(entry.takenAtMs - atMs);
      const index = entries.reduce((best, entry, at) => (distance(entry) < distance(entries[best]!) ? at : best), 0);
      const entry = entries[index];
      if (entry === undefined || distance(entry) > withinMs) return null;
      const before = entries[index - 1];
      return { frame: read(entry), before: before === undefined ? null : read(before) };
    },
    forget: () => {
      generation += 1;
      for (const entry of entries) drop(entry);
      entries = [];
    },
    counts: () => ({ frames: entries.length, bytes, expired }),
    settled: async () => void (await writing),
    close: () => {
      generation += 1;
      key.fill(0);
      entries = [];
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The name is bound in, so that one file cannot stand for another. */
function seal(key: Buffer, name: string, plain: Buffer): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv).setAAD(Buffer.from(name));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
}

function unseal(key: Buffer, name: string, bytes: Buffer): Buffer {
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES)).setAAD(Buffer.from(name));
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
}
