import type { FactBody } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains/index.ts';
import { upsertAssets } from '@chengyun/platform/store/assets.ts';
import { putTimeline } from '@chengyun/platform/store/timelines.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alarmRecord, EXERCISE, type Person, startTestConsole, type TestConsole } from './test-console.ts';

const database = withTestDatabase();
const floodDomain = DOMAINS.find(({ id }) => id === 'flood')!;
let city: TestConsole;
let operator: Person;
let officer: Person;

beforeAll(async () => {
  await putTimeline(database.store(), EXERCISE);
  city = await startTestConsole(database.store());
  [operator, officer] = [await city.signIn('operator'), await city.signIn('officer-1')];
});
afterAll(() => city.stop());

const say = async (who: Person, body: FactBody) => {
  const response = await who.post('/api/facts', who.fact(body));
  const answer = (await response.json()) as { ok: boolean; id?: string; code?: string; message?: string };
  return { ...answer, status: response.status };
};
const RULE = { rule: 'flood.pump-tripped', domain: 'flood' } as const;

test('the first screen is the one that counts, and the console says so itself', async () => {
  await city.write('alarms', alarmRecord({ id: '00000000000000a1', n: 1 }));
  const desk = await operator.connect('desk');
  const seen = (delta: { incidents?: readonly { id: string; hops: { shown: number | null } }[] }) =>
    delta.incidents?.some(({ id, hops }) => id === '00000000000000a1' && hops.shown !== null) ?? false;
  if (!desk.snapshot.alarms.some(({ id }) => id === '00000000000000a1')) {
    await desk.until(({ alarms = [] }) => alarms.some(({ id }) => id === '00000000000000a1'));
  }
  desk.socket.emit('shown', ['00000000000000a1', 'nothing']);
  desk.socket.emit('shown', ['00000000000000a1']);
  desk.socket.emit('shown', 'rubbish');
  await desk.until(seen);
  await say(operator, { kind: 'ack', alarm: '00000000000000a1' });
  const facts: string[] = [];
  for await (const { records } of city.log.read('facts', 0, 0, AbortSignal.timeout(50))) {
    facts.push(...records.map((text) => (JSON.parse(text) as { body: FactBody }).body.kind));
  }
  expect(facts.filter((kind) => kind === 'shown')).toHaveLength(1);
  expect(await say(operator, { kind: 'unreachable', task: 'x' } as FactBody)).toMatchObject({
    ...{ status: 403, message: 'The role operator may not state unreachable.' },
  });
});

test('who is off duty is not sent, and is told why', async () => {
  await city.write('alarms', alarmRecord({ id: '00000000000000b2', n: 2 }));
  await officer.post('/api/duty', { onDuty: false });
  const sent = { kind: 'dispatch', alarm: '00000000000000b2', officer: 'officer-1' } as const;
  await expect.poll(async () => (await say(operator, sent)).code).toBe('off-duty');
  expect((await say(operator, sent)).message).toBe('officer-1 is off duty and is not paged.');
  await officer.post('/api/duty', { onDuty: true });
  expect(await say(operator, sent)).toMatchObject({ ok: true });
});

test('closing against the sensor is refused until there is a photo and every step is ticked', async () => {
  const alarm = '00000000000000c3';
  await city.write('alarms', alarmRecord({ id: alarm, n: 3, level: 'yellow', peak: 'yellow', ...RULE }));
  const close = { kind: 'close', alarm, reason: 'the gauge is broken' } as const;
  await expect.poll(async () => (await say(operator, close)).message).toMatch(/is open; resolve it before/);
  const { id: task = '' } = await say(operator, { kind: 'dispatch', alarm, officer: 'officer-1' });
  for (const kind of ['accept', 'arrive', 'done'] as const) await say(officer, { kind, task });
  expect(await say(operator, close)).toMatchObject({
    ...{ status: 409, code: 'not-proven' },
    message: `Incident ${alarm} cannot be closed: its sensor is not back to normal and this is missing: a photo of the place, the step “Check power and unit”, the step “Watch the underpasses it drains, close at 25 cm”.`,
  });
  expect((await say(officer, { kind: 'step', alarm, step: 'river.gates', done: true })).message).toBe(
    'The procedure of flood.pump-tripped asks for no step river.gates now.',
  );
  await say(officer, { kind: 'evidence', task, media: 'photo', blob: 'a'.repeat(64), bytes: 1000 });
  for (const step of ['pump.power', 'pump.upstream']) await say(officer, { kind: 'step', alarm, step, done: true });
  expect((await say(operator, close)).message).toMatch(/this is missing: the step “See the unit run again”\.$/);
  await say(officer, { kind: 'step', alarm, step: 'pump.running', done: true });
  expect(await say(operator, close)).toMatchObject({ ok: true });
});

test('who leads, what for and where: by those who answer for it, about places that are there', async () => {
  const alarm = '00000000000000f6';
  const place = floodDomain.assets.find(({ id }) => id !== alarmRecord({ id: alarm, n: 6 }).asset)!;
  await upsertAssets(database.store(), [place]);
  await city.write('alarms', alarmRecord({ id: alarm, n: 6 }));
  const objective = { kind: 'objective', alarm, text: 'one lane open' } as const;
  await expect.poll(async () => (await say(operator, objective)).status).toBe(200);
  expect(await say(officer, objective)).toMatchObject({ status: 403, code: 'forbidden' });
  await say(operator, { kind: 'decision', alarm, text: 'close the road' });
  await say(operator, { kind: 'role', alarm, role: 'safety', account: 'officer-1' });
  expect((await say(operator, { kind: 'link', alarm, asset: 'nowhere' })).message).toBe('There is no place nowhere.');
  const link = { kind: 'link', alarm, asset: place.id } as const;
  await expect.poll(async () => (await say(operator, link)).status).toBe(200);
  const { snapshot } = await operator.connect('desk');
  expect(snapshot.incidents.find(({ id }) => id === alarm)).toMatchObject({
    ...{ roles: { safety: 'officer-1' }, objectives: [{ by: 'operator', text: 'one lane open' }] },
    ...{ decisions: [{ text: 'close the road' }], assets: [place.id] },
  });
  const unlink = { kind: 'unlink', alarm, asset: place.id } as const;
  expect(await say(officer, unlink)).toMatchObject({ status: 403, code: 'forbidden' });
  expect(await say(operator, unlink)).toMatchObject({ ok: true });
  expect(await say(operator, unlink)).toMatchObject({
    ...{ status: 400, message: `Place ${place.id} is not linked to alarm ${alarm}.` },
  });
  const after = await operator.connect('desk');
  expect(after.snapshot.incidents.find(({ id }) => id === alarm)?.assets).toEqual([]);
});

test('a role is given to an account that there is, and laid down', async () => {
  const alarm = '00000000000000a7';
  await city.write('alarms', alarmRecord({ id: alarm, n: 7 }));
  const give = (account: string | null) => say(operator, { kind: 'role', alarm, role: 'commander', account });
  await expect.poll(async () => (await give('operator')).status).toBe(200);
  for (const account of ['officer-99', 'wall']) {
    expect(await give(account)).toMatchObject({
      ...{ status: 400, message: `There is no account ${account} that could take a role.` },
    });
  }
  const engineer = await city.signIn('engineer');
  expect((await engineer.post('/api/accounts/officer-4/lock', {})).status).toBe(200);
  expect((await give('officer-4')).status).toBe(400);
  expect((await engineer.post('/api/accounts/officer-4/open', {})).status).toBe(200);
  expect((await give('officer-4')).status).toBe(200);
  expect((await give(null)).status).toBe(200);
});

test('merging names what is wrong with it', async () => {
  const [head, part] = ['00000000000000d4', '00000000000000e5'];
  await city.write('alarms', alarmRecord({ id: head, n: 4 }), alarmRecord({ id: part, n: 4, asset: 'pump-1' }));
  const merge = (alarm: string, ...others: string[]) => say(operator, { kind: 'merge', alarm, others });
  await expect.poll(async () => (await merge(head, 'ffff')).message).toBe('There is no alarm ffff.');
  expect((await merge(head, head)).message).toBe(`Alarm ${head} cannot be merged into itself.`);
  expect(await merge(head, part)).toMatchObject({ ok: true });
  expect((await merge(part, head)).message).toBe(`Alarm ${part} is a part of incident ${head}; merge into that.`);
  expect(await say(operator, { kind: 'split', alarm: part })).toMatchObject({ ok: true });
  expect((await say(operator, { kind: 'split', alarm: part })).message).toMatch(/is not merged/);
});
