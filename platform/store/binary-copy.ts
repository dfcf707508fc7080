/**
 * Rows of `observations` in PostgreSQL's binary COPY format (manual, "COPY", "Binary Format"): a header of 19 bytes,
 * per row a 16-bit field count and per field a 32-bit length and the value in network order, and a trailer of -1.
 * All nine columns have a fixed size, so a row is 82 bytes.
 */

/** One row of `observations`. `qualityCode` and `flagBits` are the encodings of contracts/quality.ts. */
export interface ObservationRow {
  /** Epoch milliseconds of the timeline. */
  readonly atMs: number;
  /** Series number, see series.ts. */
  readonly series: number;
  readonly value: number;
  readonly qualityCode: number;
  readonly flagBits: number;
  /** The newest tick of the timeline in the partition when the row was logged. */
  readonly tick: number;
  readonly partition: number;
  readonly logOffset: number;
  /** Place of the item in its record. */
  readonly item: number;
}

export const OBSERVATION_COLUMNS = 'at, series, value, quality, flags, tick, partition, log_offset, item';

const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const COLUMNS = 9;
const ROW_BYTES = 2 + COLUMNS * 4 + 8 + 4 + 8 + 2 + 2 + 8 + 2 + 8 + 2;
/** PostgreSQL counts microseconds from 2000-01-01 UTC. */
const EPOCH_2000_MS = 946_684_800_000;
const HIGH = 2 ** 32;

/** Writes a 64-bit integer as two halves: much faster than BigInt. Exact up to 2^53. */
function writeInt64(view: DataView, offset: number, value: number): void {
  const high = Math.floor(value / HIGH);
  view.setInt32(offset, high);
  view.setUint32(offset + 4, value - high * HIGH);
}

/** A COPY may be sent in chunks: the first one begins with the header and the last one ends with the trailer. */
export interface ChunkPlace {
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

export function encodeObservations(rows: readonly ObservationRow[], { isFirst, isLast }: ChunkPlace): Buffer {
  const headerBytes = isFirst ? HEADER.length : 0;
  const buffer = Buffer.allocUnsafe(headerBytes + rows.length * ROW_BYTES + (isLast ? 2 : 0));
  if (isFirst) HEADER.copy(buffer);
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  let at = headerBytes;
  const int64 = (value: number) => {
    view.setInt32(at, 8);
    writeInt64(view, at + 4, value);
    at += 12;
  };
  const int16 = (value: number) => {
    view.setInt32(at, 2);
    view.setInt16(at + 4, value);
    at += 6;
  };
  for (const row of rows) {
    view.setInt16(at, COLUMNS);
    at += 2;
    int64(Math.round((row.atMs - EPOCH_2000_MS) * 1000));
    view.setInt32(at, 4);
    view.setInt32(at + 4, row.series);
    at += 8;
    view.setInt32(at, 8);
    view.setFloat64(at + 4, row.value);
    at += 12;
    int16(row.qualityCode);
    int16(row.flagBits);
    int64(row.tick);
    int16(row.partition);
    int64(row.logOffset);
    int16(row.item);
  }
  if (isLast) view.setInt16(at, -1);
  return buffer;
}
