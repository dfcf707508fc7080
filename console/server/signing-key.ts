/** Ed25519 keys of the installation, each from one secret of secrets.json, so that they survive a restart and a move. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { keepSecret } from '@chengyun/platform/postgres/secrets.ts';

export interface SigningKey {
  readonly key: KeyObject;
  /** SPKI as PEM; may be given to whoever checks. */
  readonly publicKey: string;
}

/** A private key of RFC 8410 up to its 32 bytes. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

export async function signingKey(dataDir: string, secret: string): Promise<SigningKey> {
  const seed = createHash('sha256')
    .update(await keepSecret(dataDir, secret))
    .digest();
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });
  return { key, publicKey: createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString() };
}
