/**
 * Who may speak and about what, in memory. Loaded whole from the store at start and after each notification
 * (registry-source.ts); looked up once per message. An entry that did not change keeps its object, and with it the
 * last values that the rate check compares with.
 */
import { type Asset, type Device, type Timeline, TOPIC_ROOT } from '@chengyun/contracts';
import { partitionOf } from './partition-of.ts';
import type { SeriesMemory } from './quality.ts';

/** A device with its secret's hash (SHA-256, 32 bytes), as the store keeps it. */
export interface RegisteredDevice extends Device {
  readonly secretSha256: Uint8Array;
}

export interface RegistryContent {
  readonly devices: readonly RegisteredDevice[];
  readonly assets: readonly Asset[];
  readonly timelines: readonly Timeline[];
}

export interface Sender {
  readonly device: RegisteredDevice;
  readonly partition: number;
  /** Start of every topic that the device may publish to. */
  readonly topicHead: string;
  readonly assets: ReadonlySet<string>;
  /** asset → metric → what is remembered of that series; bounded by the device's assets times the known metrics. */
  readonly series: Map<string, Map<string, SeriesMemory>>;
}

export interface Registry {
  /** Null for an unknown or revoked device. */
  sender(deviceId: string): Sender | null;
  senders(): Iterable<Sender>;
  asset(id: string): Asset | null;
  timeline(id: string): Timeline | null;
  timelines(): Iterable<Timeline>;
  replace(content: RegistryContent): void;
}

export function createRegistry(partitions: number): Registry {
  let senders = new Map<string, Sender>();
  let assets = new Map<string, Asset>();
  let timelines = new Map<string, Timeline>();

  const senderFrom = (device: RegisteredDevice): Sender => {
    const known = senders.get(device.id);
    if (known && isSameDevice(known.device, device)) return known;
    return {
      device,
      partition: partitionOf(device.id, partitions),
      topicHead: `${TOPIC_ROOT}/${device.id}/`,
      assets: new Set(device.assets),
      series: new Map(),
    };
  };

  return {
    sender: (deviceId) => senders.get(deviceId) ?? null,
    senders: () => senders.values(),
    asset: (id) => assets.get(id) ?? null,
    timeline: (id) => timelines.get(id) ?? null,
    timelines: () => timelines.values(),
    replace: (content) => {
      assets = new Map(content.assets.map((asset) => [asset.id, asset]));
      timelines = new Map(content.timelines.map((timeline) => [timeline.id, timeline]));
      const active = content.devices.filter((device) => device.revokedAtMs === null);
      senders = new Map(active.map((device) => [device.id, senderFrom(device)]));
    },
  };
}

function isSameDevice(a: RegisteredDevice, b: RegisteredDevice): boolean {
  return (
    a.timeline === b.timeline &&
    a.kind === b.kind &&
    Buffer.compare(a.secretSha256, b.secretSha256) === 0 &&
    a.assets.length === b.assets.length &&
    a.assets.every((asset, index) => asset === b.assets[index])
  );
}
