import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listAudit } from '@chengyun/console/server/audit/audit.ts';
import { FLOOD_ASSETS } from '@chengyun/domains/flood/assets.ts';
import { upsertAssets } from '@chengyun/platform/store/assets.ts';
import { listDevices } from '@chengyun/platform/store/devices.ts';
import { readSensorSettings } from '@chengyun/platform/store/downlink.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Command } from '../command.ts';
import { deviceAdd, deviceRevoke } from './device.ts';
import { deviceTune } from './device-settings.ts';

const database = withTestDatabase();
const folder = mkdtempSync(join(tmpdir(), 'chengyun-device-'));
const [asset] = FLOOD_ASSETS;
beforeAll(async () => {
  vi.stubEnv('CHENGYUN_DATABASE_URL', database.databaseUrl());
  await upsertAssets(database.store(), [asset!]);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const run = (command: Command, id: string, options: Record<string, string> = {}) =>
  command.run({
    ...{ args: [id], options: { ...options, 'data-dir': folder }, note: () => {}, print: () => {}, json: () => {} },
  });

test('a device is registered and revoked from the command line, and both stand in the audit', async () => {
  const store = database.store();
  await run(deviceAdd, 'rtu-9', { asset: asset!.id });
  const credentials = JSON.parse(readFileSync(join(folder, 'devices', 'rtu-9.json'), 'utf8')) as { device: string };
  expect(credentials.device).toBe('rtu-9');
  await run(deviceRevoke, 'rtu-9');
  expect((await listDevices(store)).find(({ id }) => id === 'rtu-9')?.revokedAtMs).not.toBeNull();
  await expect(run(deviceAdd, 'rtu-10', { asset: 'nowhere' })).rejects.toThrow('There is no asset "nowhere".');
  const rows = (await listAudit(store, 10)).map(({ actor, action, subject }) => `${actor} ${action} ${subject}`);
  expect(rows.reverse()).toEqual(['cli device.add rtu-9', 'cli device.revoke rtu-9']);
});

test('a sensor is tuned with a reason, in the units of the data standard, and it stands in the audit', async () => {
  const store = database.store();
  await run(deviceAdd, 'rtu-11', { asset: asset!.id });
  const settings = join(folder, 'settings.json');
  const tune = (what: unknown, reason = 'too many batches') => {
    writeFileSync(settings, JSON.stringify(what));
    return run(deviceTune, 'rtu-11', { settings, reason });
  };
  await tune({ intervalMs: 5000, gate: { spike: 8 } });
  await tune({ points: [{ metric: 'water.level', read: false }] });
  expect(await readSensorSettings(store, 'rtu-11')).toMatchObject({
    config: { v: 1, device: 'rtu-11', version: 2, points: [{ metric: 'water.level', read: false }] },
    ...{ author: 'cli', reason: 'too many batches' },
  });
  await expect(tune({}, ' ')).rejects.toThrow('say why with --reason.');
  await expect(tune({ points: [{ metric: 'water.level', unit: 'cm' }] })).rejects.toThrow(
    'settings.json: water.level is said in m, and not in cm.',
  );
  await expect(tune({ line: { host: '10.0.0.1' } })).rejects.toThrow('settings.json at /line: ');
  await run(deviceAdd, 'cam-11', { asset: asset!.id, kind: 'camera' });
  await expect(run(deviceTune, 'cam-11', {})).rejects.toThrow('cam-11 is a camera: its zones are set at the desk.');
  const rows = (await listAudit(store, 10)).filter(({ action }) => action === 'device.tune');
  expect(rows.map(({ actor, subject }) => `${actor} ${subject}`)).toEqual(['cli rtu-11', 'cli rtu-11']);
});
