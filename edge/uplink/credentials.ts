/** The file with which a device signs in: JSON `{device, secret}`, readable by its owner alone. */
import { readFileSync, statSync } from 'node:fs';
import { type DeviceCredentials, isDeviceId } from '@chengyun/contracts';
import { AppError } from '@chengyun/platform/service/service.ts';

export function readCredentials(path: string, device: string): DeviceCredentials {
  const content = readPrivateFile(path, device);
  const parsed = parseCredentials(content);
  if (parsed === null) {
    throw new AppError('CREDENTIALS_BAD', `${path} is not a credentials file: JSON {"device", "secret"} is expected.`);
  }
  if (parsed.device !== device) {
    throw new AppError('CREDENTIALS_BAD', `${path} belongs to the device ${parsed.device}, not to ${device}.`);
  }
  return parsed;
}

function readPrivateFile(path: string, device: string): string {
  try {
    const { mode } = statSync(path);
    // Windows has no such bits.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      const octal = (mode & 0o777).toString(8).padStart(4, '0');
      throw new AppError('CREDENTIALS_OPEN', `${path} can be read by others (mode ${octal}): chmod 600 it.`);
    }
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const message = missing
      ? `The credentials file ${path} of the device ${device} is missing: \`chengyun device add ${device}\` writes it.`
      : `The credentials file ${path} of the device ${device} cannot be read: ${(cause as Error).message}.`;
    throw new AppError('CREDENTIALS_MISSING', message, { cause });
  }
}

function parseCredentials(content: string): DeviceCredentials | null {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { device, secret } = value as Partial<Record<'device' | 'secret', unknown>>;
  if (typeof device !== 'string' || typeof secret !== 'string' || !isDeviceId(device) || secret === '') return null;
  return { device, secret };
}
