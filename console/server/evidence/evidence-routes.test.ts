/** What a phone hands in: taken by its bytes and not by its name, within a size, and seen at a desk by an audited view. */
import { createHash } from 'node:crypto';
import { EVIDENCE_BYTES_MAX } from '@chengyun/contracts';
import { putTimeline } from '@chengyun/platform/store/timelines.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EXERCISE, type Person, startTestConsole, type TestConsole } from '../test-console.ts';

const database = withTestDatabase();
let city: TestConsole;
let officer: Person;
let operator: Person;

beforeAll(async () => {
  await putTimeline(database.store(), EXERCISE);
  city = await startTestConsole(database.store());
  [officer, operator] = [await city.signIn('officer-1'), await city.signIn('operator')];
});
afterAll(() => city.stop());

const handIn = (who: Person, type: string, body: Uint8Array<ArrayBuffer>) =>
  fetch(`${city.url}/api/field-evidence`, {
    method: 'POST',
    headers: { cookie: who.cookie, 'x-csrf-token': who.csrf, 'content-type': type },
    body,
  });
const NOTE = Uint8Array.from([0, 0, 0, 28, ...Buffer.from('ftypiso5 soun said')]);
const DIGEST = createHash('sha256').update(NOTE).digest('hex');

test('a spoken note is kept once, heard at the desk as what it is, and each hearing is audited', async () => {
  for (const type of ['audio/mp4', 'audio/webm']) {
    const answer = await handIn(officer, type, NOTE);
    expect(await answer.json()).toEqual({ blob: DIGEST, media: 'voice', bytes: NOTE.length });
  }
  const heard = await operator.get(`/api/field-evidence/${DIGEST}`);
  expect(heard.headers.get('content-type')).toBe('audio/mp4');
  expect(heard.headers.get('cache-control')).toBe('private, no-store');
  expect(new Uint8Array(await heard.arrayBuffer())).toEqual(NOTE);
  expect((await officer.get(`/api/field-evidence/${DIGEST}`)).status).toBe(403);
  const { rows } = await database
    .store()
    .query("SELECT actor, body->>'subject' AS subject FROM audit WHERE action = 'evidence.seen'");
  expect(rows).toEqual([{ actor: 'operator', subject: DIGEST }]);
});

test('what is no recording, what is too large and who is no officer are turned away', async () => {
  const rubbish = await handIn(officer, 'audio/webm', Uint8Array.from(Buffer.from('<html>')));
  expect([rubbish.status, await rubbish.json()]).toMatchObject([400, { error: { code: 'evidence' } }]);
  const large = new Uint8Array(EVIDENCE_BYTES_MAX + 1);
  large.set(NOTE);
  expect((await handIn(officer, 'audio/mp4', large)).status).toBe(413);
  expect((await handIn(officer, 'video/mp4', NOTE)).status).toBe(415);
  expect((await handIn(operator, 'audio/mp4', NOTE)).status).toBe(403);
});
