/** Accounts that are limited to a district or a domain see and act there, and nowhere else. */
import { type Asset, type FactBody, LIVE_TIMELINE, type Role } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains/index.ts';
import { upsertAssets } from '@chengyun/platform/store/assets.ts';
import { addDevice } from '@chengyun/platform/store/devices.ts';
import { putTimeline } from '@chengyun/platform/store/timelines.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alarmRecord, EXERCISE, type Person, startTestConsole, type TestConsole } from '../test-console.ts';
import { ROUTE_ACCESS } from './access-table.ts';
import type { Scope } from './scope.ts';

const database = withTestDatabase();
/** One gauge in a district of its own, and a road in another. */
const gauge: Asset = { ...asset('gauge-a', 'flood'), district: 'unit-a' };
const road: Asset = { ...asset('road-b', 'traffic'), district: 'unit-b' };
let city: TestConsole;

function asset(id: string, domain: string): Asset {
  const name = { zh: id, en: id };
  return { id, domain, kind: 'tide-gauge', name, lonDeg: 121.5, latDeg: 31.2, attributes: {} };
}

async function limited(role: Role, scope: Scope): Promise<Person> {
  const { districts, domains } = scope;
  await database
    .store()
    .query('UPDATE accounts SET districts = $2, domains = $3 WHERE role = $1', [role, districts, domains]);
  return city.as(role);
}

beforeAll(async () => {
  const store = database.store();
  await putTimeline(store, EXERCISE);
  await upsertAssets(store, [...DOMAINS.flatMap((domain) => domain.assets), gauge, road]);
  for (const [id, of] of [
    ['rtu-a', gauge],
    ['rtu-b', road],
  ] as const) {
    await addDevice(store, { id, kind: 'camera', timeline: EXERCISE.id, assets: [of.id] }, store.clock);
  }
  city = await startTestConsole(store);
  for (const [id, of] of [
    ['aaaa', gauge],
    ['bbbb', road],
  ] as const) {
    const record = alarmRecord({ id, n: 2, asset: of.id, domain: of.domain, rule: `${of.domain}.x` });
    await city.write('alarms', record);
    await store.query(
      `INSERT INTO alarms (id, timeline, rule, asset, condition, state, level, raised_at, body)
       VALUES ($1, $2, $3, $4, 'level', $5, 'orange', now(), $6)`,
      [id, EXERCISE.id, record.rule, of.id, record.state, JSON.stringify(record)],
    );
  }
});
afterAll(() => city.stop());

const IN_FLOOD: Scope = { districts: null, domains: ['flood'] };
const IN_UNIT_A: Scope = { districts: ['unit-a'], domains: null };

test.each([
  ['a domain', IN_FLOOD],
  ['a district', IN_UNIT_A],
])('limited to %s: the live state holds nothing of outside, now and when it changes', async (_what, scope) => {
  for (const view of ['desk', 'wall'] as const) {
    const operator = await limited('operator', scope);
    const desk = await operator.connect(view);
    expect(desk.snapshot.alarms.map(({ id }) => id)).toEqual(['aaaa']);
    expect(JSON.stringify(desk.snapshot)).not.toContain('road-b');
    expect(desk.snapshot.assets.some(({ id }) => id === 'gauge-a')).toBe(true);
    await city.write(
      'alarms',
      alarmRecord({ id: 'bbbb', n: 5, asset: 'road-b', domain: 'traffic', transition: 'ease' }),
    );
    await city.write('alarms', alarmRecord({ id: 'aaaa', n: 5, asset: 'gauge-a', transition: 'ease' }));
    await desk.until((delta) => delta.alarms?.some(({ id }) => id === 'aaaa') ?? false);
    expect(JSON.stringify(desk.deltas)).not.toContain('road-b');
    desk.socket.disconnect();
  }
});

test('facts about what lies outside are refused, over the socket and over HTTP; nobody is sent outside of their limits', async () => {
  const operator = await limited('operator', IN_UNIT_A);
  const desk = await operator.connect('desk');
  const outside: readonly FactBody[] = [
    { kind: 'ack', alarm: 'bbbb' },
    { kind: 'note', alarm: 'bbbb', text: 'x' },
    { kind: 'dispatch', alarm: 'bbbb', officer: 'officer-1' },
    { kind: 'out-of-service', asset: 'road-b', reason: 'x' },
    { kind: 'maintenance', assets: ['gauge-a', 'road-b'], fromMs: 1, untilMs: 2, reason: 'x' },
    { kind: 'confirm-response', level: 'I', reason: 'x' },
  ];
  for (const body of outside) {
    expect(await desk.send(operator.fact(body)), body.kind).toMatchObject({ ok: false, code: 'forbidden' });
    expect((await operator.post('/api/facts', operator.fact(body))).status, body.kind).toBe(403);
  }
  expect(await desk.send(operator.fact({ kind: 'ack', alarm: 'aaaa' }))).toMatchObject({ ok: true });
  const engineer = await limited('engineer', { districts: null, domains: null });
  expect((await engineer.post('/api/accounts/officer-1/change', { districts: ['unit-b'] })).status).toBe(200);
  const whole = await limited('operator', { districts: null, domains: null });
  await city.service.ready();
  const answer = await whole.post('/api/facts', whole.fact({ kind: 'dispatch', alarm: 'aaaa', officer: 'officer-1' }));
  expect(await answer.json()).toMatchObject({ ok: false, message: expect.stringContaining('does not work in') });
  // Nor suggested: neither to the desk, nor as the next one when nobody answers.
  const offered = async (alarm: string) => {
    const found = await whole.get(`/api/officers?timeline=${EXERCISE.id}&alarm=${alarm}`);
    return ((await found.json()) as { officers: { id: string }[] }).officers.map(({ id }) => id);
  };
  expect(await offered('aaaa')).not.toContain('officer-1');
  expect(await offered('bbbb')).toContain('officer-1');
  expect((await engineer.post('/api/accounts/officer-1/change', { districts: null })).status).toBe(200);
});

test('no route gives a limited account anything of outside: asked for by name, or in a list', async () => {
  const operator = await limited('operator', IN_UNIT_A);
  const engineer = await limited('engineer', IN_UNIT_A);
  const leaks: string[] = [];
  for (const [line, { to, scope }] of Object.entries(ROUTE_ACCESS)) {
    const [method = '', pattern = ''] = line.split(' ');
    const person = [operator, engineer].find(({ role }) => to.includes(role));
    if (method !== 'GET' || !pattern.startsWith('/api/') || !person || to.includes('public')) continue;
    const path = pattern
      .replace('/alarms/:id', '/alarms/bbbb')
      .replace(':device', 'rtu-b')
      .replaceAll(/:[a-z]+/g, 'x-1');
    const query = `timeline=${EXERCISE.id}&asset=road-b&alarm=bbbb&metric=water.level&from=0&to=1`;
    const response = await person.get(`${path}?${query}`);
    const text = await response.text();
    if (text.includes('road-b')) leaks.push(`${line}: ${text.slice(0, 200)}`);
    const isNamed = ['asset-in-query', 'alarm-in-query', 'alarm-in-path', 'device-in-path', 'city'].includes(scope);
    if (isNamed && !text.includes('out-of-scope')) leaks.push(`${line}: not refused`);
  }
  expect(leaks).toEqual([]);
  const cameras = await (await operator.get(`/api/cameras?timeline=${EXERCISE.id}`)).json();
  expect((cameras as { cameras: { id: string }[] }).cameras.map(({ id }) => id)).toEqual(['rtu-a']);
  expect((await operator.get('/api/alarms/aaaa')).status).toBe(200);
  const station = `/api/station?timeline=${LIVE_TIMELINE}&asset=gauge-a&metric=water.level&from=1&to=2`;
  expect((await operator.get(station)).status).toBe(200);
  expect((await operator.post('/api/cameras/rtu-b/still', { reason: 'look at it' })).status).toBe(403);
});
