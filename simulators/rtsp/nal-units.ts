/**
 * Cuts an H.264 byte stream (Annex B) into access units. The encoder writes an access unit delimiter before each
 * picture, so a picture is complete when the next delimiter arrives.
 */
export interface AccessUnitReader {
  push(chunk: Buffer): void;
}

const NAL_TYPE_DELIMITER = 9;
/** A stream that brings no start code within this many bytes is not H.264. */
const PENDING_BYTES_MAX = 4 * 1024 * 1024;

export function createAccessUnitReader(onUnit: (nals: readonly Buffer[]) => void): AccessUnitReader {
  let pending: Buffer = Buffer.alloc(0);
  let unit: Buffer[] = [];

  function take(nal: Buffer): void {
    const type = (nal[0] ?? 0) & 0x1f;
    if (type === NAL_TYPE_DELIMITER && unit.length > 0) {
      onUnit(unit);
      unit = [];
    }
    if (type !== NAL_TYPE_DELIMITER) unit.push(nal);
  }

  return {
    push(chunk) {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      if (pending.length > PENDING_BYTES_MAX) pending = Buffer.alloc(0);
      let start = nextStart(pending, 0);
      while (start !== null) {
        const next = nextStart(pending, start.end);
        if (next === null) break;
        take(Buffer.from(pending.subarray(start.end, next.begin)));
        start = next;
      }
      if (start !== null) pending = Buffer.from(pending.subarray(start.begin));
    },
  };
}

/** The next start code (00 00 01 or 00 00 00 01) at or after `from`. */
function nextStart(bytes: Buffer, from: number): { begin: number; end: number } | null {
  for (let i = from; i + 2 < bytes.length; i++) {
    if (bytes[i] !== 0 || bytes[i + 1] !== 0 || bytes[i + 2] !== 1) continue;
    const begin = i > 0 && bytes[i - 1] === 0 ? i - 1 : i;
    return { begin, end: i + 3 };
  }
  return null;
}
