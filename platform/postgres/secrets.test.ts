import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepSecret } from './secrets.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'chengyun-secrets-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

test('a secret is made once, kept for the owner only, and other fields stay', async () => {
  const path = join(dir, 'secrets.json');
  await writeFile(path, JSON.stringify({ sessionKey: 'kept' }));
  const secret = await keepSecret(dir, 'postgresPassword');
  expect(Buffer.from(secret, 'base64url')).toHaveLength(24);
  expect(await keepSecret(dir, 'postgresPassword')).toBe(secret);
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ sessionKey: 'kept', postgresPassword: secret });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('a broken file is named and not overwritten', async () => {
  const path = join(dir, 'secrets.json');
  await writeFile(path, '{"postgres');
  await expect(keepSecret(dir, 'postgresPassword')).rejects.toThrow(`${path} is not valid JSON.`);
  expect(await readFile(path, 'utf8')).toBe('{"postgres');
});
