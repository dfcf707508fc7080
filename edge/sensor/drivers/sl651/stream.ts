/** Finds frames of SL 651-2014 in a stream of bytes, in whichever of the two codings each is. */
import { encodeAsciiFrame, readAsciiFrame, SOH } from './ascii-frame.ts';
import type { Frame } from './frame.ts';
import { encodeHexFrame, readHexFrame, START } from './hex-frame.ts';

export type Taken =
  | { readonly kind: 'frame'; readonly frame: Frame; readonly bytes: number }
  /** What is no frame: so many bytes can go. */
  | { readonly kind: 'rubbish'; readonly sentence: string; readonly bytes: number }
  /** The beginning of a frame; `bytes` before it can go. */
  | { readonly kind: 'more'; readonly bytes: number };

/** Looks at what a stream has brought so far. */
export function takeFrame(stream: Buffer): Taken {
  const start = startOf(stream);
  if (start > 0) {
    return { kind: 'rubbish', sentence: 'The SL 651 station sent bytes outside of a frame.', bytes: start };
  }
  const read = stream[0] === SOH ? readAsciiFrame(stream) : readHexFrame(stream);
  if (read === null) return { kind: 'more', bytes: 0 };
  return typeof read === 'string' ? { kind: 'rubbish', sentence: read, bytes: 1 } : { kind: 'frame', ...read };
}

/** Where the first frame may begin; a half beginning at the end counts. */
function startOf(stream: Buffer): number {
  const half = stream.at(-1) === START[0] ? stream.length - 1 : stream.length;
  const starts = [stream.indexOf(START), stream.indexOf(SOH)].filter((at) => at !== -1);
  return Math.min(half, ...starts);
}

export function encodeFrame(frame: Frame): Buffer {
  return frame.coding === 'ascii' ? encodeAsciiFrame(frame) : encodeHexFrame(frame);
}
