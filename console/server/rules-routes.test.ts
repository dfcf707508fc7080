import { readDomainFiles } from '@chengyun/analytics/rules/load-rules.ts';
import type { RuleVersionState } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains/index.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Person, startTestConsole, type TestConsole } from './test-console.ts';

const database = withTestDatabase();
const RULE = 'flood.heavy-rain';
const text = readDomainFiles(DOMAINS[0]!, 'rules')
  .find((file) => file.file.endsWith('heavy-rain.yaml'))!
  .text.replace(/^version: .*/m, 'version: 7');
let console_: TestConsole;
let engineer: Person;
let operator: Person;
let seq = 0;

beforeAll(async () => {
  console_ = await startTestConsole(database.store());
  [engineer, operator] = [await console_.signIn('engineer'), await console_.signIn('operator')];
});
afterAll(() => console_.stop());

const sent = () => {
  seq += 1;
  return { epoch: '00000000000000aa', seq, at: 0 };
};
const submit = (body: string) => engineer.post('/api/rules', { ...sent(), file: 'draft.yaml', text: body });
const step = (who: Person, name: string, part = {}) => who.post(`/api/rules/${RULE}/7/${name}`, { ...sent(), ...part });
const message = async (response: Response) => {
  const body = (await response.json()) as { message?: string; error?: { message: string } };
  return body.message ?? body.error?.message;
};
async function stateNow(): Promise<RuleVersionState | undefined> {
  const { rules } = (await (await engineer.get('/api/rules')).json()) as { rules: RuleVersionState[] };
  return rules.find(({ rule, version }) => rule === RULE && version === 7);
}

test('a text that does not compile is refused with file, line and column and leaves nothing', async () => {
  const wrong = await submit(text.replace('metric: rain.hour', 'metric: rain.hours'));
  expect(wrong.status).toBe(422);
  expect(await message(wrong)).toMatch(/^draft\.yaml:\d+:\d+: unknown metric rain\.hours/);
  expect(await stateNow()).toBeUndefined();
});

test('a version goes from draft to live only by its steps, each in the log and in the audit trail', async () => {
  expect((await submit(text)).status).toBe(200);
  expect(await message(await submit(text.replace('36.0', '35.0')))).toContain('is there with another text');
  expect(await message(await step(engineer, 'live'))).toContain(
    'after a back-test and the approval of a second person',
  );
  expect(await message(await step(operator, 'shadow'))).toBe('The role operator may not shadow a rule.');
  expect((await step(engineer, 'backtest', { backtest: { fires: 3 }, note: '3 fires' })).status).toBe(200);
  const own = await step(engineer, 'approve');
  expect(own.status).toBe(409);
  expect(await message(own)).toContain('was written by engineer; a second person has to approve it');
  for (const [who, name] of [
    [operator, 'approve'],
    [engineer, 'shadow'],
    [engineer, 'live'],
  ] as const) {
    expect((await step(who, name)).status, name).toBe(200);
  }
  expect(await stateNow()).toMatchObject({ state: 'live', author: 'engineer', approvedBy: 'operator' });
  expect((await step(operator, 'rollback')).status).toBe(200);
  expect(await stateNow()).toMatchObject({ state: 'retired' });
  const { rows } = await database
    .store()
    .query<{ step: string }>(
      `SELECT body->'details'->>'step' AS step FROM audit WHERE action = 'fact.rule' ORDER BY n`,
    );
  expect(rows.map((row) => row.step)).toEqual(['submit', 'backtest', 'approve', 'shadow', 'live', 'rollback']);
});

test('the same step sent again is answered as the first time', async () => {
  const body = { ...sent(), file: 'draft.yaml', text: text.replace('version: 7', 'version: 8') };
  const [first, again] = [await engineer.post('/api/rules', body), await engineer.post('/api/rules', body)];
  expect(await first.json()).toMatchObject({ ok: true, duplicate: false });
  expect(await again.json()).toMatchObject({ ok: true, duplicate: true });
});

test('the way round by a plain fact is judged in the same place', async () => {
  const body = { kind: 'rule' as const, rule: RULE, version: 9, step: 'live' as const, sha256: 'a'.repeat(64) };
  const answer = await engineer.post('/api/facts', { ...engineer.fact(body), timeline: 'live' });
  expect(answer.status).toBe(409);
  expect(await message(answer)).toBe(`Version 9 of ${RULE} was never submitted.`);
});
