import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendAudit } from './audit.ts';
import { auditPublicKey, CHECKPOINTS_FILE, readCheckpoints, writeCheckpoint } from './checkpoints.ts';
import { verifyAudit } from './verify-audit.ts';

const database = withTestDatabase();
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chengyun-audit-'));
  await database.store().query('TRUNCATE audit RESTART IDENTITY');
  for (const subject of ['a', 'b', 'c', 'd', 'e']) {
    const details = { zone: { y: 2, x: 1 }, alarm: subject, why: '核实' };
    await appendAudit(database.store(), { actor: 'operator', action: 'fact.ack', subject, details });
  }
});
afterEach(() => rm(folder, { recursive: true }));

const check = async () =>
  verifyAudit(database.store(), {
    checkpoints: await readCheckpoints(folder),
    publicKey: await auditPublicKey(folder),
  });
const tamper = (sql: string) => database.store().query(sql);

test('a trail that nobody touched is whole, and once means once', async () => {
  await appendAudit(database.store(), { actor: 'x', action: 'fact.ack', subject: 'e', details: {} }, true);
  await writeCheckpoint(database.store(), folder, 0);
  expect(await check()).toEqual({ rows: 5, erased: 0, checkpoints: 1, brokenAt: null, fault: null });
});

test.each([
  ['the actor', "UPDATE audit SET actor = 'somebody-else' WHERE n = 2", 2, 'edited'],
  ['the time', "UPDATE audit SET at = at - interval '1 hour' WHERE n = 3", 3, 'edited'],
  ['the action', "UPDATE audit SET action = 'fact.note' WHERE n = 2", 2, 'edited'],
  ['the details', "UPDATE audit SET body = jsonb_set(body, '{details,why}', '\"-\"') WHERE n = 4", 4, 'edited'],
  ['the body', "UPDATE audit SET body = jsonb_set(body, '{subject}', '\"x\"') WHERE n = 2", 2, 'out-of-chain'],
  ['the first row gone', 'DELETE FROM audit WHERE n = 1', 2, 'out-of-chain'],
  ['a row gone', 'DELETE FROM audit WHERE n = 3', 4, 'out-of-chain'],
] as const)('%s: found, at its row', async (_what, sql, brokenAt, fault) => {
  await tamper(sql);
  expect(await check()).toMatchObject({ brokenAt, fault });
});

test('two rows that changed places are found', async () => {
  const columns = 'at, actor, action, subject, body, previous_hash, hash';
  await tamper(
    `UPDATE audit a SET (${columns}) = (SELECT ${columns} FROM audit b WHERE b.n = 5 - a.n) WHERE n IN (2, 3)`,
  );
  expect(await check()).toMatchObject({ brokenAt: 2, fault: 'out-of-chain' });
});

test('the end cut off, and a trail written anew, are found by the checkpoint', async () => {
  await writeCheckpoint(database.store(), folder, 0);
  await tamper('DELETE FROM audit WHERE n > 3');
  expect(await check()).toMatchObject({ brokenAt: 5, fault: 'cut-off' });
  await tamper('TRUNCATE audit RESTART IDENTITY');
  for (let i = 0; i < 6; i++) {
    await appendAudit(database.store(), { actor: 'x', action: 'y', subject: `${i}`, details: {} });
  }
  expect(await check()).toMatchObject({ brokenAt: 5, fault: 'cut-off' });
});

test('a checkpoint that somebody else signed is refused; one that is torn is left out, one that is broken is named', async () => {
  await writeCheckpoint(database.store(), folder, 0);
  const path = join(folder, CHECKPOINTS_FILE);
  const line = await readFile(path, 'utf8');
  await appendFile(path, '{"n": 7, "ha');
  expect(await check()).toMatchObject({ checkpoints: 1, brokenAt: null });
  await writeFile(path, line.replace('"n":5', '"n":4'));
  expect(await check()).toMatchObject({ brokenAt: 4, fault: 'forged-checkpoint' });
  await writeFile(path, `nonsense\n${line}`);
  await expect(readCheckpoints(folder)).rejects.toThrow(/Line 1 of .* is no checkpoint/);
});

test('what a person did can be erased; that it was erased is counted', async () => {
  await tamper("UPDATE audit SET actor = 'erased', body = body - 'details' WHERE n = 2");
  expect(await check()).toMatchObject({ rows: 5, erased: 1, brokenAt: null });
});
