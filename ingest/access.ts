/** Who may sign in, and which topics a device may listen to. */
import { DOWN_CHANNELS, TIME_TOPIC, topicOf } from '@chengyun/contracts';
import { verifySecret } from '@chengyun/platform/store/devices.ts';
import type { Registry, Sender } from './registry.ts';

const NOBODY = { secretSha256: new Uint8Array(32) };

/** Compares in constant time, and as long for an unknown device as for a known one. */
export function signIn(registry: Registry, username: string, password: Uint8Array): Sender | null {
  const sender = registry.sender(username);
  return verifySecret(sender?.device ?? NOBODY, password) ? sender : null;
}

/** Only the time and the device's own down channels, spelled out: no wildcards, no `$share`, nobody else's. */
export function maySubscribe(sender: Sender, filter: string): boolean {
  return filter === TIME_TOPIC || DOWN_CHANNELS.some((channel) => filter === topicOf(sender.device.id, channel));
}
