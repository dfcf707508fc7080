/**
 * A message of observations as a finished PUBLISH packet in which only digits change: packet identifier, sequence
 * number, times and values. All numbers keep their width, so that the packet keeps its length.
 */
import { topicOf } from '@chengyun/contracts';
import { encodePublish } from './mqtt-packets.ts';

export interface Template {
  readonly packet: Buffer;
  readonly items: number;
  /** Places in the packet. */
  readonly idAt: number;
  readonly seqAt: number;
  /** `sent_at` and the time of each item. */
  readonly timesAt: readonly number[];
  /** The three digits after the point of each item's value. */
  readonly valuesAt: readonly number[];
}

/** Sequence numbers begin here, so that all of them have seven digits. */
export const FIRST_SEQ = 1_000_000;
const SEQ_DIGITS = 7;
const TIME_DIGITS = 13;
const FRACTION_DIGITS = 3;
const SEQ = '1'.repeat(SEQ_DIGITS);
const TIME = '2'.repeat(TIME_DIGITS);
/** Value of an item before its digits are patched: between 2 and 3, plausible for a level in m and rain in mm/h. */
const VALUE = `2.${'3'.repeat(FRACTION_DIGITS)}`;

export interface TemplateOptions {
  readonly device: string;
  readonly epoch: string;
  readonly metric: string;
  /** One item each. */
  readonly assets: readonly string[];
}

export function createTemplate({ device, epoch, metric, assets }: TemplateOptions): Template {
  const items = assets.map((asset) => `{"metric":"${metric}","asset":"${asset}","at":${TIME},"value":${VALUE}}`);
  const head = `{"v":1,"device":"${device}","epoch":"${epoch}","seq":${SEQ},"sent_at":${TIME},"items":[`;
  const payload = Buffer.from(`${head}${items.join(',')}]}`);
  const { packet, idAt, payloadAt } = encodePublish(topicOf(device, 'observations'), payload);
  const placesOf = (text: string) => placesIn(payload, text).map((at) => payloadAt + at);
  const [seqAt = 0] = placesOf(`"seq":${SEQ}`);
  return {
    packet,
    items: assets.length,
    idAt,
    seqAt: seqAt + '"seq":'.length,
    timesAt: placesOf(`at":${TIME}`).map((at) => at + 'at":'.length),
    valuesAt: placesOf(`"value":${VALUE}`).map((at) => at + '"value":2.'.length),
  };
}

function placesIn(bytes: Buffer, text: string): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) places.push(at);
  return places;
}

export interface MessageNumbers {
  readonly packetId: number;
  readonly seq: number;
  readonly atMs: number;
  /** How many different values there are; 2 makes a level that only trembles. */
  readonly spread: number;
}

/** Writes the template with these numbers into `target`; returns where it ends. */
export function writeMessage(target: Buffer, start: number, template: Template, numbers: MessageNumbers): number {
  const { packetId, seq, atMs, spread } = numbers;
  target.set(template.packet, start);
  target.writeUInt16BE(packetId, start + template.idAt);
  writeDigits(target, start + template.seqAt, SEQ_DIGITS, seq);
  for (const at of template.timesAt) writeDigits(target, start + at, TIME_DIGITS, atMs);
  for (const [item, at] of template.valuesAt.entries()) {
    writeDigits(target, start + at, FRACTION_DIGITS, (seq * 7919 + item * 613) % spread);
  }
  return start + template.packet.length;
}

const ASCII_ZERO = 48;

function writeDigits(target: Buffer, start: number, digits: number, value: number): void {
  let rest = value;
  for (let at = start + digits - 1; at >= start; at--) {
    const tens = Math.floor(rest / 10);
    target[at] = ASCII_ZERO + (rest - tens * 10);
    rest = tens;
  }
}
