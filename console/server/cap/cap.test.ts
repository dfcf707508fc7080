import { spawnSync } from 'node:child_process';
import { verify } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { AlarmRecord, Timeline } from '@chengyun/contracts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import Fastify from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../sessions.ts';
import { alarmRecord, EXERCISE, TIMELINE_START_MS } from '../test-console.ts';
import { capMessage, escapeXml, msgTypeOf } from './cap-message.ts';
import { capRoutes } from './cap-routes.ts';

const database = withTestDatabase();
const LIVE: Timeline = { ...EXERCISE, id: 'live', kind: 'live', pace: 1, anchorWallMs: 0, anchorTimelineMs: 0 };
const xsd = resolve(
  process.env.CHENGYUN_DATA_DIR ?? join(import.meta.dirname, '../../../../shared/data'),
  'peer-corpora/cap/CAP-v1.2.xsd',
);
const mayValidate = existsSync(xsd) && spawnSync('xmllint', ['--version']).status === 0;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chengyun-cap-'));
  const records: AlarmRecord[] = [
    alarmRecord({ id: 'ab01', n: 1, title: { zh: '水 < 堤 & "顶"', en: 'Water < wall & "crest"' } }),
    alarmRecord({ id: 'ab01', n: 9, transition: 'escalate', level: 'red', peak: 'red' }),
    alarmRecord({ id: 'ab01', n: 12, transition: 'ack', state: 'active-acknowledged' }),
    alarmRecord({ id: 'ab01', n: 20, transition: 'clear', state: 'normal' }),
    alarmRecord({ id: 'cd02', n: 3, tl: 'live' }),
  ];
  for (const [i, record] of records.entries()) {
    await database
      .store()
      .query('INSERT INTO alarm_transitions VALUES ($1, $2, $3, to_timestamp($4::float8 / 1000), $5)', [
        ...[i + 1, record.id, record.tl, record.at, JSON.stringify(record)],
      ]);
  }
});
afterAll(() => rm(folder, { recursive: true }));

function app(role: Session['role'] | null) {
  const http = Fastify();
  http.decorateRequest('session', null);
  http.addHook('preHandler', async (request) => {
    request.session = role === null ? null : ({ role } as Session);
  });
  const timelines = new Map([EXERCISE, LIVE].map((each) => [each.id, each]));
  const timeline = (id: string) => timelines.get(id) ?? null;
  capRoutes(http, {
    store: database.store(),
    dataDir: folder,
    timeline,
    assets: () => [],
    origin: 'https://ops.example',
  });
  return http;
}

test('the feed names alerts, updates and cancellations of its timeline, and each of them is signed', async () => {
  const http = app('operator');
  const feed = await http.inject(`/api/cap?timeline=${EXERCISE.id}`);
  expect(feed.body.match(/<entry><id>[^<]+/g)).toEqual(['ab01-4', 'ab01-2', 'ab01-1'].map((id) => `<entry><id>${id}`));
  const one = await http.inject('/api/cap/ab01-2');
  expect(one.headers['content-type']).toBe('application/cap+xml; charset=utf-8');
  const key = (await http.inject('/api/cap/key')).body;
  for (const { body, headers } of [feed, one]) {
    const signature = Buffer.from(String(headers['x-chengyun-signature']), 'base64');
    expect(verify(null, Buffer.from(body), key, signature)).toBe(true);
    expect(verify(null, Buffer.from(`${body} `), key, signature)).toBe(false);
  }
  // A minute of the exercise is a second of the wall.
  const sentMs = EXERCISE.anchorWallMs + (9 * 1_000) / EXERCISE.pace;
  expect(one.body).toContain(`<sent>${new Date(sentMs + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00</sent>`);
  expect(one.body).toContain('<msgType>Update</msgType>');
  expect(one.body).toContain('<references>https://ops.example,ab01-1,');
});

test('an exercise is never Actual, in any message; what is live is', async () => {
  const http = app('auditor');
  for (const id of ['ab01-1', 'ab01-2', 'ab01-4']) {
    const { body } = await http.inject(`/api/cap/${id}`);
    expect(body).toContain('<status>Exercise</status>');
    expect(body).not.toContain('Actual');
  }
  expect((await http.inject('/api/cap/cd02-5')).body).toContain('<status>Actual</status>');
  expect((await http.inject('/api/cap')).body.match(/<entry>/g)).toHaveLength(1);
});

test('nobody reads it without a session or the token; a wall and a phone do not, an acknowledgement is no message', async () => {
  for (const role of [null, 'wall', 'officer'] as const) {
    expect((await app(role).inject('/api/cap')).statusCode, String(role)).toBe(401);
    expect((await app(role).inject('/api/cap/ab01-1')).statusCode).toBe(401);
  }
  const { capToken } = JSON.parse(await readFile(join(folder, 'secrets.json'), 'utf8')) as { capToken: string };
  const headers = { authorization: `Bearer ${capToken}` };
  expect((await app(null).inject({ url: '/api/cap', headers })).statusCode).toBe(200);
  expect((await app(null).inject({ url: '/api/cap', headers: { authorization: 'Bearer x' } })).statusCode).toBe(401);
  for (const id of ['ab01-3', 'ab01-99', '../../etc', "x'--"]) {
    expect((await app('operator').inject(`/api/cap/${encodeURIComponent(id)}`)).statusCode, id).toBe(404);
  }
});

test('text of people cannot break the markup', () => {
  expect(escapeXml('a<b>&"\u0000\u0007c')).toBe('a&lt;b&gt;&amp;&quot;c');
  expect(msgTypeOf('shelve')).toBeNull();
});

test.skipIf(!mayValidate)(
  'every message is valid under the schema of OASIS, where that and xmllint are at hand',
  async () => {
    for (const transition of ['raise', 'escalate', 'clear'] as const) {
      for (const kind of ['live', 'exercise', 'replay'] as const) {
        const alarm = alarmRecord({ id: 'ab01', n: 1, transition, title: { zh: '水 < 堤', en: 'a & b' } });
        const raised = { identifier: 'ab01-1', sentMs: TIMELINE_START_MS };
        const times = { identifier: 'ab01-2', raised, sentMs: TIMELINE_START_MS };
        const path = join(folder, `${transition}-${kind}.xml`);
        await writeFile(path, capMessage({ alarm, kind, ...times, asset: undefined, sender: 'https://ops.example' }));
        const checked = spawnSync('xmllint', ['--noout', '--schema', xsd, path], { encoding: 'utf8' });
        expect(checked.status, checked.stderr).toBe(0);
      }
    }
  },
);
