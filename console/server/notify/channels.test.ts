import { createHmac } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttp, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createManualClock } from '@chengyun/platform/service/clock.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Notice } from './notifier.ts';
import { NOTIFY_FILE, readNotifyConfig } from './notify-config.ts';

const NOTICE: Notice = {
  ...{ task: 'operator/e/1', officer: 'officer-1', level: 'red', kind: 'exercise' },
  title: { zh: '积水 34 cm', en: '34 cm of water' },
  instruction: { zh: '立即封闭', en: 'Close it' },
};
interface Seen {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}
const seen: Seen[] = [];
let answer = { status: 200, body: '{"errcode":0}' };
let server: Server;
let url = '';
let folder = '';
const clock = createManualClock(1_790_000_000_000);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chengyun-notify-'));
  server = createHttp((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString();
    });
    request.on('end', () => {
      seen.push({ path: request.url ?? '', headers: request.headers, body });
      response.writeHead(answer.status).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

async function configured(text: string, mode = 0o600) {
  const path = join(folder, NOTIFY_FILE);
  await writeFile(path, text);
  await chmod(path, mode);
  return readNotifyConfig(folder, clock);
}
const file = (channel: object) =>
  JSON.stringify({ link: 'https://city.example/field', channels: [{ id: 'way', levels: ['red'], ...channel }] });
async function sentBy(channel: object): Promise<Seen> {
  const [way] = await configured(file(channel));
  answer = { status: 200, body: '{"errcode":0}' };
  await way!.channel.send(NOTICE, 'operator/e/1/way');
  return seen.at(-1)!;
}

test('a webhook is signed over its body and carries a key against repetition', async () => {
  const secret = 'a-secret-of-some-length';
  const { headers, body } = await sentBy({ kind: 'webhook', url: `${url}/hook`, secret });
  expect(JSON.parse(body)).toEqual(NOTICE);
  expect(headers['idempotency-key']).toBe('operator/e/1/way');
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  expect(headers['x-chengyun-signature']).toBe(`sha256=${signature}`);
});

test('WeCom and DingTalk get text that calls an exercise by its name; DingTalk a signed address', async () => {
  const wecom = await sentBy({ kind: 'wecom', url: `${url}/cgi-bin/webhook/send?key=k`, mobiles: ['13800000000'] });
  expect(JSON.parse(wecom.body)).toMatchObject({ msgtype: 'text', text: { mentioned_mobile_list: ['13800000000'] } });
  expect(wecom.body).toContain('【演练 EXERCISE】I 特别重大 · 积水 34 cm');
  const { path, body } = await sentBy({
    kind: 'dingtalk',
    url: `${url}/robot/send?access_token=t`,
    secret: 'SEC-123456',
  });
  const query = new URL(path, url).searchParams;
  const stamp = String(clock.nowMs());
  expect(query.get('timestamp')).toBe(stamp);
  expect(query.get('sign')).toBe(createHmac('sha256', 'SEC-123456').update(`${stamp}\nSEC-123456`).digest('base64'));
  expect(body).toContain('https://city.example/field');
});

test('an SMS gateway gets its own template, ntfy topic, title and priority', async () => {
  const sms = await sentBy({
    ...{ kind: 'sms', url: `${url}/sms`, phones: { 'officer-1': '+8613800000000' }, headers: { 'x-api-key': 'k' } },
    body: { to: '{phone}', message: '{text}', id: '{key}' },
  });
  expect(JSON.parse(sms.body)).toEqual({
    ...{ to: '+8613800000000', id: 'operator/e/1/way' },
    message: '【演练 EXERCISE】I 特别重大 · 积水 34 cm：立即封闭',
  });
  expect(sms.headers['x-api-key']).toBe('k');
  const ntfy = await sentBy({ kind: 'ntfy', url, topic: 'city-ops', token: 'tk' });
  expect(JSON.parse(ntfy.body)).toMatchObject({ topic: 'city-ops', priority: 5, click: 'https://city.example/field' });
  expect(ntfy.headers.authorization).toBe('Bearer tk');
});

test('mail goes out over SMTP, with a message id that stays the same', async () => {
  const said: string[] = [];
  const smtp = createTcp((socket) => {
    socket.write('220 test\r\n');
    let inData = false;
    socket.on('data', (part) => {
      for (const line of part
        .toString()
        .split('\r\n')
        .filter((each) => each !== '')) {
        said.push(line);
        if (inData) {
          if (line !== '.') continue;
          inData = false;
          socket.write('250 taken\r\n');
        } else if (line === 'DATA') {
          inData = true;
          socket.write('354 go on\r\n');
        } else if (line === 'QUIT') socket.end('221 bye\r\n');
        else socket.write('250 fine\r\n');
      }
    });
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const { port } = smtp.address() as AddressInfo;
  const mail = { kind: 'mail', host: '127.0.0.1', port, from: 'ops@city.example' };
  const [way] = await configured(file({ ...mail, addresses: { 'officer-1': 'crew@city.example' } }));
  await way!.channel.send(NOTICE, 'operator/e/1/way');
  expect(said).toContain('RCPT TO:<crew@city.example>');
  expect(said.join('\n')).toMatch(/Message-ID: <operator-e-1-way@chengyun>/i);
  smtp.close();
});

test('what the other side refuses is one sentence that shows neither key nor token', async () => {
  const [wecom] = await configured(file({ kind: 'wecom', url: `${url}/send?key=very-secret` }));
  answer = { status: 200, body: '{"errcode":93000,"errmsg":"invalid webhook url"}' };
  await expect(wecom!.channel.send(NOTICE, 'k')).rejects.toThrow(
    /^127\.0\.0\.1:\d+ refused it: invalid webhook url\.$/,
  );
  answer = { status: 503, body: '' };
  await expect(wecom!.channel.send(NOTICE, 'k')).rejects.toThrow(/^127\.0\.0\.1:\d+ answered 503\.$/);
  const [nobody] = await configured(file({ kind: 'ntfy', url: 'http://127.0.0.1:9', topic: 'x' }));
  await expect(nobody!.channel.send(NOTICE, 'k')).rejects.toThrow(/^127\.0\.0\.1:9 does not answer: /);
  const [sms] = await configured(file({ kind: 'sms', url, body: {}, phones: {} }));
  await expect(sms!.channel.send(NOTICE, 'k')).rejects.toThrow('way knows no phone of officer-1.');
});

test('a wrong configuration is refused by name; without one there is no channel', async () => {
  await expect(configured('{')).rejects.toThrow(/notify\.json is not valid JSON/);
  await expect(configured(file({ kind: 'pigeon' }))).rejects.toThrow(/way is of the kind pigeon; known are webhook, /);
  await expect(configured(file({ kind: 'webhook', url, secret: 'short' }))).rejects.toThrow(
    /way: secret must not have/,
  );
  await expect(configured(file({ kind: 'ntfy', url, topic: 'x', levels: [] }))).rejects.toThrow(/way: levels/);
  await expect(configured(file({ kind: 'ntfy', url, topic: 'x' }), 0o644)).rejects.toThrow(/chmod 600/);
  await rm(join(folder, NOTIFY_FILE));
  expect(await readNotifyConfig(folder, clock)).toEqual([]);
});
