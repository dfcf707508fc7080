/**
 * MQTT topics. Up: chengyun/v1/devices/{deviceId}/{observations|events|status|evidence}.
 * Down: chengyun/v1/devices/{deviceId}/{config|commands}. A device speaks and listens only under its own id; besides,
 * it may hear the time.
 */
export const TOPIC_ROOT = 'chengyun/v1/devices';
/** Where the broker says what time it is, to every device that listens. */
export const TIME_TOPIC = 'chengyun/v1/time';
export const UP_CHANNELS = ['observations', 'events', 'status', 'evidence'] as const;
export const DOWN_CHANNELS = ['config', 'commands'] as const;
export type UpChannel = (typeof UP_CHANNELS)[number];
export type DownChannel = (typeof DOWN_CHANNELS)[number];

/** Largest uplink payload in bytes. */
export const UPLINK_BYTES_MAX = 64 * 1024;

export function topicOf(device: string, channel: UpChannel | DownChannel): string {
  return `${TOPIC_ROOT}/${device}/${channel}`;
}

export function parseTopic(topic: string): { device: string; channel: UpChannel | DownChannel } | null {
  const parts = topic.split('/');
  const [root, version, devices, device, channel] = parts;
  if (parts.length !== 5 || root !== 'chengyun' || version !== 'v1' || devices !== 'devices' || !device) return null;
  const known = [...UP_CHANNELS, ...DOWN_CHANNELS].find((name) => name === channel);
  return known ? { device, channel: known } : null;
}
