/**
 * Cuts MQTT packets that are larger than any honest one, before the parser collects them in memory: the first part
 * goes on as a shorter packet of the same kind, the rest is dropped as it arrives. A cut PUBLISH still carries its
 * topic, its message id and more payload than allowed, so that it is quarantined as oversized and acknowledged;
 * its sender does not retry it for ever. Packet layout: MQTT 3.1.1 section 2.2.
 */

/** Topic length and text, message id, and one byte more than the largest payload we accept. */
export const FRAME_BODY_BYTES_MAX = 2 + 65_535 + 2 + 65_537;

export interface FrameTrim {
  /** The bytes to hand on; the same buffer when nothing is to be cut. May be empty. */
  trim(chunk: Buffer): Buffer;
}

export function createFrameTrim(bodyBytesMax: number, onCut: () => void): FrameTrim {
  let carry: Buffer | null = null;
  let passBytes = 0;
  let dropBytes = 0;

  const trim = (chunk: Buffer): Buffer => {
    const input: Buffer = carry === null ? chunk : Buffer.concat([carry, chunk]);
    carry = null;
    const kept: Buffer[] = [];
    let keepFrom = 0;
    let position = 0;
    const keepUntil = (end: number) => {
      if (end > keepFrom) kept.push(input.subarray(keepFrom, end));
    };

    while (position < input.length) {
      if (passBytes > 0) {
        const count = Math.min(passBytes, input.length - position);
        passBytes -= count;
        position += count;
        continue;
      }
      if (dropBytes > 0) {
        keepUntil(position);
        const count = Math.min(dropBytes, input.length - position);
        dropBytes -= count;
        position += count;
        keepFrom = position;
        continue;
      }
      const header = readHeader(input, position);
      if (header === null) {
        keepUntil(position);
        carry = input.subarray(position);
        return joined(kept);
      }
      if (header.bodyBytes > bodyBytesMax) {
        onCut();
        keepUntil(position);
        kept.push(Buffer.from([input[position] as number, ...encodeLength(bodyBytesMax)]));
        position += header.headerBytes;
        keepFrom = position;
        passBytes = bodyBytesMax;
        dropBytes = header.bodyBytes - bodyBytesMax;
      } else {
        position += header.headerBytes;
        passBytes = header.bodyBytes;
      }
    }
    if (keepFrom === 0) return input;
    keepUntil(position);
    return joined(kept);
  };
  return { trim };
}

/** Null while the header is incomplete. A length field that never ends is left to the parser, which refuses it. */
function readHeader(input: Buffer, start: number): { headerBytes: number; bodyBytes: number } | null {
  let bodyBytes = 0;
  for (let index = 0; index < 4; index++) {
    const byte = input[start + 1 + index];
    if (byte === undefined) return null;
    bodyBytes += (byte & 0x7f) * 128 ** index;
    if ((byte & 0x80) === 0) return { headerBytes: 2 + index, bodyBytes };
  }
  return { headerBytes: 5, bodyBytes: 0 };
}

function encodeLength(length: number): number[] {
  const bytes: number[] = [];
  let rest = length;
  do {
    const byte = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? byte | 0x80 : byte);
  } while (rest > 0);
  return bytes;
}

function joined(parts: readonly Buffer[]): Buffer {
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
}
