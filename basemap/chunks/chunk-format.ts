/**
 * One tile of the map in binary, laid out so that a browser hands it to the GPU
 * as it is. Positions are whole sixteenths of a metre from the south-west
 * corner of the tile: a step of 6.25 cm, so no point is off by more than half
 * of that, and ±2,047 m fit, which is a coarse tile and what leans out of it.
 * Every vertex carries the number of its feature in the tile's own list.
 * Little-endian throughout; the layout is checked by its magic and its length.
 */

export const stepM = 1 / 16;
/** Half a step, and the rounding of a 32-bit float on top. */
export const quantumErrorM = stepM / 2;
const magic = 0x4843_5943;
const formatVersion = 1;
const headerBytes = 32;

/** Numbers a vertex: x, y, z, feature · wall direction, corner bits, width, height. */
export const solidStride = 8;
/** x, y, feature, role. */
export const areaStride = 4;
/** From x, y to x, y, feature, role. */
export const lineStride = 6;

/** The direction of a roof, which has none; directions of walls are ten-thousandths of a radian. */
export const roofDirection = 32_767;
export const directionScale = 10_000;
/** Widths and heights of walls are decimetres. */
export const faceScale = 10;

export interface Chunk {
  readonly level: number;
  readonly x: number;
  readonly y: number;
  /** Numbers in the table of features, by the number that vertices carry. */
  readonly features: Uint32Array;
  readonly solids: Int16Array;
  readonly solidIndices: Uint32Array;
  readonly areas: Int16Array;
  readonly areaIndices: Uint32Array;
  readonly lines: Int16Array;
}

/** Metres from the corner of the tile to steps, kept within what fits. */
export const quantise = (m: number): number => Math.max(-32_768, Math.min(32_767, Math.round(m / stepM)));
export const dequantise = (steps: number): number => steps * stepM;

const sections = (c: Chunk) => [c.features, c.solidIndices, c.areaIndices, c.solids, c.areas, c.lines] as const;

export function encodeChunk(chunk: Chunk): Uint8Array {
  const parts = sections(chunk);
  const total = headerBytes + parts.reduce((sum, part) => sum + part.byteLength, 0);
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint8(4, formatVersion);
  view.setUint8(5, chunk.level);
  for (const [i, part] of parts.entries()) view.setUint32(8 + i * 4, part.length, true);
  let at = headerBytes;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return bytes;
}

/** Reads a tile without copying. Throws where the bytes are no tile. */
export function decodeChunk(
  buffer: ArrayBuffer,
  place: { readonly level: number; readonly x: number; readonly y: number },
): Chunk {
  const view = new DataView(buffer);
  if (buffer.byteLength < headerBytes || view.getUint32(0, true) !== magic || view.getUint8(4) !== formatVersion) {
    throw new Error('The tile of the map has another format.');
  }
  const counts = Array.from({ length: 6 }, (_, i) => view.getUint32(8 + i * 4, true));
  const sizes = [4, 4, 4, 2, 2, 2];
  const total = counts.reduce((sum, count, i) => sum + count * sizes[i]!, headerBytes);
  if (total !== buffer.byteLength) throw new Error('The tile of the map is cut off.');
  let at = headerBytes;
  const words = (i: number): Uint32Array => {
    const part = new Uint32Array(buffer, at, counts[i]);
    at += counts[i]! * 4;
    return part;
  };
  const shorts = (i: number): Int16Array => {
    const part = new Int16Array(buffer, at, counts[i]);
    at += counts[i]! * 2;
    return part;
  };
  const [features, solidIndices, areaIndices] = [words(0), words(1), words(2)];
  const [solids, areas, lines] = [shorts(3), shorts(4), shorts(5)];
  return { ...place, features, solids, solidIndices, areas, areaIndices, lines };
}
