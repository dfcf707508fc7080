/** Where a team is decides whom to send, while it is on duty and works on a task; then its station does again. */
import type { FactBody, OfficerView } from '@chengyun/contracts';
import { putTimeline } from '@chengyun/platform/store/timelines.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alarmRecord, EXERCISE, type Person, startTestConsole, type TestConsole } from '../test-console.ts';

const database = withTestDatabase();
const ALARM = '00000000000000f1';
let city: TestConsole;
let operator: Person;
let officer: Person;
let task = '';

beforeAll(async () => {
  await putTimeline(database.store(), EXERCISE);
  city = await startTestConsole(database.store());
  [operator, officer] = [await city.signIn('operator'), await city.signIn('officer-1')];
  await city.write('alarms', alarmRecord({ id: ALARM, n: 1 }));
});
afterAll(() => city.stop());

async function state(who: Person, body: FactBody): Promise<string> {
  const answer = (await (await who.post('/api/facts', who.fact(body))).json()) as { ok: boolean; id: string };
  expect(answer.ok).toBe(true);
  return answer.id;
}
const distances = async (): Promise<readonly OfficerView[]> => {
  const query = new URLSearchParams({ timeline: EXERCISE.id, alarm: ALARM });
  return ((await (await operator.get(`/api/officers?${query}`)).json()) as { officers: readonly OfficerView[] })
    .officers;
};
const distanceM = async () => (await distances()).find(({ id }) => id === 'officer-1')?.distanceM ?? null;
const placeAt = async () => (await distances()).find(({ id }) => id === 'officer-1')?.placeAt;
const tell = async () => (await officer.post('/api/position', { lonDeg: 121.49, latDeg: 31.2401 })).status;
const takeBack = () =>
  fetch(`${city.url}/api/position`, {
    method: 'DELETE',
    headers: { cookie: officer.cookie, 'x-csrf-token': officer.csrf },
  });

test('a team at the place is near it, until it takes its place back', async () => {
  // The alarm may still be on its way to the console.
  await expect.poll(distanceM).toBeGreaterThan(1000);
  const stationM = await distanceM();
  task = await state(operator, { kind: 'dispatch', alarm: ALARM, officer: 'officer-1' });
  await state(officer, { kind: 'accept', task });
  expect(await tell()).toBe(200);
  expect(await distanceM()).toBeLessThan(500);
  expect(await placeAt()).toBeCloseTo(Date.now(), -5);
  expect((await takeBack()).status).toBe(200);
  expect(await placeAt()).toBeNull();
  expect(await distanceM()).toBe(stationM);
});

test('off duty no place is taken, and the last one goes', async () => {
  const stationM = await distanceM();
  expect(await tell()).toBe(200);
  await officer.post('/api/duty', { onDuty: false });
  expect(await tell()).toBe(409);
  expect(await city.forgetPositions()).toBe(1);
  expect(await distanceM()).toBe(stationM);
  await officer.post('/api/duty', { onDuty: true });
});

test('with the end of the task the place goes', async () => {
  const stationM = await distanceM();
  expect(await tell()).toBe(200);
  await state(officer, { kind: 'done', task });
  expect(await city.forgetPositions()).toBe(1);
  expect(await distanceM()).toBe(stationM);
  expect(await tell()).toBe(409);
});
