/**
 * Puts texts together that a station sends in many packets and has confirmed once (transmission M3). Packets come in any
 * order and more than once. When the last one was seen and some are missing, the first that is missing is asked for.
 *
 * Invariants: one text of a station at a time, the newest, and all of it from one connection, which loses nothing in
 * between: packets of two texts are not mixed. A text lies here for two minutes without a new packet at most; all of them
 * together are bounded. What is given up is counted.
 */
import { CONTROL, type Frame, type Packet } from './frame.ts';

export const BYTES_MAX = 1024 * 1024;
export const WAIT_MS_MAX = 120_000;
/** For one text; a station that cannot do it in so many tries has another fault. */
export const ASKED_MAX = 64;

export type Joined =
  | { readonly kind: 'whole'; readonly text: Buffer }
  /** Wait for more. */
  | { readonly kind: 'more' }
  /** Ask the station for this one again. */
  | { readonly kind: 'missing'; readonly packet: Packet; readonly first: Buffer | null }
  | { readonly kind: 'refused'; readonly sentence: string };

export interface Packets {
  /** @param link the connection that it came by */
  take(frame: Frame, packet: Packet, link: object): Joined;
  /** Gives up what waits for too long. */
  prune(): void;
  readonly bytes: () => number;
}

interface Text {
  readonly link: object;
  readonly name: string;
  readonly total: number;
  readonly parts: Map<number, Buffer>;
  newestMs: number;
  isEnded: boolean;
  asked: number;
}

/** @param givenUp told each text that will not be whole any more */
export function createPackets(monotonicMs: () => number, givenUp: () => void): Packets {
  const texts = new Map<string, Text>();
  let bytes = 0;

  function forget(station: string, isWhole = false): void {
    const text = texts.get(station);
    if (text === undefined) return;
    for (const part of text.parts.values()) bytes -= part.length;
    texts.delete(station);
    if (!isWhole) givenUp();
  }

  function prune(): void {
    const nowMs = monotonicMs();
    for (const [station, { newestMs }] of texts) if (nowMs - newestMs > WAIT_MS_MAX) forget(station);
  }

  /** The text that the packet belongs to; a new one gives up the one before. */
  function textFor(frame: Frame, { total, number }: Packet, link: object): Text {
    const { station, coding, functionCode, text: part } = frame;
    const name = `${coding} ${functionCode} ${total}`;
    const known = texts.get(station);
    const before = known?.parts.get(number);
    const isSame = known?.link === link && known.name === name && (before?.equals(part) ?? true);
    if (isSame) return known;
    forget(station);
    const text = { link, name, total, parts: new Map(), newestMs: 0, isEnded: false, asked: 0 };
    texts.set(station, text);
    return text;
  }

  function take(frame: Frame, packet: Packet, link: object): Joined {
    prune();
    const { station } = frame;
    const { total, number } = packet;
    if (number < 1 || number > total) {
      return { kind: 'refused', sentence: `The SL 651 station ${station} sent the packet ${number} of ${total}.` };
    }
    const text = textFor(frame, packet, link);
    text.newestMs = monotonicMs();
    if (!text.parts.has(number)) {
      // A copy: what it was cut from is a whole chunk of the socket.
      text.parts.set(number, Buffer.from(frame.text));
      bytes += frame.text.length;
    }
    if (bytes > BYTES_MAX) {
      forget(station);
      return { kind: 'refused', sentence: `The SL 651 station ${station} sent more packets than can be kept.` };
    }
    text.isEnded ||= number === total || frame.end === CONTROL.etx;
    if (text.parts.size === total) {
      const inOrder = Array.from({ length: total }, (_, index) => text.parts.get(index + 1) ?? Buffer.alloc(0));
      forget(station, true);
      return { kind: 'whole', text: Buffer.concat(inOrder) };
    }
    return text.isEnded ? ask(text, station) : { kind: 'more' };
  }

  function ask(text: Text, station: string): Joined {
    text.asked += 1;
    if (text.asked > ASKED_MAX) {
      forget(station);
      const sentence = `The SL 651 station ${station} did not send a packet that it was asked for ${ASKED_MAX} times.`;
      return { kind: 'refused', sentence };
    }
    let number = 1;
    while (text.parts.has(number)) number += 1;
    return { kind: 'missing', packet: { total: text.total, number }, first: text.parts.get(1) ?? null };
  }

  return { take, prune, bytes: () => bytes };
}
