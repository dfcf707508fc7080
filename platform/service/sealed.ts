/**
 * Seals what is told to a device. The key is the SHA-256 of the device's secret: all that the centre keeps of it, and
 * what the device can compute. The channel is sealed in, so that a text of one cannot be passed off on another.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { DownChannel, Sealed } from '@chengyun/contracts';

export function sealText(secretSha256: Uint8Array, channel: DownChannel, text: string): Sealed {
  return { v: 1, text, seal: sealOf(secretSha256, channel, text).toString('hex') };
}

/** True when whoever sealed it knows the device's key. Constant in time. */
export function isGenuine(secretSha256: Uint8Array, channel: DownChannel, { text, seal }: Sealed): boolean {
  const wanted = sealOf(secretSha256, channel, text);
  const given = Buffer.from(seal, 'hex');
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function sealOf(secretSha256: Uint8Array, channel: DownChannel, text: string): Buffer {
  return createHmac('sha256', secretSha256).update(`chengyun/v1/${channel}\n${text}`).digest();
}
