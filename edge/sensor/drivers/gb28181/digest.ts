/** HTTP digest with MD5 (RFC 2617, 3.2.2), which GB/T 28181 fixes for registration. */
import { createHash, timingSafeEqual } from 'node:crypto';

export interface DigestAnswer {
  readonly username: string;
  readonly realm: string;
  readonly nonce: string;
  readonly uri: string;
  readonly response: string;
  readonly qop: string;
  readonly nc: string;
  readonly cnonce: string;
}

const PART = /(\w+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))/g;

/** Null for a header that is no digest. */
export function digestFrom(header: string): DigestAnswer | null {
  if (!/^digest\s/i.test(header)) return null;
  const parts = new Map<string, string>();
  for (const [, name = '', quoted, plain] of header.slice(7).matchAll(PART)) {
    parts.set(name.toLowerCase(), quoted ?? plain ?? '');
  }
  const part = (name: string) => parts.get(name) ?? '';
  const [username, realm, nonce, uri] = [part('username'), part('realm'), part('nonce'), part('uri')];
  const [response, qop, nc, cnonce] = [part('response'), part('qop'), part('nc'), part('cnonce')];
  return response === '' || nonce === '' ? null : { username, realm, nonce, uri, response, qop, nc, cnonce };
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

export function digestResponse(answer: Omit<DigestAnswer, 'response'>, method: string, password: string): string {
  const { username, realm, nonce, uri, qop, nc, cnonce } = answer;
  const secret = md5(`${username}:${realm}:${password}`);
  const what = md5(`${method}:${uri}`);
  return md5(qop === '' ? `${secret}:${nonce}:${what}` : `${secret}:${nonce}:${nc}:${cnonce}:${qop}:${what}`);
}

export function isRightDigest(answer: DigestAnswer, method: string, password: string): boolean {
  const expected = Buffer.from(digestResponse(answer, method, password));
  const given = Buffer.from(answer.response.toLowerCase());
  return expected.length === given.length && timingSafeEqual(expected, given);
}
