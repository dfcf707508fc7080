import type { Asset, Timeline } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { createManualClock } from '../service/clock.ts';
import { withTestDatabase } from '../testing/test-database.ts';
import { listAssets, upsertAssets } from './assets.ts';
import { addDevice, findDevice, listDevices, revokeDevice, verifySecret } from './devices.ts';
import { type RegistryPart, watchRegistry } from './registry.ts';
import { endTimeline, listTimelines, putTimeline } from './timelines.ts';

const database = withTestDatabase();
const clock = createManualClock(1_000_000);

const GAUGE: Asset = {
  id: 'gauge-1',
  domain: 'flood',
  kind: 'tide-gauge',
  name: { zh: '潮位站', en: 'Tide gauge' },
  lonDeg: 121.5,
  latDeg: 31.2,
  attributes: { crestM: 6.2 },
  datum: 'Wusong',
};
const TYPHOON: Timeline = {
  id: 'exercise:typhoon',
  kind: 'exercise',
  clock: 'wall',
  pace: 60,
  anchorWallMs: 1_790_000_000_000,
  anchorTimelineMs: 1_780_000_000_000,
  conductor: null,
  label: 'Typhoon',
  endedAtMs: null,
};

test('a device gets its secret once; only the right one fits; revoking keeps the first time', async () => {
  const store = database.store();
  const device = { id: 'rtu-1', kind: 'sensor', timeline: 'live', assets: ['gauge-1', 'gauge-2'] } as const;
  const { secret } = await addDevice(store, device, clock);
  expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  const found = await findDevice(store, 'rtu-1');
  expect(found).toMatchObject({ ...device, createdAtMs: 1_000_000, revokedAtMs: null });
  expect(verifySecret(found!, secret)).toBe(true);
  expect(verifySecret(found!, `${secret}x`)).toBe(false);
  clock.advance(5);
  await revokeDevice(store, 'rtu-1', clock);
  clock.advance(5);
  await revokeDevice(store, 'rtu-1', clock);
  expect((await listDevices(store)).map(({ id, revokedAtMs }) => [id, revokedAtMs])).toEqual([['rtu-1', 1_000_005]]);
  expect(await findDevice(store, 'rtu-2')).toBeNull();
});

test.each([
  [{ id: 'Bad Id' }, 'DEVICE_ID'],
  [{ id: 'rtu-9', timeline: 'replay:none' }, 'NO_TIMELINE'],
  [{ id: 'rtu-8' }, 'DEVICE_EXISTS'],
])('a device that cannot be registered is refused: %o', async (changes, code) => {
  const device = { id: 'rtu-8', kind: 'sensor', timeline: 'live', assets: [] } as const;
  if (code === 'DEVICE_EXISTS') await addDevice(database.store(), device, clock);
  await expect(addDevice(database.store(), { ...device, ...changes }, clock)).rejects.toMatchObject({ code });
});

test('an unknown device or timeline cannot be ended', async () => {
  await expect(revokeDevice(database.store(), 'rtu-none', clock)).rejects.toThrow('There is no device rtu-none.');
  await expect(endTimeline(database.store(), 'replay:none', 0)).rejects.toThrow('There is no timeline replay:none.');
  await expect(putTimeline(database.store(), { ...TYPHOON, id: 'typhoon' })).rejects.toMatchObject({
    code: 'TIMELINE_ID',
  });
});

test('assets and timelines are replaced by id and come back as they went in', async () => {
  const store = database.store();
  await upsertAssets(store, [GAUGE, { ...GAUGE, id: 'gauge-2' }]);
  await upsertAssets(store, [{ ...GAUGE, attributes: { crestM: 7 } }]);
  expect(await listAssets(store)).toEqual([
    { ...GAUGE, attributes: { crestM: 7 } },
    { ...GAUGE, id: 'gauge-2' },
  ]);
  await putTimeline(store, TYPHOON);
  await putTimeline(store, { ...TYPHOON, pace: 120 });
  await endTimeline(store, TYPHOON.id, 1_790_000_000_500);
  expect(await listTimelines(store)).toMatchObject([
    { ...TYPHOON, pace: 120, endedAtMs: 1_790_000_000_500 },
    { id: 'live', kind: 'live', pace: 1, anchorWallMs: 0, anchorTimelineMs: 0, endedAtMs: null },
  ]);
});

test('an asset that breaks the schema is refused by name', async () => {
  await expect(upsertAssets(database.store(), [{ ...GAUGE, latDeg: 200 }])).rejects.toThrow(
    'Asset gauge-1 is not valid',
  );
});

test('changes are announced, also after the connection was cut', async () => {
  const store = database.store();
  const heard: RegistryPart[] = [];
  let check = () => {};
  const watcher = watchRegistry(store, (part) => {
    heard.push(part);
    check();
  });
  const untilHeard = (parts: RegistryPart[]) =>
    new Promise<void>((resolve) => {
      check = () => {
        if (parts.every((part) => heard.includes(part))) resolve();
      };
      check();
    });
  await watcher.start();
  await untilHeard(['devices', 'assets', 'timelines']);
  heard.length = 0;
  await putTimeline(store, TYPHOON);
  await untilHeard(['timelines']);
  expect(heard).toEqual(['timelines']);
  heard.length = 0;
  await store.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()`,
  );
  await untilHeard(['devices', 'assets', 'timelines']);
  heard.length = 0;
  await upsertAssets(store, [GAUGE]);
  await untilHeard(['assets']);
  await watcher.stop();
});
