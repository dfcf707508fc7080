import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObservationsRecord, TickRecord } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains/index.ts';
import { upsertAssets } from '@chengyun/platform/store/assets.ts';
import { putTimeline } from '@chengyun/platform/store/timelines.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyAudit } from './audit/verify-audit.ts';
import { alarmRecord, EXERCISE, startTestConsole, type TestConsole, TIMELINE_START_MS } from './test-console.ts';

const database = withTestDatabase();
let city: TestConsole;

const tick = (n: number): TickRecord => ({
  ...{ k: 'tick', tl: EXERCISE.id, n, at: TIMELINE_START_MS + n * 1000, facts: 0 },
});
const level = (n: number, value: number): ObservationsRecord => ({
  ...{ k: 'obs', tl: EXERCISE.id, device: 'rtu-1', epoch: '1-00', seq: n, sentAt: Date.now() - 20, rxAt: Date.now() },
  items: [{ asset: 'gauge-huangpu-park', metric: 'water.level', at: TIMELINE_START_MS + n * 1000, value }],
});

beforeAll(async () => {
  await putTimeline(database.store(), EXERCISE);
  await upsertAssets(
    database.store(),
    DOMAINS.flatMap((domain) => domain.assets),
  );
  city = await startTestConsole(database.store());
  await city.write('telemetry', level(1, 4.2), tick(1));
});
afterAll(() => city.stop());

test('the first start makes accounts whose passwords are in a file that only its owner can read', async () => {
  const { mode } = await stat(join(city.dataDir, 'first-passwords.txt'));
  expect(mode & 0o777).toBe(0o600);
  const operator = await city.signIn('operator');
  expect(await (await operator.get('/api/me')).json()).toMatchObject({ account: 'operator', role: 'operator' });
  expect((await fetch(`${city.url}/api/me`)).status).toBe(401);
});

test('the wall opens with its key, sees everything and may state nothing', async () => {
  expect((await fetch(`${city.url}/wall?key=wrong`)).status).toBe(403);
  const wall = await city.wall();
  const { snapshot, send } = await wall.connect('wall');
  expect(snapshot.timeline).toMatchObject({ id: EXERCISE.id, kind: 'exercise', pace: 60 });
  expect(snapshot.assets.length).toBeGreaterThan(0);
  expect(snapshot.vitals.find((vital) => vital.id === 'flood.headline-level')).toMatchObject({ value: 4.2, unit: 'm' });
  expect(await send(wall.fact({ kind: 'ack', alarm: 'x' }))).toMatchObject({ ok: false, code: 'forbidden' });
  await expect(wall.connect('desk')).rejects.toThrow('forbidden');
});

test('an alarm reaches wall, desk and phone; it is acknowledged, dispatched, accepted and done, each seen at once', async () => {
  const [wall, operator, officer] = [await city.wall(), await city.signIn('operator'), await city.signIn('officer-1')];
  const [onWall, onDesk, onPhone] = [
    await wall.connect('wall'),
    await operator.connect('desk'),
    await officer.connect('field'),
  ];
  await city.write('alarms', alarmRecord({ id: 'aa01', n: 2 }));
  for (const place of [onWall, onDesk, onPhone]) {
    await place.until((delta) => delta.alarms?.[0]?.id === 'aa01' && delta.alarms[0].state === 'active-unacknowledged');
  }
  const answer = await onDesk.send(operator.fact({ kind: 'ack', alarm: 'aa01' }));
  expect(answer).toMatchObject({ ok: true, duplicate: false });
  const acked = await onWall.until((delta) => delta.incidents?.[0]?.state === 'acknowledged');
  expect(acked.alarms?.[0]).toMatchObject({ state: 'active-acknowledged', by: 'operator' });

  const { suggested } = (await (await operator.get(`/api/officers?alarm=aa01`)).json()) as { suggested: string };
  expect(suggested).toBe('officer-1');
  const response = await operator.post(
    '/api/facts',
    operator.fact({ kind: 'dispatch', alarm: 'aa01', officer: suggested }),
  );
  const sent = (await response.json()) as { id: string };
  const task = await onPhone.until((delta) => delta.incidents?.[0]?.tasks[0]?.id === sent.id);
  expect(task.incidents?.[0]?.tasks[0]).toMatchObject({ officer: 'officer-1', state: 'sent' });
  // A phone knows no place beforehand: that of the task comes with it.
  expect(task.assets).toMatchObject([{ id: 'gauge-huangpu-park' }]);
  for (const kind of ['delivered', 'accept', 'arrive', 'done'] as const) {
    expect(await onPhone.send(officer.fact({ kind, task: sent.id }))).toMatchObject({ ok: true });
  }
  await onWall.until((delta) => delta.incidents?.[0]?.state === 'resolved');
  await city.write('alarms', alarmRecord({ id: 'aa01', n: 9, transition: 'clear', state: 'normal' }));
  const closed = await onWall.until((delta) => delta.incidents?.[0]?.state === 'closed');
  expect(closed.alarms?.[0]?.state).toBe('normal');
  const later = await operator.connect('desk');
  expect(later.snapshot.alarms).toEqual([]);
  expect(later.snapshot.incidents[0]).toMatchObject({ id: 'aa01', state: 'closed', owner: 'officer-1' });
  expect(onWall.deltas.map((delta) => delta.n)).toEqual(onWall.deltas.map((_, i) => onWall.deltas[0]!.n + i));
});

test('a repeated fact is stored once and answered the same; a foreign page, a wrong role and nonsense are refused', async () => {
  await city.write('alarms', alarmRecord({ id: 'aa02', n: 10, level: 'yellow', peak: 'yellow' }));
  const operator = await city.signIn('operator');
  const desk = await operator.connect('desk');
  if (!desk.snapshot.alarms.some((alarm) => alarm.id === 'aa02')) {
    await desk.until((delta) => delta.alarms?.[0]?.id === 'aa02');
  }
  const heads = () => city.log.head('facts', 0);
  const before = await heads();
  const note = { ...operator.fact({ kind: 'note', alarm: 'aa02', text: '已电话核实' }), epoch: 'ab'.repeat(8) };
  const answers = await Promise.all([desk.send(note), desk.send(note), operator.post('/api/facts', note)]);
  expect(answers[0]).toMatchObject({ ok: true, duplicate: false });
  expect(answers[1]).toMatchObject({ ok: true, duplicate: true });
  expect(await heads()).toBe(before + 1);
  expect((await operator.post('/api/facts', note, 'another-token')).status).toBe(403);
  expect(await desk.send({ ...note, seq: 0 })).toMatchObject({ ok: false, code: 'schema' });
  expect(await desk.send(operator.fact({ kind: 'ack', alarm: 'nope' }))).toMatchObject({ code: 'unknown-alarm' });
  expect(await desk.send(operator.fact({ kind: 'accept', task: 'nope' }))).toMatchObject({ code: 'forbidden' });
  const officer = await city.signIn('officer-2');
  const phone = await officer.connect('field');
  expect(phone.snapshot.alarms).toEqual([]);
  expect(phone.snapshot.series).toEqual([]);
  expect(await phone.send(officer.fact({ kind: 'note', alarm: 'aa02', text: 'x' }))).toMatchObject({
    code: 'forbidden',
  });
  expect(await verifyAudit(database.store())).toMatchObject({ brokenAt: null });
});

test('values come in five rounds a second and the newest by observation time stands', async () => {
  const wall = await (await city.wall()).connect('wall');
  await city.write('telemetry', level(21, 4.6), level(20, 4.4), tick(21));
  const delta = await wall.until((one) => one.series !== undefined);
  expect(delta.series).toHaveLength(1);
  expect(delta.series?.[0]).toMatchObject({ key: 'gauge-huangpu-park|water.level', value: 4.6, quality: 'good' });
  const trusted = await wall.until((one) => one.trust !== undefined);
  expect(trusted.trust).toMatchObject({ store: 'postgres', quarantined: 0 });
});

test('wrong passwords have to wait, signed-out sockets are refused, pages carry a strict policy', async () => {
  const login = (password: string) =>
    fetch(`${city.url}/api/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ account: 'auditor', password }),
    });
  const statuses: number[] = [];
  for (let i = 0; i < 5; i += 1) statuses.push((await login('wrong')).status);
  expect(statuses).toEqual([401, 401, 401, 401, 429]);
  const response = await fetch(`${city.url}/desk`);
  expect(response.status).toBe(503);
  expect(await response.text()).toContain('not built');
  expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
  expect((await fetch(`${city.url}/readyz`)).status).toBe(200);
  expect(await (await fetch(`${city.url}/metrics`)).text()).toContain('chengyun_received_total');
  const engineer = await city.signIn('engineer');
  expect((await engineer.get('/api/audit')).status).toBe(403);
  expect((await engineer.get('/api/quarantine')).status).toBe(200);
});

test('forecasts come with their bands, figures and persistence, to those who may see alarms', async () => {
  const body = {
    ...{
      k: 'forecast',
      tl: EXERCISE.id,
      model: 'tide',
      version: 3,
      asset: 'gauge-huangpu-park',
      metric: 'water.level',
    },
    ...{ issuedAt: TIMELINE_START_MS, last: 4.2, stepMs: 300_000, p10: [4.1], p50: [4.3], p90: [4.5], skilled: true },
  };
  await database.store().query(
    `INSERT INTO forecasts (log_offset, timeline, asset, metric, issued_at, model, version, skilled, body)
     VALUES (7, $1, 'gauge-huangpu-park', 'water.level', now(), 'tide', 3, true, $2)`,
    [EXERCISE.id, JSON.stringify(body)],
  );
  const [operator, officer] = [await city.signIn('operator'), await city.signIn('officer-1')];
  const path = `/api/forecasts?timeline=${EXERCISE.id}&asset=gauge-huangpu-park`;
  const { k: _k, tl: timeline, last: persistence, ...rest } = body;
  expect(await (await operator.get(path)).json()).toEqual({
    forecasts: [{ ...rest, timeline, persistence, score: null }],
  });
  expect((await operator.get('/api/forecasts?timeline=live')).status).toBe(400);
  expect((await officer.get(path)).status).toBe(403);
});
