/** Who may sign in, and which topics a device may listen to. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { DOWN_CHANNELS, topicOf } from '@chengyun/contracts';
import type { Registry, Sender } from './registry.ts';

const NOBODY = new Uint8Array(32);

/** Compares in constant time, and as long for an unknown device as for a known one. */
export function signIn(registry: Registry, username: string, password: Uint8Array): Sender | null {
  const sender = registry.sender(username);
  const given = createHash('sha256').update(password).digest();
  const isSame = timingSafeEqual(given, sender?.device.secretSha256 ?? NOBODY);
  return isSame ? sender : null;
}

/** Only the device's own down channels, spelled out: no wildcards, no `$share`, nobody else's. */
export function maySubscribe(sender: Sender, filter: string): boolean {
  return DOWN_CHANNELS.some((channel) => filter === topicOf(sender.device.id, channel));
}
