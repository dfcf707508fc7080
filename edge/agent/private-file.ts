/** Files with secrets, which must be readable by their owner alone. */
import { readFileSync, statSync } from 'node:fs';
import { AppError } from '@chengyun/platform/service/service.ts';

/** @throws an AppError that names the file when others can read it, and what node throws when nobody can */
export function readPrivateFile(path: string): string {
  const { mode } = statSync(path);
  // Windows has no such bits.
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    const octal = (mode & 0o777).toString(8).padStart(4, '0');
    throw new AppError('CREDENTIALS_OPEN', `${path} can be read by others (mode ${octal}): chmod 600 it.`);
  }
  return readFileSync(path, 'utf8');
}

/** A password that stands alone in a file; the line break at its end is not part of it. */
export function readPassword(path: string): string {
  try {
    return readPrivateFile(path).replace(/\r?\n$/, '');
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError(
      'CREDENTIALS_MISSING',
      `The password file ${path} cannot be read: ${(cause as Error).message}.`,
      {
        cause,
      },
    );
  }
}
