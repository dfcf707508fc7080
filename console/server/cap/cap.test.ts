import { spawnSync } from 'node:child_process';
import { verify } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { AlarmRecord, Timeline } from '@chengyun/contracts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import Fastify from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
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

function app() {
  const http = Fastify();
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
  const http = app();
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
  const http = app();
  for (const id of ['ab01-1', 'ab01-2', 'ab01-4']) {
    const { body } = await http.inject(`/api/cap/${id}`);
    expect(body).toContain('<status>Exercise</status>');
    expect(body).not.toContain('Actual');
  }
  expect((await http.inject('/api/cap/cd02-5')).body).toContain('<status>Actual</status>');
  expect((await http.inject('/api/cap')).body.match(/<entry>/g)).toHaveLength(1);
});

test('an acknowledgement is no message, and a name that is none is nothing', async () => {
  const http = app();
  for (const id of ['ab01-3', 'ab01-99', '../../etc', "x'--"]) {
    expect((await http.inject(`/api/cap/${encodeURIComponent(id)}`)).statusCode, id).toBe(404);
  }
});

test('what an exercise says of its alarms is never Actual, whatever the level and the point of its life', () => {
  const transitions = ['raise', 'escalate', 'ease', 'update', 'clear'] as const;
  // Words that try to say otherwise stay words.
  const title = { zh: '实战 <status>Actual</status>', en: '</status><status>Actual' };
  for (const [kind, status] of [
    ['exercise', 'Exercise'],
    ['replay', 'Test'],
  ] as const) {
    for (const transition of transitions) {
      for (const level of ['blue', 'yellow', 'orange', 'red'] as const) {
        const alarm = alarmRecord({ id: 'ab01', n: 1, transition, level, title });
        const times = { identifier: 'ab01-2', raised: { identifier: 'ab01-1', sentMs: 1 }, sentMs: 2 };
        const text = capMessage({ alarm, kind, ...times, asset: undefined, sender: 'https://ops.example' });
        expect([...text.matchAll(/<status>(\w+)<\/status>/g)].map(([, said]) => said)).toEqual([status]);
      }
    }
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
