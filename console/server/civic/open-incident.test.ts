import { DOMAINS } from '@chengyun/domains/index.ts';
import { upsertAssets } from '@chengyun/platform/store/assets.ts';
import { putTimeline } from '@chengyun/platform/store/timelines.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAudit } from '../audit/audit.ts';
import { alarmRecord, EXERCISE, type Person, startTestConsole, type TestConsole } from '../test-console.ts';

const database = withTestDatabase();
const GAUGE = 'gauge-huangpu-park';
const token = 'w'.repeat(24);
let city: TestConsole;
let operator: Person;

beforeAll(async () => {
  const store = database.store();
  await putTimeline(store, EXERCISE);
  await upsertAssets(
    store,
    DOMAINS.flatMap(({ assets }) => assets),
  );
  city = await startTestConsole(store);
  operator = await city.signIn('operator');
});
afterAll(() => city.stop());

const tell = async (path: string, body: unknown) =>
  (
    await fetch(`${city.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  ).json() as Promise<{ steps: { step: string }[] }>;
const wish = { timeline: EXERCISE.id, domain: 'flood', level: 'orange', asset: GAUGE };

test('a report becomes an incident once, its team and its end are seen by who reported it, and all of it is audited', async () => {
  await tell('/api/public/reports', { token, kind: 'flood', text: '没过路缘', lonDeg: 121.5066, latDeg: 31.2372 });
  const { reports } = (await (await operator.get('/api/reports')).json()) as { reports: { id: string }[] };
  const path = `/api/reports/${reports[0]!.id}/open`;
  for (const [part, status] of [
    [{ level: 'purple' }, 400],
    [{ domain: 'nothing' }, 400],
    [{ asset: 'nowhere' }, 400],
    [{ timeline: 'exercise:none' }, 409],
  ] as const) {
    expect((await operator.post(path, { ...wish, ...part })).status, JSON.stringify(part)).toBe(status);
  }
  expect((await (await city.as('auditor')).post(path, wish)).status).toBe(403);
  expect((await operator.post('/api/reports/nothing/open', wish)).status).toBe(409);

  const opened = await operator.post(path, wish);
  const { alarm } = (await opened.json()) as { alarm: string };
  expect([opened.status, alarm]).toEqual([200, expect.stringMatching(/^[0-9a-f]{16}$/)]);
  expect((await operator.post(path, wish)).status).toBe(409);
  // What the engine answers.
  const raised = { id: alarm, n: 5, rule: 'report.hazard', domain: 'flood', metric: 'report.hazard', value: null };
  await city.write('alarms', alarmRecord(raised));
  await city.write(
    'alarms',
    alarmRecord({ ...raised, transition: 'ack', state: 'active-acknowledged', by: 'operator' }),
  );
  const desk = await operator.connect('desk');
  const seen = () => desk.snapshot.incidents.find(({ id }) => id === alarm);
  if (!seen()) await desk.until(({ incidents = [] }) => incidents.some(({ id }) => id === alarm));
  const sent = operator.fact({ kind: 'dispatch', alarm, officer: 'officer-1' });
  expect(await (await operator.post('/api/facts', sent)).json()).toMatchObject({ ok: true });
  const { steps } = await tell('/api/public/reports/progress', { token });
  expect(steps.map(({ step }) => step)).toEqual(['received', 'checked', 'incident', 'dispatched']);

  const late = await operator.post('/api/facts', operator.fact({ kind: 'close', alarm, reason: 'nothing there' }));
  expect(late.status).toBe(409);
  const procedures = (await (await operator.get('/api/procedures')).json()) as Record<string, { id: string }[]>;
  expect(procedures['report.hazard']?.map(({ id }) => id)).toEqual(['report.look', 'report.guard', 'report.safe']);
  const acts = (await listAudit(database.store(), 50)).map(({ actor, action }) => `${actor} ${action}`);
  expect(acts).toEqual(expect.arrayContaining(['operator fact.open', 'operator report.incident']));
});
