import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { canReach, userFromPasswd } from './server-user.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'chengyun-reach-'));
  await chmod(dir, 0o755);
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const NOBODY = { uid: 65_533, gid: 65_533 };

test('a folder of mode 0700 above shuts another user out, and only him', async () => {
  const inner = join(dir, 'home', 'city');
  await mkdir(inner, { recursive: true });
  await chmod(join(dir, 'home'), 0o755);
  await chmod(inner, 0o755);
  expect(await canReach(NOBODY, inner)).toBe(true);
  await chmod(join(dir, 'home'), 0o700);
  expect(await canReach(NOBODY, inner)).toBe(false);
  const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  expect(await canReach(owner, inner)).toBe(true);
  await chmod(join(dir, 'home'), 0o710);
  expect(await canReach({ ...NOBODY, gid: owner.gid }, inner)).toBe(true);
});

test('what does not exist yet is judged by the folders above it', async () => {
  expect(await canReach(NOBODY, join(dir, 'new', 'data'))).toBe(true);
  await chmod(dir, 0o700);
  expect(await canReach(NOBODY, join(dir, 'new', 'data'))).toBe(false);
});

test('the user is found in the password file by his whole name', () => {
  const passwd = 'root:x:0:0:root:/root:/bin/bash\npostgres2:x:9:9::/:/bin/sh\npostgres:x:101:104::/:/bin/sh\n';
  expect(userFromPasswd(passwd, 'postgres')).toEqual({ uid: 101, gid: 104 });
  expect(userFromPasswd(passwd, 'post')).toBeNull();
});
