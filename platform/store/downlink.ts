/**
 * What devices are told: the newest configuration of each and the commands that have not expired. Every change is
 * announced, so that ingest can send it on without asking.
 */
import type {
  CameraConfig,
  CameraShapes,
  Command,
  ConfigAnswer,
  DeviceConfig,
  SensorSettings,
  SensorTuning,
  StoredConfig,
} from '@chengyun/contracts';
import { AppError } from '../service/service.ts';
import { createListener, type Listener } from './listener.ts';
import type { Queryable, Store } from './store.ts';

const DOWNLINK_CHANNEL = 'chengyun_downlink';

/** Who says what, why, and what it is based on. */
interface NewVersion {
  readonly device: string;
  /** Version that the author saw, 0 when there was none. */
  readonly base: number;
  /** Version that the device says is in force; the new one is higher than both. */
  readonly inForce: number;
  readonly author: string;
  readonly reason: string;
  readonly atMs: number;
}

export interface NewConfig extends NewVersion {
  readonly shapes: CameraShapes;
  /** Detector by its id; null: that of the camera's own file again; left out: as before. */
  readonly model?: string | null | undefined;
}

export interface NewSettings extends NewVersion {
  readonly tuning: SensorTuning;
}

interface ConfigRow<Config> {
  body: Config;
  author: string;
  reason: string;
  at_ms: number;
}

/** Inside of a transaction. Throws AppError CONFIG_CHANGED when somebody else saved in between. */
export function putDeviceConfig(client: Queryable, next: NewConfig): Promise<CameraConfig> {
  const { device, shapes, model } = next;
  return putVersion<CameraConfig>(client, next, (version, before) => {
    const wanted = model === undefined ? before?.model : (model ?? undefined);
    const named = wanted === undefined ? {} : { model: wanted };
    return { v: 1, device, version, ...named, ...shapes };
  });
}

/** The same for a sensor: what it is told takes the place of all that it was told before. */
export function putSensorSettings(client: Queryable, next: NewSettings): Promise<SensorSettings> {
  return putVersion<SensorSettings>(client, next, (version) => ({
    v: 1,
    device: next.device,
    version,
    ...next.tuning,
  }));
}

async function putVersion<Config extends DeviceConfig>(
  client: Queryable,
  { device, base, inForce, author, reason, atMs }: NewVersion,
  bodyOf: (version: number, before: Config | undefined) => Config,
): Promise<Config> {
  await client.query('SELECT FROM devices WHERE id = $1 FOR UPDATE', [device]);
  const before = (await readStored<Config>(client, device))?.config;
  const newest = before?.version ?? 0;
  if (newest !== base) {
    throw new AppError('CONFIG_CHANGED', `Version ${newest} of ${device} was saved meanwhile; look at it first.`);
  }
  const config = bodyOf(Math.max(newest, inForce) + 1, before);
  await client.query(
    'INSERT INTO device_configs (device, version, body, author, reason, at_ms) VALUES ($1, $2, $3, $4, $5, $6)',
    [device, config.version, JSON.stringify(config), author, reason, Math.round(atMs)],
  );
  await announceDownlink(client);
  return config;
}

/** The newest one of a camera, or null when it was never told. */
export function readDeviceConfig(client: Queryable, device: string): Promise<StoredConfig | null> {
  return readStored<CameraConfig>(client, device);
}

/** The newest ones of a sensor, or null when it was never told. */
export function readSensorSettings(client: Queryable, device: string): Promise<StoredConfig<SensorSettings> | null> {
  return readStored<SensorSettings>(client, device);
}

async function readStored<Config>(client: Queryable, device: string): Promise<StoredConfig<Config> | null> {
  const { rows } = await client.query<ConfigRow<Config>>(
    'SELECT body, author, reason, at_ms FROM device_configs WHERE device = $1 ORDER BY version DESC LIMIT 1',
    [device],
  );
  const [row] = rows;
  return row === undefined ? null : { config: row.body, author: row.author, reason: row.reason, atMs: row.at_ms };
}

/** The newest one of every device that has one. */
export async function listDeviceConfigs(client: Queryable): Promise<readonly DeviceConfig[]> {
  const { rows } = await client.query<{ body: DeviceConfig }>(
    'SELECT DISTINCT ON (device) body FROM device_configs ORDER BY device, version DESC',
  );
  return rows.map(({ body }) => body);
}

/** Inside of a transaction; forgets the commands that have expired. */
export async function addCommand(client: Queryable, command: Command, nowMs: number): Promise<void> {
  await client.query('DELETE FROM device_commands WHERE expires_at_ms < $1', [Math.round(nowMs)]);
  await client.query('INSERT INTO device_commands (id, device, body, expires_at_ms) VALUES ($1, $2, $3, $4)', [
    command.id,
    command.device,
    JSON.stringify(command),
    command.expires_at,
  ]);
  await announceDownlink(client);
}

/** It was answered: nobody is told of it again, not even after a restart. */
export async function closeCommand(client: Queryable, id: string): Promise<void> {
  await client.query('DELETE FROM device_commands WHERE id = $1', [id]);
}

/** Oldest first. */
export async function listCommands(client: Queryable, nowMs: number): Promise<readonly Command[]> {
  const { rows } = await client.query<{ body: Command }>(
    'SELECT body FROM device_commands WHERE expires_at_ms >= $1 ORDER BY expires_at_ms',
    [Math.round(nowMs)],
  );
  return rows.map(({ body }) => body);
}

/** What the device last said on its timeline about what it was told, or null. */
export async function readConfigAnswer(
  client: Queryable,
  device: string,
  timeline: string,
): Promise<ConfigAnswer | null> {
  const { rows } = await client.query<{ event: string; version: number; reason: string | null; at_ms: number }>(
    `SELECT event, (body->>'version')::int AS version, body->>'reason' AS reason,
       (extract(epoch FROM at) * 1000)::float8 AS at_ms
     FROM device_events WHERE device = $1 AND timeline = $2 AND event IN ('config.applied', 'config.refused')
     ORDER BY at DESC, log_offset DESC, item DESC LIMIT 1`,
    [device, timeline],
  );
  const [row] = rows;
  if (!row) return null;
  const { event, version, reason, at_ms } = row;
  return { version, isApplied: event === 'config.applied', reason, atMs: Math.round(at_ms) };
}

async function announceDownlink(client: Queryable): Promise<void> {
  await client.query('SELECT pg_notify($1, $2)', [DOWNLINK_CHANNEL, '']);
}

/** Called after every change, and after every connection. */
export function watchDownlink(store: Store, onChange: () => void): Listener {
  return createListener(store, DOWNLINK_CHANNEL, onChange);
}
