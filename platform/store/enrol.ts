/** Enrols the devices of an exercise or replay: creates or moves them to its timeline, each with a fresh secret. */
import type { DeviceCredentials } from '@chengyun/contracts';
import type { Clock } from '../service/clock.ts';
import { type NewDevice, newSecret, sha256Of } from './devices.ts';
import { announce } from './registry.ts';
import type { Store } from './store.ts';

export async function enrolDevices(
  store: Store,
  devices: readonly NewDevice[],
  clock: Clock,
): Promise<DeviceCredentials[]> {
  const credentials = devices.map(({ id }) => ({ device: id, secret: newSecret() }));
  await store.tx(async (client) => {
    for (const [index, { id, kind, timeline, assets }] of devices.entries()) {
      const hash = sha256Of(credentials[index]?.secret ?? '');
      await client.query(
        `INSERT INTO devices (id, kind, timeline, assets, secret_sha256, created_at_ms) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, timeline = excluded.timeline, assets = excluded.assets,
           secret_sha256 = excluded.secret_sha256, revoked_at_ms = NULL`,
        [id, kind, timeline, [...assets], hash, Math.round(clock.nowMs())],
      );
    }
    await announce(client, 'devices');
  });
  return credentials;
}
