/** Pictures for incidents: asked for while one is open, with a reason, by those who answer for it; all of it audited. */
import type { EvidenceMessage, FactBody, StillState } from '@chengyun/contracts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { addDevice } from '@chengyun/platform/store/devices.ts';
import { listCommands } from '@chengyun/platform/store/downlink.ts';
import { putTimeline } from '@chengyun/platform/store/timelines.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alarmRecord, EXERCISE, type Person, startTestConsole, type TestConsole } from '../test-console.ts';
import { startTestIngest, type TestIngest } from './test-ingest.ts';

const database = withTestDatabase();
const CAMERA = 'edge-cam-1';
const ALARM = '00000000000000e1';
let ingest: TestIngest;
let city: TestConsole;
let operator: Person;
let engineer: Person;

beforeAll(async () => {
  const store = database.store();
  await putTimeline(store, EXERCISE);
  await addDevice(store, { id: CAMERA, kind: 'camera', timeline: EXERCISE.id, assets: ['camera-1'] }, systemClock);
  ingest = await startTestIngest();
  city = await startTestConsole(store, { basePort: ingest.basePort });
  [operator, engineer] = [await city.signIn('operator'), await city.signIn('engineer')];
  await city.write('alarms', alarmRecord({ id: ALARM, n: 1 }));
});
afterAll(async () => {
  await city.stop();
  ingest.close();
});

const asked = { timeline: EXERCISE.id, camera: CAMERA, reason: 'how deep is it' };
const ask = (who: Person, part: object = {}, incident = ALARM) =>
  who.post(`/api/incidents/${incident}/evidence`, { ...asked, ...part });
const messageOf = async (response: Promise<Response>) =>
  ((await (await response).json()) as { error?: { message: string } }).error?.message;
const audited = async (action: string) =>
  (
    await database
      .store()
      .query<{ actor: string; details: object }>(
        `SELECT actor, body->'details' AS details FROM audit WHERE action = $1 ORDER BY n`,
        [action],
      )
  ).rows;

test('a picture for an open incident is asked for once, seen with its badge by the one who asked, and audited', async () => {
  expect((await ask(operator, { reason: 'no' })).status).toBe(400);
  // The alarm may still be on its way to the console.
  const known = async () => (await ask(operator, { camera: 'nobody' })).json() as Promise<{ error: { code: string } }>;
  await expect.poll(async () => (await known()).error.code).toBe('unknown-camera');
  const response = await ask(operator, { atMs: 5000 });
  expect(response.status).toBe(200);
  const { id } = (await response.json()) as { id: string };
  const [command] = await listCommands(database.store(), systemClock.nowMs());
  expect(command).toMatchObject({
    ...{ id, device: CAMERA, command: 'evidence', incident: ALARM, asset: 'gauge-huangpu-park', at: 5000 },
    ...{ reason: 'how deep is it', role: 'operator' },
  });
  const times = { taken_at: 5000, expires_at: 605_000 };
  const evidence = { jpeg: 'AAAA', width: 320, height: 180, ...times, incident: ALARM, blurred: 'people-and-vehicles' };
  ingest.answers.set(id, { v: 1, device: CAMERA, sent_at: 1, command: id, evidence } as EvidenceMessage);
  const seen = (await (await operator.get(`/api/evidence/${id}`)).json()) as StillState;
  expect(seen).toMatchObject({ state: 'here', jpeg: 'AAAA', width: 320, takenAtMs: 5000, incident: ALARM });
  expect(await audited('evidence.ask')).toMatchObject([
    { actor: 'operator', details: { id, reason: 'how deep is it', incident: ALARM, at: 5000 } },
  ]);
  expect(await audited('evidence.view')).toMatchObject([{ actor: 'operator', details: { id, incident: ALARM } }]);
  const { rowCount } = await database.store().query(`SELECT FROM audit WHERE body::text LIKE '%AAAA%'`);
  expect(rowCount).toBe(0);
});

test('without a reason, an incident, a camera or the right to it nothing is signed', async () => {
  const before = (await listCommands(database.store(), 0)).length;
  expect((await ask(operator, { reason: '    ' })).status).toBe(400);
  expect((await ask(operator, { camera: 'rtu-1' })).status).toBe(404);
  expect(await messageOf(ask(operator, {}, 'ffffffffffffffff'))).toBe('There is no such incident.');
  expect((await ask(engineer)).status).toBe(403);
  expect((await ask(await city.wall())).status).toBe(403);
  expect(await listCommands(database.store(), 0)).toHaveLength(before);
});

test('for a closed incident no picture leaves a camera', async () => {
  const alarm = '00000000000000e2';
  await city.write('alarms', alarmRecord({ id: alarm, n: 2 }));
  const say = async (body: FactBody) => (await operator.post('/api/facts', operator.fact(body))).status;
  await expect.poll(() => say({ kind: 'ack', alarm })).toBe(200);
  const cleared = { transition: 'clear', state: 'normal', clearedAt: 1 } as const;
  await city.write('alarms', alarmRecord({ id: alarm, n: 3, ...cleared }));
  await expect
    .poll(() => messageOf(ask(operator, {}, alarm)))
    .toBe(`Incident ${alarm} is closed; no picture leaves a camera for it.`);
});
