/**
 * The data set on disk: shards of frames at the network's size (interleaved RGB bytes, one after another) beside a
 * JSON file with their truth. A shard counts once its JSON exists, so a trainer may start while more are being made.
 */
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { LabelledBox } from './loss.ts';
import { INPUT_HEIGHT, INPUT_WIDTH } from './network.ts';

export const FRAME_BYTES = INPUT_WIDTH * INPUT_HEIGHT * 3;

export interface StoredBox extends LabelledBox {
  readonly visible: number;
}

export interface StoredFrame {
  readonly seed: number;
  /** 1 = noon, 0 = night. */
  readonly day: number;
  readonly boxes: readonly StoredBox[];
}

export interface Shard {
  readonly framesPath: string;
  readonly frames: readonly StoredFrame[];
}

export function writeShard(folder: string, name: string, frames: readonly StoredFrame[], pixels: Uint8Array): void {
  writeFileSync(join(folder, `${name}.rgb`), pixels);
  const path = join(folder, `${name}.json`);
  writeFileSync(`${path}.part`, JSON.stringify(frames));
  renameSync(`${path}.part`, path);
}

export function listShards(folder: string, prefix: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${prefix}-`) && name.endsWith('.json'))
    .map((name) => join(folder, name.slice(0, -5)))
    .sort();
}

export function readShard(path: string): Shard {
  return { framesPath: `${path}.rgb`, frames: JSON.parse(readFileSync(`${path}.json`, 'utf8')) as StoredFrame[] };
}

/** The bytes of the frames at these indices, in that order. */
export function readFrames(shard: Shard, indices: readonly number[]): Uint8Array[] {
  const file = openSync(shard.framesPath, 'r');
  try {
    return indices.map((index) => {
      const pixels = new Uint8Array(FRAME_BYTES);
      readSync(file, pixels, 0, FRAME_BYTES, index * FRAME_BYTES);
      return pixels;
    });
  } finally {
    closeSync(file);
  }
}
