/**
 * Which devices are online, by the age of their messages: a dead broker sends no last will. A device counts as online
 * until three of its usual intervals have passed in silence, or it said itself that it goes.
 */
export interface LastMessage {
  readonly wallMs: number;
  /** Of its newest observations; null when it only said that it is there. */
  readonly epoch: string | null;
  readonly seq: number | null;
}

export interface DeviceAges {
  heard(device: string, wallMs: number, message?: { readonly epoch: string; readonly seq: number }): void;
  last(device: string): LastMessage | null;
  status(device: string, online: boolean, wallMs: number): void;
  isOnline(device: string, wallMs: number): boolean;
}

const INTERVALS_SILENT_MAX = 3;
const SILENCE_MS_MIN = 10_000;
/** Allowed silence of a device that was heard only once. */
const SILENCE_MS_FIRST = 60_000;
/** Weight of the newest interval in the running average. */
const WEIGHT = 0.2;

export function createDeviceAges(): DeviceAges {
  const devices = new Map<string, { wallMs: number; intervalMs: number | null; saidBye: boolean }>();
  const messages = new Map<string, { readonly epoch: string; readonly seq: number }>();
  const heard: DeviceAges['heard'] = (device, wallMs, message) => {
    if (message) messages.set(device, message);
    const known = devices.get(device);
    if (!known) {
      devices.set(device, { wallMs, intervalMs: null, saidBye: false });
      return;
    }
    const elapsedMs = Math.max(0, wallMs - known.wallMs);
    known.intervalMs =
      known.intervalMs === null ? elapsedMs : known.intervalMs + WEIGHT * (elapsedMs - known.intervalMs);
    known.wallMs = wallMs;
    known.saidBye = false;
  };
  return {
    heard,
    last(device) {
      const known = devices.get(device);
      if (!known) return null;
      const message = messages.get(device);
      return { wallMs: known.wallMs, epoch: message?.epoch ?? null, seq: message?.seq ?? null };
    },
    status(device, online, wallMs) {
      if (online) heard(device, wallMs);
      else devices.set(device, { wallMs, intervalMs: devices.get(device)?.intervalMs ?? null, saidBye: true });
    },
    isOnline(device, wallMs) {
      const known = devices.get(device);
      if (!known || known.saidBye) return false;
      const allowedMs =
        known.intervalMs === null
          ? SILENCE_MS_FIRST
          : Math.max(SILENCE_MS_MIN, INTERVALS_SILENT_MAX * known.intervalMs);
      return wallMs - known.wallMs <= allowedMs;
    },
  };
}
