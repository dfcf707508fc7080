/**
 * Which devices are online, by the age of their messages: a dead broker sends no last will. A device counts as online
 * until three of its usual intervals have passed in silence, or it said itself that it goes.
 */
export interface DeviceAges {
  heard(device: string, wallMs: number): void;
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
  const heard = (device: string, wallMs: number): void => {
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
