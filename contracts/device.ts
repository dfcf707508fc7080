/** A registered sender. One device may serve several assets (an RTU with many probes); the first one is its default. */
export interface Device {
  readonly id: string;
  readonly kind: 'sensor' | 'camera' | 'conductor' | 'gateway';
  readonly timeline: string;
  readonly assets: readonly string[];
  readonly revokedAtMs: number | null;
  readonly createdAtMs: number;
}

/** What an edge agent keeps in a file of mode 0600 to sign in. The secret is 32 random bytes in base64url. */
export interface DeviceCredentials {
  readonly device: string;
  readonly secret: string;
}

const DEVICE_ID = /^[a-z0-9][a-z0-9-]{1,47}$/;

export function isDeviceId(id: string): boolean {
  return DEVICE_ID.test(id);
}
