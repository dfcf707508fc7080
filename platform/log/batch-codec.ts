/** A stored batch: records joined by line breaks, zstd level 1 (telemetry shrinks to about a seventh). */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { RecordText } from './log.ts';

const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

export function encodeBatch(records: readonly RecordText[]): Buffer {
  return zstdCompressSync(records.join('\n'), LEVEL);
}

export function decodeBatch(payload: Uint8Array): RecordText[] {
  return zstdDecompressSync(payload).toString('utf8').split('\n');
}
