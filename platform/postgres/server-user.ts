/**
 * PostgreSQL refuses to run as root. Then it runs as the system user `postgres`, who must be able to reach its
 * binaries and its data: a parent folder of mode 0700 (as a home often is) shuts him out.
 */
import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '../service/service.ts';

const run = promisify(execFile);
const USER = 'postgres';

export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

export function userFromPasswd(passwd: string, name: string): ServerUser | null {
  for (const line of passwd.split('\n')) {
    const [login, , uid, gid] = line.split(':');
    if (login === name) return { uid: Number(uid), gid: Number(gid) };
  }
  return null;
}

/** The user to run the server as, made when absent; null when this process is not root and simply runs it itself. */
export async function serverUser(): Promise<ServerUser | null> {
  if (process.getuid?.() !== 0) return null;
  const known = async () => userFromPasswd(await readFile('/etc/passwd', 'utf8'), USER);
  const user = await known();
  if (user !== null) return user;
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', USER]);
  } catch (cause) {
    throw new AppError(
      'NO_SERVER_USER',
      `PostgreSQL does not run as root and the system user ${USER} could not be created; create it or do not run as root.`,
      { cause },
    );
  }
  const created = await known();
  if (created === null) throw new AppError('NO_SERVER_USER', `The system user ${USER} is not in /etc/passwd.`);
  return created;
}

/** True when `user` may enter `path` and every folder above it; parts that do not exist yet count as reachable. */
export async function canReach(user: ServerUser, path: string): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode, uid, gid } = await stat(folder).catch(() => ({ mode: 0o777, uid: -1, gid: -1 }));
    const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
    if (((mode >> shift) & 1) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
