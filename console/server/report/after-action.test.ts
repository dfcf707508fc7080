import { type AlarmRecord, type FactBody, type FactRecord, HOPS } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains/index.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { beforeAll, expect, test } from 'vitest';
import { afterActionDoc } from '../../state/report/after-action-doc.ts';
import { SLA_DEFAULT } from '../sla/sla-config.ts';
import { alarmRecord, EXERCISE, TIMELINE_START_MS } from '../test-console.ts';
import { makeAfterAction } from './after-action.ts';

const database = withTestDatabase();
const ID = '00000000000000a1';
const PART = '00000000000000b2';
/** A second of the wall is a minute of the exercise. */
const wall = (s: number) => EXERCISE.anchorWallMs + s * 1000;
const UNITS = [
  { nameZh: '陆家嘴', nameEn: 'Lujiazui', lonDeg: 121.5, latDeg: 31.24 },
  { nameZh: '川沙', nameEn: 'Chuansha', lonDeg: 121.7, latDeg: 31.19 },
];
const about = () => ({ store: database.store(), assets: [], units: UNITS, domains: DOMAINS, sla: SLA_DEFAULT });
const rule: Partial<AlarmRecord> = {
  ...{ rule: 'flood.pump-tripped', domain: 'flood', level: 'red', peak: 'red' },
  ...{ lonDeg: 121.69, latDeg: 31.2 },
};
let offset = 0;

async function putAlarm(record: AlarmRecord): Promise<void> {
  offset += 1;
  await database
    .store()
    .query('INSERT INTO alarm_transitions VALUES ($1, $2, $3, $4, $5)', [
      ...[offset, record.id, record.tl, new Date(record.at), JSON.stringify(record)],
    ]);
  await database.store().query(
    `INSERT INTO alarms (id, timeline, rule, asset, condition, state, level, raised_at, body)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO UPDATE SET state = EXCLUDED.state`,
    [
      ...[record.id, record.tl, record.rule, record.asset, record.condition, record.state, record.level],
      ...[new Date(record.raisedAt), JSON.stringify(record)],
    ],
  );
}

async function putFact(atS: number, actor: string, body: FactBody): Promise<string> {
  offset += 1;
  const [seq, epoch] = [offset, 'a'.repeat(16)];
  const id = `${actor}/${epoch}/${seq}`;
  const role = actor === 'system' ? 'system' : actor.startsWith('officer') ? 'officer' : 'operator';
  const times = { at: wall(atS), rxAt: wall(atS), tlAt: TIMELINE_START_MS + atS * 1000 * EXERCISE.pace };
  const record: FactRecord = { k: 'fact', tl: EXERCISE.id, id, actor, role, epoch, seq, ...times, body };
  await database
    .store()
    .query('INSERT INTO facts VALUES ($1, $2, $3, $4, $5)', [
      ...[offset, EXERCISE.id, actor, new Date(wall(atS)), JSON.stringify(record)],
    ]);
  return id;
}

beforeAll(async () => {
  const second = { condition: 'two', asset: 'pump-2', raisedAt: TIMELINE_START_MS + 60_000 };
  await putAlarm(alarmRecord({ id: ID, n: 60, ...rule }));
  await putAlarm(alarmRecord({ id: PART, n: 61, ...rule, ...second }));
  const hops = { observed: wall(0.2), sent: wall(0.4), committed: wall(0.5), fired: wall(1) };
  await putFact(1.1, 'system', { kind: 'shown', alarm: ID, hops });
  await putFact(1.5, 'operator', { kind: 'ack', alarm: ID });
  await putFact(1.6, 'operator', { kind: 'merge', alarm: ID, others: [PART] });
  const task = await putFact(2, 'operator', { kind: 'dispatch', alarm: ID, officer: 'officer-1' });
  await putFact(3.1, 'system', { kind: 'escalate', alarm: ID, hop: 'accepted', step: 1, to: 'officer-2', task });
  const next = `system/${'a'.repeat(16)}/${offset}`;
  for (const [s, kind] of [
    [3.2, 'delivered'],
    [3.3, 'seen'],
    [3.5, 'accept'],
    [4, 'arrive'],
  ] as const) {
    await putFact(s, 'officer-2', { kind, task: next });
  }
  await putFact(4.5, 'officer-2', { kind: 'step', alarm: ID, step: 'pump.power', done: true });
  await putFact(5, 'officer-2', { kind: 'done', task: next, note: 'fuse replaced' });
  for (const id of [ID, PART]) {
    await putAlarm(alarmRecord({ id, n: 420, ...rule, transition: 'clear', state: 'cleared-unacknowledged' }));
  }
});

test('one incident, replayed: every hop, what was late and whose it was, its procedure and its district', async () => {
  const report = await makeAfterAction(ID, EXERCISE, about());
  expect(report.incidents).toHaveLength(1);
  const [one] = report.incidents;
  expect(HOPS.filter((hop) => one?.incident.hops[hop] === null)).toEqual([]);
  expect(one?.incident.alarms).toEqual([ID, PART]);
  expect(one?.district?.en).toBe('Chuansha');
  const tookS = Object.fromEntries(
    one?.hops.map(({ hop, tookMs }) => [hop, tookMs === null ? null : tookMs / 1000]) ?? [],
  );
  // Machines by the wall, people by the exercise, sixty times as fast.
  expect(tookS).toMatchObject({ sent: 0.2, fired: 0.5, shown: 0.1, acknowledged: 30, dispatched: 30, accepted: 90 });
  const doc = afterActionDoc(report, 'en');
  expect(doc.tables[0]?.rows.map(({ cells }) => cells)).toEqual([
    ['gauge-huangpu-park', 'Delivered', '01:12', '20 s', 'officer-1'],
    ['gauge-huangpu-park', 'Accepted', '01:30', '01:00', 'officer-1'],
  ]);
  expect(doc.incidents[0]?.entries.map(({ what }) => what)).toContain('Accepted overdue: passed on to officer-2');
  expect(doc.incidents[0]?.procedure.map(({ text, isDone }) => [text, isDone])).toContainEqual([
    'Check power and unit',
    true,
  ]);
  expect(doc.lead).toMatch(/^Exercise · test · /);
});

test('what was passed on and never done is late, too', async () => {
  const report = await makeAfterAction(ID, EXERCISE, about());
  const undone = report.incidents.map((one) => ({
    ...one,
    hops: one.hops.map((timing) => (timing.hop === 'accepted' ? { ...timing, at: null, tookMs: null } : timing)),
  }));
  const doc = afterActionDoc({ ...report, incidents: undone }, 'en');
  expect(doc.tables[0]?.rows[0]?.cells).toEqual(['gauge-huangpu-park', 'Accepted', 'still open', '01:00', 'officer-1']);
  expect(doc.sums.at(-1)).toBe('1 with something late');
});

test('a day has its percentiles by hop and by district, in both languages and without an empty word', async () => {
  const day = new Date(TIMELINE_START_MS + 8 * 3_600_000).toISOString().slice(0, 10);
  const report = await makeAfterAction(day, EXERCISE, about());
  expect(report.hops.find(({ hop }) => hop === 'accepted')).toMatchObject({ count: 1, p50Ms: 90_000, late: 1 });
  expect(report.districts).toMatchObject([{ incidents: 1, late: 1 }]);
  for (const language of ['zh', 'en'] as const) {
    const { title, tables, incidents } = afterActionDoc(report, language);
    expect(tables.map(({ rows }) => rows.length > 0)).toEqual([true, true, true]);
    expect(JSON.stringify([title, tables, incidents])).not.toMatch(/\{\w+\}/);
  }
});

test('what it is asked for is named when there is none', async () => {
  await expect(makeAfterAction('00000000000000ff', EXERCISE, about())).rejects.toThrow(
    'There is no incident 00000000000000ff in the timeline exercise:test-1.',
  );
  await expect(makeAfterAction('yesterday', EXERCISE, about())).rejects.toThrow(/^"yesterday" is neither/);
  expect((await makeAfterAction('2001-01-01', EXERCISE, about())).incidents).toEqual([]);
});
