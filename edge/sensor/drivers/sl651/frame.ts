/**
 * A frame of SL 651-2014 水文监测数据通信规约. Two codings say the same: HEX/BCD begins with 7E7E (hex-frame.ts), ASCII with
 * SOH (ascii-frame.ts). The frame that goes down has the station before the centre.
 */

/** Control characters of 6.2: how a text begins and ends. */
export const CONTROL = {
  /** A text in one frame begins. */
  stx: 0x02,
  /** A text in many frames begins, with their number and its own. */
  syn: 0x16,
  etx: 0x03,
  /** The text ends, and more frames follow. */
  etb: 0x17,
  /** The centre has it; the station may hang up. */
  eot: 0x04,
  /** The centre has it; the station goes on sending. */
  ack: 0x06,
  /** The centre has it; the station stays online. */
  esc: 0x1b,
  /** The centre has not got the packet that is named, and asks for it again. */
  nak: 0x15,
} as const;

/** Functions of annex B that are told apart here. */
export const FUNCTION = {
  keepAlive: 0x2f,
  test: 0x30,
  uniform: 0x31,
  timed: 0x32,
  additional: 0x33,
  hourly: 0x34,
} as const;

/** The longest text of one frame. */
export const TEXT_BYTES_MAX = 0xfff;

export interface Frame {
  readonly coding: 'hex' | 'ascii';
  readonly direction: 'up' | 'down';
  readonly centre: number;
  /** Ten digits. */
  readonly station: string;
  readonly password: number;
  readonly functionCode: number;
  /** Which of how many packets of one text this is, from 1; null where the text is in one frame. */
  readonly packet: Packet | null;
  readonly text: Buffer;
  readonly end: number;
}

export interface Packet {
  readonly total: number;
  readonly number: number;
}

/** A whole frame with its length, a sentence about why it is none, or null while bytes are missing. */
export type ReadFrame = { readonly frame: Frame; readonly bytes: number } | string | null;
