/** Seals small secrets that lie in the database with a key that does not: AES-256-GCM, bound to what they are for. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { keepSecret } from '@chengyun/platform/postgres/secrets.ts';

export interface SecretBox {
  seal(text: Uint8Array, purpose: string): Buffer;
  /** Throws when it was sealed with another key or for another purpose. */
  open(sealed: Buffer, purpose: string): Buffer;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function createSecretBox(secret: string): SecretBox {
  const key = createHash('sha256').update(`chengyun secret box ${secret}`).digest();
  return {
    seal(text, purpose) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose));
      const body = Buffer.concat([cipher.update(text), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]);
    },
    open(sealed, purpose) {
      const nonce = sealed.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose));
      decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    },
  };
}

/** That of the installation; its secret is in secrets.json, beside the database and not in it. */
export async function installationBox(dataDir: string): Promise<SecretBox> {
  return createSecretBox(await keepSecret(dataDir, 'boxKey'));
}
