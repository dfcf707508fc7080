/**
 * How one record lies in a segment: a 17-byte header and the items as UTF-8 JSON.
 *
 *   u32 payload bytes | u32 crc32 of all that follows | u48 seq | u8 channel | u16 item count | payload
 *
 * Big-endian. A frame that is cut short or fails its checksum ends the readable part of its segment.
 */
import { crc32 } from 'node:zlib';
import { UPLINK_BYTES_MAX } from '@chengyun/contracts';

export const FRAME_HEADER_BYTES = 17;

const CHANNELS = ['observations', 'events'] as const;
export type OutboxChannel = (typeof CHANNELS)[number];

/** One message to be delivered, without its envelope. */
export interface OutboxRecord {
  readonly seq: number;
  readonly channel: OutboxChannel;
  /** Number of items in `items`, for counting without parsing. */
  readonly count: number;
  /** JSON array, as it goes into the envelope. */
  readonly items: string;
}

export function encodeFrame(record: OutboxRecord): Buffer {
  const payloadBytes = Buffer.byteLength(record.items);
  const frame = Buffer.allocUnsafe(FRAME_HEADER_BYTES + payloadBytes);
  frame.writeUInt32BE(payloadBytes, 0);
  frame.writeUIntBE(record.seq, 8, 6);
  frame.writeUInt8(CHANNELS.indexOf(record.channel), 14);
  frame.writeUInt16BE(record.count, 15);
  frame.write(record.items, FRAME_HEADER_BYTES);
  frame.writeUInt32BE(crc32(frame.subarray(8)), 4);
  return frame;
}

/** The frame at `offset`, or null when it is incomplete or damaged. `endOffset` is where the next one begins. */
export function decodeFrame(bytes: Buffer, offset: number): { record: OutboxRecord; endOffset: number } | null {
  if (offset + FRAME_HEADER_BYTES > bytes.length) return null;
  const payloadBytes = bytes.readUInt32BE(offset);
  const endOffset = offset + FRAME_HEADER_BYTES + payloadBytes;
  if (payloadBytes > UPLINK_BYTES_MAX || endOffset > bytes.length) return null;
  if (crc32(bytes.subarray(offset + 8, endOffset)) !== bytes.readUInt32BE(offset + 4)) return null;
  const channel = CHANNELS[bytes.readUInt8(offset + 14)];
  if (channel === undefined) return null;
  const record = {
    seq: bytes.readUIntBE(offset + 8, 6),
    channel,
    count: bytes.readUInt16BE(offset + 15),
    items: bytes.toString('utf8', offset + FRAME_HEADER_BYTES, endOffset),
  };
  return { record, endOffset };
}

/** Every readable frame from the start of a segment on. */
export function* framesOf(bytes: Buffer): Generator<{ record: OutboxRecord; endOffset: number }> {
  let offset = 0;
  for (let frame = decodeFrame(bytes, offset); frame !== null; frame = decodeFrame(bytes, offset)) {
    yield frame;
    offset = frame.endOffset;
  }
}
