/** Finds the decoder: FFMPEG_BIN, then the ffmpeg-static package, then PATH; else one sentence says what to do. */
import { accessSync, constants, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { AppError } from '@chengyun/platform/service/service.ts';

export interface FindDeps {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isExecutable: (path: string) => boolean;
  /** Where the ffmpeg-static package says its file is, or null without that package. */
  readonly staticPath: () => string | null;
}

export function findFfmpeg({ env, isExecutable, staticPath }: FindDeps): string {
  const named = env.FFMPEG_BIN;
  if (named !== undefined && named !== '') {
    if (isExecutable(named)) return named;
    throw new AppError('NO_FFMPEG', `FFMPEG_BIN names ${named}, which is not an executable file.`);
  }
  // The package downloads its file at install, which may have failed quietly.
  const packaged = staticPath();
  if (packaged !== null && isExecutable(packaged)) return packaged;
  const name = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  const onPath = (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable);
  if (onPath !== undefined) return onPath;
  throw new AppError(
    'NO_FFMPEG',
    'The cameras need ffmpeg and none was found: install it with the package manager or set FFMPEG_BIN to its path.',
  );
}

/** The discovery on this machine. */
export function systemFindDeps(env: FindDeps['env']): FindDeps {
  return {
    env,
    isExecutable: (path) => {
      try {
        accessSync(path, constants.X_OK);
        return statSync(path).isFile();
      } catch {
        return false;
      }
    },
    staticPath: () => {
      try {
        const path: unknown = createRequire(import.meta.url)('ffmpeg-static');
        return typeof path === 'string' ? path : null;
      } catch {
        return null;
      }
    },
  };
}
