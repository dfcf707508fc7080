/** Decides where the server's binaries and its cluster live, and moves them where the server's user can reach them. */
import { createHash } from 'node:crypto';
import { chmod, chown, cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Logger } from '../service/logger.ts';
import type { PostgresBinaries } from './binaries.ts';
import { canReach, type ServerUser } from './server-user.ts';

/** Used when the installation's own folder is closed to the server's user. */
const SYSTEM_DIR = '/var/lib/chengyun';

export interface Placement {
  readonly binaries: PostgresBinaries;
  /** PGDATA. */
  readonly clusterDir: string;
}

export interface PlacementOptions {
  readonly dataDir: string;
  readonly binaries: PostgresBinaries;
  readonly user: ServerUser | null;
  readonly logger: Logger;
  readonly systemDir?: string;
}

/** Writes `<dataDir>/postgres-location.txt`, so that a person finds the cluster wherever it is. */
export async function placeServer(options: PlacementOptions): Promise<Placement> {
  const { user, logger, systemDir = SYSTEM_DIR } = options;
  const dataDir = resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true });
  const ownClusterDir = join(dataDir, 'postgres');
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  const awayDir = join(systemDir, hash);
  const [dataReachable, binariesReachable] =
    user === null ? [true, true] : [await canReach(user, dataDir), await canReach(user, options.binaries.postgres)];

  const clusterDir = dataReachable ? ownClusterDir : join(awayDir, 'data');
  if (!dataReachable || !binariesReachable) {
    // Made open on purpose, whatever the umask says: the server's user must pass through.
    for (const folder of [systemDir, awayDir]) {
      await mkdir(folder, { recursive: true });
      await chmod(folder, 0o755);
    }
  }
  const binaries = binariesReachable ? options.binaries : await copyBinaries(options.binaries, join(awayDir, 'pg'));
  if (user !== null && !dataReachable) {
    await chown(awayDir, user.uid, user.gid);
  }
  const lines = [`data: ${clusterDir}`, `server: ${binaries.rootDir}`, ''];
  await writeFile(join(dataDir, 'postgres-location.txt'), lines.join('\n'));
  if (!dataReachable || !binariesReachable) {
    const what = dataReachable ? 'binaries' : binariesReachable ? 'data' : 'binaries and data';
    logger.info(`The user postgres cannot reach the installation's folder; PostgreSQL's ${what} are in ${awayDir}`);
  }
  return { binaries, clusterDir };
}

async function copyBinaries(source: PostgresBinaries, targetDir: string): Promise<PostgresBinaries> {
  const target = {
    rootDir: targetDir,
    initdb: source.initdb.replace(source.rootDir, targetDir),
    postgres: source.postgres.replace(source.rootDir, targetDir),
  };
  const version = await readFile(join(source.rootDir, '..', 'package.json'), 'utf8').catch(() => source.rootDir);
  const marker = join(targetDir, 'package.json');
  if ((await readFile(marker, 'utf8').catch(() => '')) === version) return target;

  const fresh = `${targetDir}.new`;
  await rm(fresh, { recursive: true, force: true });
  await cp(source.rootDir, fresh, { recursive: true, verbatimSymlinks: true });
  for (const binary of [source.initdb, source.postgres]) {
    await chmod(binary.replace(source.rootDir, fresh), 0o755);
  }
  await writeFile(join(fresh, 'package.json'), version);
  await rm(targetDir, { recursive: true, force: true });
  await rename(fresh, targetDir);
  return target;
}
