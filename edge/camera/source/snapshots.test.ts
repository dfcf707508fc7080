/** A camera that gives single pictures over HTTP, with a password that it wants in its own way. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { pollSnapshots } from './snapshots.ts';

const JPEG = Buffer.from([0xff, 0xd8, 1, 2, 3, 0xff, 0xd9]);
let server: Server | null = null;
afterEach(() => void server?.close());

async function camera(isLetIn: (request: IncomingMessage) => boolean, challenge: string, body = JPEG): Promise<string> {
  server = createServer((request, response) => {
    if (isLetIn(request)) response.end(body);
    else response.writeHead(401, { 'www-authenticate': challenge }).end();
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}/snap.jpg?channel=1`;
}

/** The first pictures, or the sentence in which it ended. */
async function take(url: string, count: number): Promise<Buffer[] | string> {
  const stopping = new AbortController();
  const taken: Buffer[] = [];
  const keep = async (jpeg: Buffer) => {
    taken.push(jpeg);
    if (taken.length === count) stopping.abort();
  };
  try {
    await pollSnapshots({ url, everyMs: 1 }, keep, stopping.signal);
    return taken;
  } catch (error) {
    return (error as Error).message;
  }
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

test('pictures come one after the other, with a password as Basic', async () => {
  const wanted = `Basic ${Buffer.from('op:p@ss').toString('base64')}`;
  const address = await camera(({ headers }) => headers.authorization === wanted, 'Basic realm="camera"');
  expect(await take(`http://op:p%40ss@${address}`, 3)).toEqual([JPEG, JPEG, JPEG]);
});

test('and as Digest, by the sums of RFC 7616', async () => {
  const isRight = ({ headers, url }: IncomingMessage): boolean => {
    const field = (key: string) => new RegExp(`\\b${key}="?([^",]*)"?`).exec(headers.authorization ?? '')?.[1] ?? '';
    const sums = [md5('op:the camera:p@ss'), 'n0nce', field('nc'), field('cnonce'), 'auth', md5(`GET:${url}`)];
    return field('uri') === url && field('response') === md5(sums.join(':'));
  };
  const address = await camera(isRight, 'Digest realm="the camera", qop="auth", nonce="n0nce", algorithm=MD5');
  expect(await take(`http://op:p%40ss@${address}`, 2)).toEqual([JPEG, JPEG]);
});

test('a wrong password ends it in one sentence that does not hold it', async () => {
  const address = await camera(() => false, 'Basic realm="camera"');
  expect(await take(`http://op:geheim@${address}`, 1)).toBe('the camera answered 401 (name or password are wrong)');
});

test('what is no JPEG is no picture, and nobody there is said', async () => {
  const address = await camera(() => true, '', Buffer.from('<html>'));
  expect(await take(`http://${address}`, 1)).toBe('the camera sent no JPEG');
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
  server = null;
  expect(await take(`http://${address}`, 1)).toMatch(/^the camera gave no picture: .*ECONNREFUSED/);
});
