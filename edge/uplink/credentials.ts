/** The file with which a device signs in: JSON `{device, secret}`, readable by its owner alone. */
import { readFileSync } from 'node:fs';
import { type DeviceCredentials, isDeviceId } from '@chengyun/contracts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { readPrivateFile } from '../agent/private-file.ts';

export function readCredentials(path: string, device: string): DeviceCredentials {
  const content = contentOf(path, device);
  const parsed = parseCredentials(content);
  if (parsed === null) {
    throw new AppError('CREDENTIALS_BAD', `${path} is not a credentials file: JSON {"device", "secret"} is expected.`);
  }
  if (parsed.device !== device) {
    throw new AppError('CREDENTIALS_BAD', `${path} belongs to the device ${parsed.device}, not to ${device}.`);
  }
  return parsed;
}

function contentOf(path: string, device: string): string {
  try {
    return readPrivateFile(path);
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

/** The certificate of the authority that signed the broker's, PEM. Throws an AppError that names the file. */
export function readAuthority(path: string): string {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AppError('CA_MISSING', `The authority file ${path} cannot be read: ${(cause as Error).message}.`, {
      cause,
    });
  }
  if (content.includes('-----BEGIN CERTIFICATE-----')) return content;
  throw new AppError('CA_BAD', `${path} holds no certificate in PEM.`);
}
