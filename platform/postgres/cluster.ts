/** Creates the cluster on disk and says with which settings the server runs. */
import { execFile } from 'node:child_process';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '../service/service.ts';
import type { Placement } from './placement.ts';
import type { ServerUser } from './server-user.ts';

const run = promisify(execFile);

/** `LD_LIBRARY_PATH` is not needed: the binaries find their libraries beside them. Locale C sorts alike everywhere. */
const environment = { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' };

export function spawnOptions(user: ServerUser | null, cwd: string) {
  return { cwd, env: environment, ...(user === null ? {} : user) };
}

/** Creates the cluster when it is not there. It appears under its name only when it is complete and on disk. */
export async function ensureCluster(placement: Placement, user: ServerUser | null, password: string): Promise<void> {
  const { clusterDir, binaries } = placement;
  const version = await readFile(join(clusterDir, 'PG_VERSION'), 'utf8').catch(() => null);
  const { stdout } = await run(binaries.postgres, ['--version'], spawnOptions(user, '/'));
  const major = /(\d+)\./.exec(stdout)?.[1] ?? '';
  if (version !== null) {
    if (version.trim() === major) return;
    throw new AppError(
      'CLUSTER_VERSION',
      `The database in ${clusterDir} was made by PostgreSQL ${version.trim()} and this is ${major}; move it over with a dump.`,
    );
  }
  const fresh = `${clusterDir}.new`;
  const passwordFile = `${clusterDir}.password`;
  await mkdir(dirname(clusterDir), { recursive: true });
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user !== null) await Promise.all([fresh, passwordFile].map((path) => chown(path, user.uid, user.gid)));
  const options = spawnOptions(user, fresh);
  try {
    const access = ['--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
    const manner = ['--encoding=UTF8', '--locale=C', '--no-sync'];
    await run(binaries.initdb, ['-D', fresh, ...access, ...manner], options);
    await run(binaries.initdb, ['-D', fresh, '--sync-only'], options);
    await rename(fresh, clusterDir);
  } catch (cause) {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim().split('\n').at(-1) : cause;
    throw new AppError('INITDB', `The database in ${clusterDir} could not be created: ${said}.`, { cause });
  } finally {
    await rm(passwordFile, { force: true });
    await rm(fresh, { recursive: true, force: true });
  }
}

/** The best WAL compression this build knows. */
async function walCompression({ binaries, clusterDir }: Placement, user: ServerUser | null): Promise<string> {
  for (const method of ['zstd', 'lz4']) {
    const args = ['-D', clusterDir, '-c', `wal_compression=${method}`, '-C', 'wal_compression'];
    const known = await run(binaries.postgres, args, spawnOptions(user, clusterDir)).then(
      () => true,
      () => false,
    );
    if (known) return method;
  }
  return 'on';
}

/**
 * Sized to the stack's memory budget of 1.5 GB on two cores. fsync and synchronous_commit stay on: an acknowledged
 * message is on disk. No Unix socket, so that no folder has to be writable; the server listens on 127.0.0.1 only.
 */
export async function serverArguments(placement: Placement, user: ServerUser | null, port: number): Promise<string[]> {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 60,
    shared_buffers: '128MB',
    max_wal_size: '1GB',
    min_wal_size: '512MB',
    wal_compression: await walCompression(placement, user),
    fsync: 'on',
    synchronous_commit: 'on',
    jit: 'off',
    huge_pages: 'off',
    max_parallel_workers_per_gather: 0,
    log_checkpoints: 'off',
    log_min_error_statement: 'panic',
    timezone: 'UTC',
  };
  const pairs = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', placement.clusterDir, ...pairs];
}
