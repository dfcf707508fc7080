/**
 * Splits a big JSON document into the items of its one long array, without
 * holding the document: a state machine over bytes that knows strings and
 * depth. What lies outside of the items is handed back as the frame, so that a
 * document that is cut off or broken is still found out.
 */
import type { AsyncIterableBytes } from './read-bytes.ts';

const quote = 0x22;
const backslash = 0x5c;
const open = [0x7b, 0x5b];
const close = [0x7d, 0x5d];
const ITEM_BYTES_MAX = 64 * 1024 * 1024;
const FRAME_BYTES_MAX = 16 * 1024 * 1024;

export interface JsonItem {
  readonly text: string;
  /** All that came before and between the items so far. */
  readonly frame: string;
}

/** Items of the top-level array, or of the array under `key`. Throws one sentence where the text is no JSON. */
export async function* jsonItems(bytes: AsyncIterableBytes, key: string): AsyncGenerator<JsonItem, string> {
  const decoder = new TextDecoder();
  const keyEnds = new RegExp(`"${key}"\\s*:\\s*$`);
  let frame = '';
  let depth = 0;
  /** Depth at which items begin; -1 while the array was not found. */
  let itemDepth = -1;
  let inString = false;
  let escaped = false;
  let parts: Buffer[] = [];
  let partBytes = 0;
  let started = false;

  for await (const chunk of bytes) {
    let from = 0;
    const toFrame = (until: number): void => {
      if (until > from) frame += decoder.decode(chunk.subarray(from, until), { stream: true });
      from = until;
      if (frame.length > FRAME_BYTES_MAX) throw new Error('it holds more outside of its features than a map may');
    };
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]!;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) inString = false;
        continue;
      }
      if (byte === quote) inString = true;
      else if (open.includes(byte)) {
        if (itemDepth === depth && byte === open[0]) toFrame(i);
        else if (itemDepth === -1 && byte === open[1]) {
          toFrame(i);
          if (depth === 0 || (depth === 1 && keyEnds.test(frame))) itemDepth = depth + 1;
        }
        started = true;
        depth++;
      } else if (close.includes(byte)) {
        depth--;
        if (depth < 0) throw new Error('a bracket is closed that was never opened');
        if (depth === itemDepth && byte === close[0]) {
          parts.push(chunk.subarray(from, i + 1));
          from = i + 1;
          yield { text: Buffer.concat(parts).toString('utf8'), frame };
          parts = [];
          partBytes = 0;
        } else if (depth === itemDepth - 1) itemDepth = -2;
      } else if (!started && byte > 0x20 && byte !== 0xef && byte !== 0xbb && byte !== 0xbf) {
        throw new Error('it does not begin like JSON');
      } else if (!started && byte === 0) throw new Error('it does not begin like JSON');
    }
    if (itemDepth >= 0 && depth > itemDepth) {
      parts.push(Buffer.from(chunk.subarray(from)));
      partBytes += chunk.length - from;
      if (partBytes > ITEM_BYTES_MAX) throw new Error('one of its features is larger than 64 MiB');
    } else toFrame(chunk.length);
  }
  if (depth !== 0 || inString) throw new Error('it ends in the middle');
  return frame;
}
