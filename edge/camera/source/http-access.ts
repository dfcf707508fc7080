/**
 * Name and password of an address, as HTTP wants them: Basic (RFC 7617), and Digest with MD5 or SHA-256 (RFC 7616)
 * where the camera asks for it. They are in no sentence that is logged.
 */
import { createHash, randomBytes } from 'node:crypto';

export interface Access {
  /** The address without name and password. */
  readonly url: string;
  readonly name: string;
  readonly password: string;
}

export function accessOf(address: string): Access {
  const url = new URL(address);
  const [name, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  url.username = '';
  url.password = '';
  return { url: url.href, name, password };
}

/** Answers `WWW-Authenticate`; null when nothing is asked that can be answered. */
export function authorisationFor(access: Access, challenge: string): string | null {
  if (access.name === '') return null;
  if (/^\s*basic\b/i.test(challenge)) {
    return `Basic ${Buffer.from(`${access.name}:${access.password}`, 'utf8').toString('base64')}`;
  }
  return /^\s*digest\b/i.test(challenge) ? digest(access, challenge) : null;
}

function digest({ url, name, password }: Access, challenge: string): string | null {
  const field = (key: string) => new RegExp(`\\b${key}=(?:"([^"]*)"|([^\\s,]+))`, 'i').exec(challenge);
  const said = (key: string) => field(key)?.[1] ?? field(key)?.[2];
  const [realm = '', nonce, algorithm = 'MD5', opaque] = ['realm', 'nonce', 'algorithm', 'opaque'].map(said);
  const hashName = { MD5: 'md5', 'SHA-256': 'sha256' }[algorithm.toUpperCase()];
  if (nonce === undefined || hashName === undefined) return null;
  const hash = (text: string) => createHash(hashName).update(text).digest('hex');
  const { pathname, search } = new URL(url);
  const uri = `${pathname}${search}`;
  const [secret, request] = [hash(`${name}:${realm}:${password}`), hash(`GET:${uri}`)];
  const hasQop = /\bauth\b/.test(said('qop') ?? '');
  const [count, own] = ['00000001', randomBytes(8).toString('hex')];
  const response = hash(
    hasQop ? `${secret}:${nonce}:${count}:${own}:auth:${request}` : `${secret}:${nonce}:${request}`,
  );
  const quoted = { username: name, realm, nonce, uri, response, ...(opaque === undefined ? {} : { opaque }) };
  const words = Object.entries(quoted).map(([key, value]) => `${key}="${value}"`);
  return `Digest ${[...words, `algorithm=${algorithm}`, ...(hasQop ? ['qop=auth', `nc=${count}`, `cnonce="${own}"`] : [])].join(', ')}`;
}
