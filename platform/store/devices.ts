/** Registered senders. A secret is shown once, at the registration; the store keeps its SHA-256 only. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Device, type DeviceCredentials, isDeviceId } from '@chengyun/contracts';
import type { Clock } from '../service/clock.ts';
import { AppError } from '../service/service.ts';
import { announce } from './registry.ts';
import type { Queryable, Store } from './store.ts';

export interface RegisteredDevice extends Device {
  readonly secretSha256: Uint8Array;
}

export type NewDevice = Pick<Device, 'id' | 'kind' | 'timeline' | 'assets'>;

interface DeviceRow {
  id: string;
  kind: Device['kind'];
  timeline: string;
  assets: string[];
  secret_sha256: Buffer;
  created_at_ms: number;
  revoked_at_ms: number | null;
}

function deviceFromRow(row: DeviceRow): RegisteredDevice {
  return {
    id: row.id,
    kind: row.kind,
    timeline: row.timeline,
    assets: row.assets,
    secretSha256: row.secret_sha256,
    createdAtMs: row.created_at_ms,
    revokedAtMs: row.revoked_at_ms,
  };
}

/** 32 random bytes, as the device keeps them. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** All that the store keeps of a secret; random enough that a plain hash is safe. */
export const sha256Of = (secret: string | Uint8Array): Buffer => createHash('sha256').update(secret).digest();

/** All devices, revoked ones included. */
export async function listDevices(client: Queryable): Promise<readonly RegisteredDevice[]> {
  const { rows } = await client.query<DeviceRow>('SELECT * FROM devices ORDER BY id');
  return rows.map(deviceFromRow);
}

export async function findDevice(client: Queryable, id: string): Promise<RegisteredDevice | null> {
  const { rows } = await client.query<DeviceRow>('SELECT * FROM devices WHERE id = $1', [id]);
  return rows[0] === undefined ? null : deviceFromRow(rows[0]);
}

/** Constant in time, so that a secret cannot be guessed byte by byte. */
export function verifySecret(device: Pick<RegisteredDevice, 'secretSha256'>, secret: string | Uint8Array): boolean {
  return timingSafeEqual(sha256Of(secret), device.secretSha256);
}

/** Registers a device and makes its secret. Throws AppError DEVICE_ID, DEVICE_EXISTS or NO_TIMELINE. */
export async function addDevice(
  store: Store,
  { id, kind, timeline, assets }: NewDevice,
  clock: Clock,
): Promise<DeviceCredentials> {
  if (!isDeviceId(id)) {
    throw new AppError('DEVICE_ID', `"${id}" is not a device id: use 2 to 48 of a-z, 0-9 and -, not - first.`);
  }
  const secret = newSecret();
  await store.tx(async (client) => {
    const { rowCount } = await client.query('SELECT FROM timelines WHERE id = $1', [timeline]);
    if (rowCount === 0) throw new AppError('NO_TIMELINE', `There is no timeline ${timeline} for device ${id}.`);
    const inserted = await client.query(
      `INSERT INTO devices (id, kind, timeline, assets, secret_sha256, created_at_ms) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (id) DO NOTHING`,
      [id, kind, timeline, [...assets], sha256Of(secret), Math.round(clock.nowMs())],
    );
    if (inserted.rowCount === 0) throw new AppError('DEVICE_EXISTS', `There is already a device ${id}.`);
    await announce(client, 'devices');
  });
  return { device: id, secret };
}

/** From now on the device may not connect. Throws AppError NO_DEVICE; revoking twice keeps the first time. */
export async function revokeDevice(store: Store, id: string, clock: Clock): Promise<void> {
  await store.tx(async (client) => {
    const { rowCount } = await client.query(
      'UPDATE devices SET revoked_at_ms = COALESCE(revoked_at_ms, $2) WHERE id = $1',
      [id, Math.round(clock.nowMs())],
    );
    if (rowCount === 0) throw new AppError('NO_DEVICE', `There is no device ${id}.`);
    await announce(client, 'devices');
  });
}
