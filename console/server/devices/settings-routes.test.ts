/** Settings of a sensor: seen by the desk, changed by engineers with a reason, audited, answered by the sensor itself. */
import type { SensorSettingsView } from '@chengyun/contracts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { addDevice } from '@chengyun/platform/store/devices.ts';
import { listDeviceConfigs } from '@chengyun/platform/store/downlink.ts';
import { putTimeline } from '@chengyun/platform/store/timelines.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EXERCISE, type Person, startTestConsole, type TestConsole, TIMELINE_START_MS } from '../test-console.ts';

const database = withTestDatabase();
const SENSOR = 'rtu-1';
const PATH = `/api/devices/${SENSOR}/settings`;
let city: TestConsole;
let engineer: Person;
let operator: Person;

beforeAll(async () => {
  const store = database.store();
  await putTimeline(store, EXERCISE);
  const device = { timeline: EXERCISE.id, assets: ['gauge-huangpu-park'] } as const;
  await addDevice(store, { id: SENSOR, kind: 'sensor', ...device }, systemClock);
  await addDevice(store, { id: 'cam-1', kind: 'camera', ...device }, systemClock);
  city = await startTestConsole(store);
  [engineer, operator] = [await city.signIn('engineer'), await city.signIn('operator')];
});
afterAll(() => city.stop());

const tuning = { intervalMs: 5000, gate: { spike: 8 }, points: [{ metric: 'water.level', scale: 0.01 }] };
const save = (who: Person, part: object = {}, path = PATH) =>
  who.post(path, { reason: 'a calmer gauge', base: 0, tuning, ...part });
const messageOf = async (response: Response) =>
  ((await response.json()) as { error: { message: string } }).error.message;
const view = async (who: Person) => (await (await who.get(PATH)).json()) as SensorSettingsView;
const audited = async () =>
  (
    await database
      .store()
      .query(`SELECT actor, subject, body->'details' AS details FROM audit WHERE action = 'device.tune' ORDER BY n`)
  ).rows;
const said = (event: string, atMs: number, body: object, device = SENSOR) =>
  database.store().query(
    `INSERT INTO device_events (at, timeline, device, asset, event, body, partition, log_offset, item, tick)
     VALUES ($1, $2, $3, 'gauge-huangpu-park', $4, $5, 0, $6, 0, 1)`,
    [new Date(TIMELINE_START_MS + atMs), EXERCISE.id, device, event, JSON.stringify(body), atMs],
  );

test('what an engineer sets is kept for the sensor to be told, audited, and seen with what it says to it', async () => {
  expect(await view(operator)).toEqual({ stored: null, answer: null });
  expect(await (await save(engineer)).json()).toEqual({ version: 1 });
  expect(await listDeviceConfigs(database.store())).toEqual([{ v: 1, device: SENSOR, version: 1, ...tuning }]);
  expect(await audited()).toEqual([
    {
      ...{ actor: 'engineer', subject: SENSOR },
      details: { version: 1, base: 0, reason: 'a calmer gauge', tuning },
    },
  ]);
  await said('config.applied', 1000, { version: 1 });
  expect(await view(operator)).toMatchObject({
    stored: { config: { version: 1, gate: { spike: 8 } }, author: 'engineer', reason: 'a calmer gauge' },
    answer: { version: 1, isApplied: true, reason: null },
  });
  await said('config.refused', 2000, { version: 2, reason: 'The file of the agent names no point water.flow.' });
  expect((await view(operator)).answer).toMatchObject({
    isApplied: false,
    reason: expect.stringContaining('no point'),
  });
});

test('who saved on an older version is told, and nothing changes', async () => {
  const late = await save(engineer);
  expect([late.status, await messageOf(late)]).toEqual([
    409,
    `Version 1 of ${SENSOR} was saved meanwhile; look at it first.`,
  ]);
  expect(await audited()).toHaveLength(1);
});

test.each([
  ['an operator changes nothing', () => save(operator), 403, /The role operator may not/],
  ['a reason is needed', () => save(engineer, { reason: '    ' }), 400, /reason of at least 4 letters/],
  [
    'a limit has bounds',
    () => save(engineer, { tuning: { gate: { spike: 1 } } }),
    400,
    /settings at \/gate\/spike must/,
  ],
  ['nowhere else is reached', () => save(engineer, { tuning: { host: '10.0.0.1' } }), 400, /settings at/],
  [
    'a metric is one of the data standard',
    () => save(engineer, { tuning: { points: [{ metric: 'water.colour' }] } }),
    422,
    `${SENSOR}: there is no metric water.colour.`,
  ],
  [
    'a unit is that of the data standard',
    () => save(engineer, { tuning: { points: [{ metric: 'water.level', unit: 'cm' }] } }),
    422,
    `${SENSOR}: water.level is said in m, and not in cm.`,
  ],
  [
    'a camera is no sensor',
    () => save(engineer, {}, '/api/devices/cam-1/settings'),
    404,
    'There is no such sensor, or it was revoked.',
  ],
] as const)('%s', async (_, asked, status, message) => {
  const answer = await asked();
  expect(answer.status).toBe(status);
  expect(await messageOf(answer)).toMatch(message);
  expect(await audited()).toHaveLength(1);
});

test('what a camera said last of its view stands with it', async () => {
  const views = async () => {
    const answer = await operator.get(`/api/devices?timeline=${EXERCISE.id}`);
    const { devices } = (await answer.json()) as { devices: { id: string; view: unknown }[] };
    return Object.fromEntries(devices.map(({ id, view: seen }) => [id, seen]));
  };
  expect(await views()).toEqual({ [SENSOR]: null, 'cam-1': null });
  await said('camera.health', 3000, { state: 'ok' }, 'cam-1');
  await said('camera.health', 4000, { state: 'moved' }, 'cam-1');
  expect(await views()).toEqual({ [SENSOR]: null, 'cam-1': { state: 'moved', atMs: TIMELINE_START_MS + 4000 } });
});
