/** What is wrong, forged, too big or meant to hurt is refused with a clear answer; nothing is lost and nothing is told. */
import { deflateSync, gzipSync } from 'node:zlib';
import { createLogger } from '@chengyun/platform/service/logger.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestConsole, type TestConsole } from './test-console.ts';

const database = withTestDatabase();
let city: TestConsole;
const lines: string[] = [];
const HERE = { lonDeg: 121.5066, latDeg: 31.2372, kind: 'flood', text: '' };

beforeAll(async () => {
  city = await startTestConsole(database.store(), {
    logger: createLogger('console', 'trace', { write: (line) => void lines.push(line) }),
  });
});
afterAll(() => city.stop());

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${city.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const token = (n: number) => `${'r'.repeat(30)}${n}`;
const photoCode = async (bytes: Buffer, n: number) => {
  const response = await post('/api/public/reports', { ...HERE, token: token(n), photo: bytes.toString('base64') });
  return `${response.status} ${((await response.json()) as { error?: { code: string } }).error?.code ?? 'taken'}`;
};

/** A PNG whose header promises a picture that nobody could hold. */
function pngBomb(side: number): Buffer {
  const chunk = (kind: string, data: Buffer) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(data.length);
    head.write(kind, 4, 'latin1');
    return Buffer.concat([head, data, Buffer.alloc(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const magic = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    magic,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1 << 20))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

test('pictures that are none: SVG with a script, archives, a bomb, a torn file, a name as content, one too large', async () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  const zip = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(100)]);
  const jpeg = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#888' } })
    .jpeg()
    .toBuffer();
  expect(await photoCode(svg, 1)).toBe('422 photo-kind');
  expect(await photoCode(zip, 2)).toBe('422 photo-kind');
  expect(await photoCode(gzipSync(Buffer.alloc(1 << 22)), 3)).toBe('422 photo-kind');
  expect(await photoCode(Buffer.from('../../../etc/passwd'), 4)).toBe('422 photo-kind');
  expect(await photoCode(pngBomb(60_000), 5)).toMatch(/^422 photo-(too-large|broken)$/);
  expect(await photoCode(jpeg.subarray(0, jpeg.length / 2), 6)).toBe('422 photo-broken');
  expect(await photoCode(Buffer.concat([jpeg.subarray(0, 4), Buffer.alloc(4_100_000)]), 7)).toBe('422 photo-too-large');
  expect((await post('/api/public/reports', 'x'.repeat(7_000_000))).status).toBe(413);
  expect((await post('/api/login', 'x'.repeat(70_000))).status).toBe(413);
  expect(await photoCode(jpeg, 8)).toBe('200 taken');
  // The same token again is the same report.
  expect(await photoCode(jpeg, 8)).toBe('200 taken');
  const { rowCount } = await database.store().query('SELECT FROM citizen_reports');
  expect(rowCount).toBe(1);
});

test('requests of a wrong form, kind or place are answered in a sentence and change nothing', async () => {
  const far = await post('/api/public/reports', { ...HERE, lonDeg: 2.35, latDeg: 48.85, token: token(20) });
  expect([far.status, await far.text()]).toEqual([422, expect.stringContaining('far-off')]);
  for (const body of [
    '{',
    'null',
    '[]',
    '{"__proto__":{"role":"engineer"}}',
    { ...HERE, token: 'short' },
    { ...HERE, token: token(21), role: 'x' },
  ]) {
    const answer = await post('/api/public/reports', body);
    expect(answer.status, String(body)).toBe(400);
    expect(await answer.text()).not.toMatch(/node_modules|at .*\.ts/);
  }
  expect(
    (await post('/api/login', 'account=a&password=b', { 'content-type': 'application/x-www-form-urlencoded' })).status,
  ).toBe(415);
  for (const account of ["' OR '1'='1", 'operator\u0000', '../../operator', '{"$ne":1}']) {
    expect([400, 401], account).toContain((await post('/api/login', { account, password: 'x' })).status);
  }
  for (const path of [
    '/..%2f..%2fsecrets.json',
    '/public/..%2f..%2fsecrets.json',
    '/api/reports/..%2fx/photo',
    '/%00',
    '/desk%2f..%2f..',
  ]) {
    expect((await fetch(`${city.url}${path}`)).status, path).toBeGreaterThanOrEqual(400);
  }
});

test('a report of a citizen: received, checked, an incident, each seen under its token', async () => {
  const operator = await city.as('operator');
  await post('/api/public/reports', { ...HERE, token: token(30) });
  const steps = async () => {
    const answer = await post('/api/public/reports/progress', { token: token(30) });
    const told = (await answer.json()) as { steps: { step: string; note?: string }[] };
    return told.steps.map(({ step, note }) => (note ? `${step}: ${note}` : step));
  };
  expect(await steps()).toEqual(['received']);
  const { reports } = (await (await operator.get('/api/reports')).json()) as { reports: { id: string }[] };
  const [newest] = reports;
  expect(
    (await operator.post(`/api/reports/${newest!.id}/judge`, { verdict: 'checked', note: '抽水车已到' })).status,
  ).toBe(200);
  expect((await operator.post(`/api/reports/${newest!.id}/judge`, { verdict: 'refused' })).status).toBe(409);
  expect(await steps()).toEqual(['received', 'checked: 抽水车已到']);
  const link = await operator.post(`/api/reports/${newest!.id}/incident`, { timeline: 'live', alarm: 'nope' });
  expect(link.status).toBe(404);
});

test('no secret stands in the log, whatever goes wrong', async () => {
  const password = await city.password('operator');
  await city.tryLogin('operator');
  await city.tryLogin('operator', { password: 'a-wrong-secret-word' });
  const session = await city.signIn('auditor');
  await session.post('/api/me/password', { current: password, next: 'short' });
  const secrets = [
    password,
    'a-wrong-secret-word',
    session.cookie.split('=')[1] ?? '',
    session.csrf,
    ...Object.values(await city.secrets()),
  ];
  const log = lines.join();
  for (const secret of secrets.filter((one) => typeof one === 'string' && one.length > 5))
    expect(log.includes(secret)).toBe(false);
});
