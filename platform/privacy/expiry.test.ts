import { beforeEach, describe, expect, it, test } from 'vitest';
import { createPostgresLog } from '../log/postgres-log.ts';
import { systemClock } from '../service/clock.ts';
import { withTestDatabase } from '../testing/test-database.ts';
import { EXPIRED_TEXT } from './expire-notes.ts';
import { runExpiry } from './expiry.ts';
import { parsePrivacy, readPrivacy } from './privacy-file.ts';

const database = withTestDatabase();
const DAY_MS = 86_400_000;
const privacy = readPrivacy();
const nowMs = systemClock.nowMs();

describe('the shipped file', () => {
  it('collects the families of metrics that it names, and nothing beside', () => {
    for (const metric of ['water.level', 'traffic.speed', 'camera.online']) {
      expect(privacy.collectsMetric(metric)).toBe(true);
    }
    for (const metric of ['moon.phase', 'water', 'waterx.level', 'person.face', 'phone.mac_count']) {
      expect(privacy.collectsMetric(metric)).toBe(false);
    }
    expect(privacy.collectsChannel('observations')).toBe(true);
    expect(privacy.collectsChannel('audio')).toBe(false);
  });

  it('says each thing in both languages, and what it publishes names no job and no metric', () => {
    for (const { name, what, why } of privacy.published()) {
      for (const text of [name, what, why]) expect(Math.min(text.zh.length, text.en.length)).toBeGreaterThan(1);
    }
    expect(JSON.stringify(privacy.published())).not.toMatch(/expiry|water\.\*/);
  });
});

const entry = (part: string) =>
  `version: 1\nentries:\n  - { id: aa, name: {zh: a, en: a}, what: {zh: a, en: a}, why: {zh: a, en: a}, ${part} }\n`;
test.each([
  ['version: 2\nentries: []', /privacy\.yaml: version/],
  ['entries: [', /privacy\.yaml is not YAML/],
  [entry('keepDays: -1, who: [operator]'), /entries\.0\.keepDays/],
  [entry('keepDays: 1, who: [mayor]'), /entries\.0\.who\.0/],
  [entry('keepDays: 1, who: [operator], faces: true'), /entries\.0/],
  [entry('keepDays: null, who: [operator], expiry: notes'), /aa has a job that ends it and no days/],
])('a file with a mistake is refused by a sentence: %#', (text, message) => {
  expect(() => parsePrivacy(text)).toThrow(message);
});

beforeEach(async () => {
  await database
    .store()
    .query('TRUNCATE evidence_blobs, officer_positions, citizen_reports, sign_in_attempts, data_shares, facts, audit');
});

test('with the clock moved on, positions, reports, attempts and shares go in their own time and not before', async () => {
  const store = database.store();
  const at = new Date(nowMs).toISOString();
  await store.query(
    `INSERT INTO accounts (id, role, name, password_hash) VALUES ('crew', 'officer', '{"zh":"队","en":"Crew"}', '!')
     ON CONFLICT DO NOTHING`,
  );
  await store.query("INSERT INTO officer_positions VALUES ('crew', 121.51234, 31.21234, $1)", [at]);
  await store.query("INSERT INTO evidence_blobs VALUES ('00', 'crew', 'photo', '\\xff', $1)", [at]);
  await store.query("INSERT INTO sign_in_attempts VALUES ('address:192.0.2.1', 1, $1, $1)", [at]);
  await store.query(
    `INSERT INTO citizen_reports (id, token_sha256, kind, text, lon_deg, lat_deg, photo, state, at)
     VALUES ('r1', '\\x01', 'flood', '积水很深', 121.51234, 31.21234, '\\xff', 'checked', $1)`,
    [at],
  );
  await store.query(
    `INSERT INTO data_shares (id, department, purpose, metrics, from_at, to_at, expires_at, requested_by, requested_at, state)
     VALUES ('s1', 'd', 'p', '{water.level}', $1, $1, $1, 'operator', $1, 'approved')`,
    [at],
  );
  expect(await runExpiry(store, privacy, nowMs + 0.9 * DAY_MS)).toEqual({});
  expect(await runExpiry(store, privacy, nowMs + 1.1 * DAY_MS)).toEqual({ positions: 1, 'sign-in-attempts': 1 });
  expect(await runExpiry(store, privacy, nowMs + 29.9 * DAY_MS)).toEqual({});
  expect(await runExpiry(store, privacy, nowMs + 30.1 * DAY_MS)).toEqual({
    evidence: 1,
    'citizen-reports': 1,
  });
  const { rows } = await store.query('SELECT text, lon_deg, lat_deg, photo, state FROM citizen_reports');
  expect(rows).toEqual([{ text: '', lon_deg: 121.51, lat_deg: 31.21, photo: null, state: 'checked' }]);
  expect(await runExpiry(store, privacy, nowMs + 30.2 * DAY_MS)).toEqual({});
  expect(await runExpiry(store, privacy, nowMs + 401 * DAY_MS)).toEqual({ 'shared-data': 1 });
});

test('words of notes leave table, log and trail after a year; that there was a note stays, and so does every offset', async () => {
  const store = database.store();
  const log = createPostgresLog(store, { partitions: {} });
  const writer = await log.acquire('facts', 0, 'test');
  const fact = (seq: number, body: unknown) =>
    JSON.stringify({ k: 'fact', tl: 'live', id: `op/e/${seq}`, actor: 'op', seq, rxAt: nowMs, body });
  const texts = [
    fact(1, { kind: 'note', alarm: 'a', text: '住户 13800138000 来电' }),
    fact(2, { kind: 'ack', alarm: 'a' }),
    fact(3, { kind: 'done', task: 't', note: '王师傅已关闸' }),
  ];
  await writer.append(texts.slice(0, 2), { producer: 'op/e', producerSeq: 1 });
  await writer.append(texts.slice(2), { producer: 'op/e', producerSeq: 2 });
  for (const [i, text] of texts.entries()) {
    await store.query("INSERT INTO facts VALUES ($1, 'live', 'op', to_timestamp($2 / 1000.0), $3)", [i, nowMs, text]);
  }
  const details = JSON.stringify({ action: 'fact.note', details: JSON.parse(texts[0]!).body });
  await store.query(
    "INSERT INTO audit (actor, action, subject, body, previous_hash, hash) VALUES ('op', 'fact.note', 'op/e/1', $1, '', '')",
    [details],
  );
  expect(await runExpiry(store, privacy, nowMs + 364 * DAY_MS)).toEqual({});
  expect(await runExpiry(store, privacy, nowMs + 366 * DAY_MS)).toEqual({ notes: 2 });
  const records: string[] = [];
  for await (const batch of log.read('facts', 0, 0, AbortSignal.timeout(5000))) {
    records.push(...batch.records);
    if (records.length >= 3) break;
  }
  const { rows } = await store.query<{ all: string }>(
    `SELECT (SELECT string_agg(body::text, '') FROM facts) || (SELECT string_agg(actor || body::text, '') FROM audit) AS all`,
  );
  for (const kept of [records.join(), rows[0]?.all ?? '']) {
    expect(kept).not.toMatch(/13800138000|王师傅/);
    expect(kept).toContain('"kind"');
  }
  expect(records[1]).toBe(texts[1]);
  expect(JSON.parse(records[0]!).body).toEqual({ kind: 'note', alarm: 'a', text: EXPIRED_TEXT });
  expect(await log.head('facts', 0)).toBe(3);
  expect(await runExpiry(store, privacy, nowMs + 367 * DAY_MS)).toEqual({});
  await log.close();
});
