/**
 * Puts frames together from the chunks of a pipe. Three buffers are reused for ever: one is being filled, one waits to
 * be judged, one is being judged. The latest frame wins: one that nobody took in time is overwritten and counted.
 */
export interface Frame {
  /** Interleaved 8-bit RGB, in memory that threads share. Belongs to the taker until it is given back. */
  readonly rgb: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Clock when the last byte came, on the clock that never jumps. */
  readonly monotonicMs: number;
}

export interface FrameBuffer {
  /** Consumes bytes up to the end of a frame; returns how many. Throws when they are no pixmap stream. */
  push(chunk: Buffer, offset: number, monotonicMs: number): number;
  take(): Frame | null;
  giveBack(frame: Frame): void;
  readonly hasWaiting: () => boolean;
  readonly dropped: () => number;
  readonly completed: () => number;
  /** Forgets a half-filled frame: a new decoder begins. */
  restart(): void;
  /** Forgets the frame that waits, too: it shows what must not be seen any more. */
  forget(): void;
}

const HEADER_BYTES_MAX = 64;
const FRAME_BYTES_MAX = 64 * 1024 * 1024;
const HEADER = /^P6\s+(\d{1,5})\s+(\d{1,5})\s+255\s/;

export function createFrameBuffer(): FrameBuffer {
  const free: Uint8Array[] = [];
  let header = '';
  let filling: { rgb: Uint8Array; width: number; height: number; filled: number } | null = null;
  let waiting: Frame | null = null;
  let dropped = 0;
  let completed = 0;

  function bufferOf(bytes: number): Uint8Array {
    const spare = free.pop();
    return spare !== undefined && spare.length === bytes ? spare : new Uint8Array(new SharedArrayBuffer(bytes));
  }

  function readHeader(chunk: Buffer, offset: number): number {
    for (let at = offset; at < chunk.length; at += 1) {
      header += String.fromCharCode(chunk[at] ?? 0);
      const match = HEADER.exec(header);
      if (match !== null) {
        const [width, height] = [Number(match[1]), Number(match[2])];
        const bytes = width * height * 3;
        if (bytes === 0 || bytes > FRAME_BYTES_MAX) throw new Error(`A frame of ${width} x ${height} is refused.`);
        filling = { rgb: bufferOf(bytes), width, height, filled: 0 };
        header = '';
        return at + 1 - offset;
      }
      if (header.length > HEADER_BYTES_MAX) throw new Error('The decoder does not send pixmaps.');
    }
    return chunk.length - offset;
  }

  function restart(): void {
    header = '';
    if (filling !== null && free.length < 2) free.push(filling.rgb);
    filling = null;
  }

  return {
    push: (chunk, offset, monotonicMs) => {
      if (filling === null) return readHeader(chunk, offset);
      const { rgb, width, height, filled } = filling;
      const bytes = Math.min(rgb.length - filled, chunk.length - offset);
      rgb.set(chunk.subarray(offset, offset + bytes), filled);
      filling.filled += bytes;
      if (filling.filled < rgb.length) return bytes;
      filling = null;
      completed += 1;
      if (waiting !== null) {
        dropped += 1;
        free.push(waiting.rgb);
      }
      waiting = { rgb, width, height, monotonicMs };
      return bytes;
    },
    take: () => {
      const frame = waiting;
      waiting = null;
      return frame;
    },
    giveBack: ({ rgb }) => {
      if (free.length < 2) free.push(rgb);
    },
    hasWaiting: () => waiting !== null,
    dropped: () => dropped,
    completed: () => completed,
    restart,
    forget: () => {
      restart();
      if (waiting === null) return;
      dropped += 1;
      if (free.length < 2) free.push(waiting.rgb);
      waiting = null;
    },
  };
}
