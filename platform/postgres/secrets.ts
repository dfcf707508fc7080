/** `<dataDir>/secrets.json`, mode 0600: one file for the installation's secrets, to which several parts add fields. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../service/service.ts';

type Secrets = Readonly<Record<string, unknown>>;

async function readSecrets(path: string): Promise<Secrets> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw new AppError('SECRETS', `${path} cannot be read: ${error.message}.`, { cause: error });
  });
  try {
    return JSON.parse(text) as Secrets;
  } catch (cause) {
    throw new AppError('SECRETS', `${path} is not valid JSON.`, { cause });
  }
}

/** The secret of that name, made of 24 random bytes (base64url) and kept when it is not there yet. */
export async function keepSecret(dataDir: string, name: string): Promise<string> {
  const path = join(dataDir, 'secrets.json');
  const secrets = await readSecrets(path);
  const known = secrets[name];
  if (typeof known === 'string' && known !== '') return known;
  const secret = randomBytes(24).toString('base64url');
  await mkdir(dataDir, { recursive: true });
  const fresh = `${path}.${process.pid}.new`;
  await writeFile(fresh, `${JSON.stringify({ ...secrets, [name]: secret }, null, 2)}\n`, { mode: 0o600 });
  await rename(fresh, path);
  return secret;
}
