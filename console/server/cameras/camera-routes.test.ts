import type { CameraShapes, CameraZone, Command, EvidenceMessage, StillState } from '@chengyun/contracts';
import { createManualClock, systemClock } from '@chengyun/platform/service/clock.ts';
import { addDevice } from '@chengyun/platform/store/devices.ts';
import { listCommands, listDeviceConfigs, readDeviceConfig } from '@chengyun/platform/store/downlink.ts';
import { putTimeline } from '@chengyun/platform/store/timelines.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyAudit } from '../audit/verify-audit.ts';
import { EXERCISE, type Person, startTestConsole, type TestConsole, TIMELINE_START_MS } from '../test-console.ts';
import { startTestIngest, type TestIngest } from './test-ingest.ts';

const database = withTestDatabase();
const clock = createManualClock(systemClock.nowMs());
const CAMERA = 'edge-cam-1';
const MIN_MS = 60_000;
const square = [
  [0, 0],
  [0.5, 0],
  [0.5, 0.5],
  [0, 0.5],
] as const;
const zone = (part: Partial<CameraZone> = {}): CameraZone => ({
  ...{ id: 'lanes', label: 'Inbound', asset: 'road-1', polygon: square, counts: ['vehicles'] },
  ...part,
});
const mask = { id: 'window', polygon: square };

let ingest: TestIngest;
let city: TestConsole;
let operator: Person;
let engineer: Person;
let auditor: Person;

beforeAll(async () => {
  const store = database.store();
  await putTimeline(store, EXERCISE);
  const device = { timeline: EXERCISE.id, assets: ['road-1', 'camera-1'] } as const;
  await addDevice(store, { id: CAMERA, kind: 'camera', ...device }, clock);
  await addDevice(store, { id: 'rtu-1', kind: 'sensor', ...device }, clock);
  ingest = await startTestIngest();
  city = await startTestConsole(store, { clock, basePort: ingest.basePort });
  [operator, engineer, auditor] = [
    await city.signIn('operator'),
    await city.signIn('engineer'),
    await city.signIn('auditor'),
  ];
});
afterAll(async () => {
  await city.stop();
  ingest.close();
});

const json = async <T>(response: Promise<Response>): Promise<T> => (await (await response).json()) as T;
const messageOf = async (response: Response) =>
  ((await response.json()) as { error: { message: string } }).error.message;
const save = (who: Person, shapes: Partial<CameraShapes>, part: object = {}) =>
  who.post(`/api/cameras/${CAMERA}/zones`, {
    ...{ reason: 'new lane', base: 0, inForce: 0, shapes: { zones: [zone()], masks: [], ...shapes } },
    ...part,
  });
const audited = async (action: string) =>
  (
    await database
      .store()
      .query<{ actor: string; subject: string; details: Record<string, unknown> }>(
        `SELECT actor, subject, body->'details' AS details FROM audit WHERE action = $1 ORDER BY n`,
        [action],
      )
  ).rows;

test('the cameras of a timeline are listed, sensors are not', async () => {
  const { cameras } = await json<{ cameras: unknown[] }>(operator.get(`/api/cameras?timeline=${EXERCISE.id}`));
  expect(cameras).toEqual([{ id: CAMERA, assets: ['road-1', 'camera-1'], isOnline: false }]);
  expect((await operator.get('/api/cameras/rtu-1/zones')).status).toBe(404);
  expect((await (await city.wall()).get('/api/cameras')).status).toBe(403);
});

test('zones are saved as a version with a reason, for the camera to be told and for the audit trail', async () => {
  expect(await json(operator.get(`/api/cameras/${CAMERA}/zones`))).toEqual({ stored: null, answer: null });
  expect(await json(save(operator, {}, { inForce: 4 }))).toEqual({ version: 5 });
  const told = await listDeviceConfigs(database.store());
  expect(told).toEqual([{ v: 1, device: CAMERA, version: 5, zones: [zone()], masks: [] }]);
  const { stored } = await json<{ stored: object }>(auditor.get(`/api/cameras/${CAMERA}/zones`));
  expect(stored).toMatchObject({ author: 'operator', reason: 'new lane', config: told[0] });
  const [row] = await audited('zones.change');
  expect(row).toMatchObject({ actor: 'operator', subject: CAMERA });
  expect(row?.details).toMatchObject({
    version: 5,
    base: 0,
    reason: 'new lane',
    zones: ['lanes'],
    masks: [],
    lines: [],
  });
  const late = await save(operator, {});
  expect([late.status, await messageOf(late)]).toEqual([
    409,
    `Version 5 of ${CAMERA} was saved meanwhile; look at it first.`,
  ]);
  expect(await audited('zones.change')).toHaveLength(1);
});

test.each([
  ['an auditor changes nothing', () => save(auditor, {}), 403, 'The role auditor may not do this.'],
  ['a reason is needed', () => save(operator, {}, { reason: '   ' }), 400, /reason of at least 4 letters/],
  ['a zone is needed', () => save(operator, { zones: [] }), 400, /zones and masks/],
  [
    'only what the camera serves is measured',
    () => save(operator, { zones: [zone({ asset: 'road-2' })] }),
    422,
    `lanes measures road-2, which ${CAMERA} does not serve.`,
  ],
  [
    'the same holds for lines',
    () => save(operator, { lines: [{ id: 'stop', asset: 'road-2', ends: [square[0], square[1]] }] }),
    422,
    `stop measures road-2, which ${CAMERA} does not serve.`,
  ],
  [
    'a zone without an asset counts for the first one',
    () => save(operator, { zones: [zone(), { id: 'kerb', polygon: square, counts: ['vehicles'] }] }),
    422,
    'lanes and kerb both count vehicles of road-1.',
  ],
  [
    'what is hidden is changed by engineers',
    () => save(operator, { masks: [mask] }, { base: 5 }),
    403,
    'The role operator may draw zones; masks are changed by engineers.',
  ],
] as const)('%s', async (_, asked, status, message) => {
  const answer = await asked();
  expect(answer.status).toBe(status);
  expect(await messageOf(answer)).toMatch(message);
});

test('an engineer draws a mask, and an operator may go on drawing zones beside it but not take it away', async () => {
  expect(await json(save(engineer, { masks: [mask] }, { base: 5, inForce: 5 }))).toEqual({ version: 6 });
  const kept = { zones: [zone({ capacity: 9 })], masks: [mask] };
  expect(await json(save(operator, kept, { base: 6, inForce: 6 }))).toEqual({ version: 7 });
  expect((await save(operator, { masks: [] }, { base: 7 })).status).toBe(403);
});

test('what the camera said last on its timeline is told with the zones', async () => {
  const said = (event: string, atMs: number, body: object) =>
    database.store().query(
      `INSERT INTO device_events (at, timeline, device, asset, event, body, partition, log_offset, item, tick)
         VALUES ($1, $2, $3, 'camera-1', $4, $5, 0, $6, 0, 1)`,
      [new Date(atMs), EXERCISE.id, CAMERA, event, JSON.stringify(body), atMs - TIMELINE_START_MS],
    );
  const answer = async () => (await json<{ answer: unknown }>(operator.get(`/api/cameras/${CAMERA}/zones`))).answer;
  await said('config.applied', TIMELINE_START_MS + 1000, { version: 6 });
  expect(await answer()).toMatchObject({ version: 6, isApplied: true, reason: null });
  await said('config.refused', TIMELINE_START_MS + 2000, { version: 7, reason: 'No room.' });
  expect(await answer()).toMatchObject({ version: 7, isApplied: false, reason: 'No room.' });
});

const ask = async (who: Person, reason = 'to draw the new lane') =>
  (await json<{ id: string }>(who.post(`/api/cameras/${CAMERA}/still`, { reason }))).id;
const look = (who: Person, id: string) => json<StillState>(who.get(`/api/stills/${id}`));
function answerWith(id: string, part: object): void {
  const envelope = { v: 1, device: CAMERA, sent_at: 1, command: id } as const;
  ingest.answers.set(id, { ...envelope, ...part } as EvidenceMessage);
}
const still = { jpeg: 'AAAA', width: 64, height: 36, taken_at: 1, expires_at: 2 };

test('a still is asked for with a reason, is seen by the one who asked, and is gone after ten minutes', async () => {
  expect((await auditor.post(`/api/cameras/${CAMERA}/still`, { reason: 'curious' })).status).toBe(403);
  expect((await engineer.post(`/api/cameras/${CAMERA}/still`, { reason: 'no' })).status).toBe(400);
  expect(await audited('still.ask')).toEqual([]);
  const id = await ask(engineer);
  const [command] = await listCommands(database.store(), clock.nowMs());
  const wanted: Command = { ...command!, id, device: CAMERA, role: 'engineer', reason: 'to draw the new lane' };
  expect(command).toEqual(wanted);
  expect(command?.expires_at).toBe(clock.nowMs() + MIN_MS);
  expect(await audited('still.ask')).toMatchObject([
    { actor: 'engineer', subject: CAMERA, details: { id, reason: 'to draw the new lane' } },
  ]);
  expect(await look(engineer, id)).toMatchObject({ state: 'waiting' });
  answerWith(id, { still, in_force: { version: 7, zones: [zone()], masks: [] } });
  clock.advance(MIN_MS);
  const seen = await look(engineer, id);
  expect(seen).toMatchObject({ state: 'here', jpeg: 'AAAA', width: 64, inForce: { version: 7 } });
  expect(await listCommands(database.store(), 0)).toEqual([]);
  expect('expiresAtMs' in seen && seen.expiresAtMs - clock.nowMs()).toBe(9 * MIN_MS);
  expect((await engineer.get(`/api/stills/${id}`)).headers.get('cache-control')).toBe('no-store');
  expect(await audited('still.view')).toMatchObject([{ actor: 'engineer', subject: `${CAMERA}/${id}` }]);
  expect((await operator.get(`/api/stills/${id}`)).status).toBe(404);
  clock.advance(9 * MIN_MS - 1);
  expect(await look(engineer, id)).toMatchObject({ state: 'here' });
  clock.advance(1);
  expect((await engineer.get(`/api/stills/${id}`)).status).toBe(404);
});

test('a camera that refuses or does not answer is said', async () => {
  const [refused, silent] = [await ask(operator), await ask(operator)];
  answerWith(refused, { refused: 'The camera has no picture at the moment.' });
  expect(await look(operator, refused)).toEqual({
    state: 'refused',
    message: 'The camera has no picture at the moment.',
  });
  expect(await look(operator, silent)).toMatchObject({ state: 'waiting' });
  clock.advance(2 * MIN_MS);
  expect(await look(operator, silent)).toEqual({
    state: 'refused',
    message: `The camera ${CAMERA} did not answer within a minute.`,
  });
});

test('the picture is in no table, and the audit chain is whole', async () => {
  const id = await ask(engineer);
  const marked = Buffer.from('a picture that must not be stored').toString('base64');
  answerWith(id, { still: { ...still, jpeg: marked } });
  expect(await look(engineer, id)).toMatchObject({ jpeg: marked });
  const { rows } = await database
    .store()
    .query<{ name: string }>(`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`);
  for (const { name } of rows) {
    const found = await database.store().query(`SELECT FROM "${name}" t WHERE t::text LIKE '%' || $1 || '%'`, [marked]);
    expect(found.rowCount, name).toBe(0);
  }
  expect(await verifyAudit(database.store())).toMatchObject({ brokenAt: null });
});

test('an engineer names another model, which zones that are drawn later keep', async () => {
  const named = await save(operator, {}, { model: 'yolox-nano' });
  expect([named.status, await messageOf(named)]).toEqual([
    403,
    'The role operator may draw zones; the model is changed by engineers.',
  ]);
  expect((await save(engineer, {}, { model: '../../etc' })).status).toBe(400);
  const base = (await listDeviceConfigs(database.store()))[0]?.version ?? 0;
  const modelOf = async () => (await readDeviceConfig(database.store(), CAMERA))?.config.model;
  expect(await json(save(engineer, {}, { base, model: 'yolox-nano' }))).toEqual({ version: base + 1 });
  expect((await audited('zones.change')).at(-1)?.details).toMatchObject({ model: 'yolox-nano' });
  expect(await json(save(operator, {}, { base: base + 1 }))).toEqual({ version: base + 2 });
  expect(await modelOf()).toBe('yolox-nano');
  expect(await json(save(engineer, {}, { base: base + 2, model: null }))).toEqual({ version: base + 3 });
  expect(await modelOf()).toBeUndefined();
});
