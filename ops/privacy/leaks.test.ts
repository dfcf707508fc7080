/** Attempts to get out of the system who somebody is, where they are or what they did. Every one has to fail. */

import {
  alarmRecord,
  EXERCISE,
  type Person,
  startTestConsole,
  type TestConsole,
} from '@chengyun/console/server/test-console.ts';
import { DOMAINS, metricStandards } from '@chengyun/domains/index.ts';
import { createRegistry, type Sender } from '@chengyun/ingest/registry.ts';
import { createTimelineClock } from '@chengyun/ingest/time-window.ts';
import { createValidator } from '@chengyun/ingest/validate.ts';
import { readPrivacy } from '@chengyun/platform/privacy/privacy-file.ts';
import { createManualClock } from '@chengyun/platform/service/clock.ts';
import { upsertAssets } from '@chengyun/platform/store/assets.ts';
import { putTimeline } from '@chengyun/platform/store/timelines.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';

const database = withTestDatabase();
let city: TestConsole;
let operator: Person;
let officer: Person;
let made = 0;
const HERE = { lonDeg: 121.5066, latDeg: 31.2372 };
const GAUGE = 'gauge-huangpu-park';

const post = (path: string, body: unknown) =>
  fetch(`${city.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'Secret-Phone/7' },
    body: JSON.stringify(body),
  });
const newToken = () => `${'t'.repeat(30)}${made++}`;
async function report(text: string, part: Readonly<Record<string, unknown>> = {}) {
  const token = newToken();
  const response = await post('/api/public/reports', { token, kind: 'flood', text, ...HERE, ...part });
  expect(response.status, await response.clone().text()).toBe(200);
  return token;
}
const rowsOf = async (table: string) => {
  const { rows } = await database
    .store()
    .query<{ all: string }>(`SELECT coalesce(string_agg(t::text, E'\\n'), '') AS all FROM ${table} t`);
  return rows[0]?.all ?? '';
};
const statusOf = async (response: Promise<Response>) => (await response).status;

beforeAll(async () => {
  const store = database.store();
  await putTimeline(store, EXERCISE);
  await upsertAssets(
    store,
    DOMAINS.flatMap((domain) => domain.assets),
  );
  city = await startTestConsole(store);
  [operator, officer] = [await city.as('operator'), await city.as('officer')];
});
afterAll(() => city.stop());

const NUMBERS = {
  'a mobile number': ['来电 13812345678 说积水', '13812345678'],
  'a mobile number with its country and dashes': ['+86 138-1234-5678', '5678'],
  'a mobile number in wide digits': ['１３８１２３４５６７８', '8123'],
  'a landline': ['请打 021-58881234', '58881234'],
  'a number of an identity card': ['身份证 310115199001011234', '19900101'],
  'an identity card that ends in X': ['31011519900101123X', '19900101'],
  'a bank card': ['卡号 6222 0212 3456 7890 123', '3456 7890'],
  'a passport': ['护照 E12345678', 'E12345678'],
  'a plate': ['沪A·12345 停在水里', '12345'],
  'a plate of an electric car': ['沪AD12345 抛锚', 'AD12345'],
  'an address of mail': ['zhang.san@example.com', 'zhang.san'],
  'a name in a chat service': ['微信号: zhangsan_88', 'zhangsan_88'],
} as const;

test.each(Object.entries(NUMBERS))('free text: %s', async (_what, [text, secret]) => {
  await report(text);
  expect(await rowsOf('citizen_reports')).not.toContain(secret);
  expect(await (await operator.get('/api/reports')).text()).not.toContain(secret);
});

const FIELDS = {
  'a face': { face: 'AAAA' },
  'a plate': { plate: '沪A12345' },
  'a track over frames': { track_id: 7 },
  'the address of a phone': { mac: '00:11:22:33:44:55' },
  'what a face is like': { extra: { deep: [{ embedding: [0.1] }] } },
  'a picture inside of a reading': { image_base64: 'AAAA' },
} as const;

test.each(Object.entries(FIELDS))('a device that sends %s', (_what, fields) => {
  const { validate, sender } = camera();
  const message = {
    v: 1,
    device: 'camera-1',
    epoch: '1-00',
    seq: 1,
    sent_at: 1,
    items: [{ metric: 'traffic.speed', at: 1, value: 3, ...fields }],
  };
  expect(validate(sender, 'observations', Buffer.from(JSON.stringify(message)))).toMatchObject({
    ok: false,
    reason: 'identity-field',
  });
});

test('a device that counts phones: no such metric is collected', () => {
  const { validate, sender } = camera([
    ['phone.mac_count', { ...metricStandards().get('traffic.flow')!, id: 'phone.mac_count' }],
  ]);
  const message = {
    v: 1,
    device: 'camera-1',
    epoch: '1-00112233aabbccdd',
    seq: 1,
    sent_at: 1,
    items: [{ metric: 'phone.mac_count', at: 1, value: 3 }],
  };
  expect(validate(sender, 'observations', Buffer.from(JSON.stringify(message)))).toMatchObject({
    ok: false,
    reason: 'not-collected',
  });
});

function camera(more: readonly (readonly [string, never])[] | readonly (readonly [string, unknown])[] = []) {
  const registry = createRegistry(1);
  const device = {
    id: 'camera-1',
    kind: 'camera',
    timeline: 'live',
    assets: [GAUGE],
    revokedAtMs: null,
    createdAtMs: 0,
  };
  const live = { ...EXERCISE, id: 'live', kind: 'live', pace: 1, anchorWallMs: 0, anchorTimelineMs: 0 };
  registry.replace({ devices: [device], assets: DOMAINS.flatMap(({ assets }) => assets), timelines: [live] } as never);
  const validate = createValidator({
    registry,
    standards: new Map([...metricStandards(), ...(more as never)]),
    collects: readPrivacy(),
    clock: createManualClock(1000),
    timelineClock: createTimelineClock(() => null),
    limits: { aheadMsMax: 1e6, behindMsMax: 1e6, exerciseBehindMsMax: 1e6, skewMsMax: 1e6 },
    isDuplicate: () => false,
  });
  return { validate, sender: registry.sender('camera-1') as Sender };
}

const CLOSED = [
  ['where teams are, for everybody', '/api/officers', 'public'],
  ['where teams are, for another team', '/api/officers', 'officer'],
  ['reports of citizens, for the wall', '/api/reports', 'wall'],
  ['reports of citizens, for a team', '/api/reports', 'officer'],
  ['reports of citizens, for an engineer', '/api/reports', 'engineer'],
  ['a photo, for everybody', '/api/reports/x/photo', 'public'],
  ['what staff did, for an operator', '/api/audit', 'operator'],
  ['accounts, for an operator', '/api/accounts', 'operator'],
  ['messages that were refused, for a team', '/api/quarantine', 'officer'],
  ['a picture of a camera, for a dispatcher', '/api/stills/x', 'dispatcher'],
] as const;

test.each(CLOSED)('a closed door: %s', async (_what, path, role) => {
  await database
    .store()
    .query(
      'INSERT INTO accounts (id, role, name, password_hash) VALUES (\'dispatcher\', \'dispatcher\', \'{"zh":"调","en":"D"}\', \'!\') ON CONFLICT DO NOTHING',
    );
  const answer = role === 'public' ? fetch(`${city.url}${path}`) : (await city.as(role)).get(path);
  expect([401, 403]).toContain(await statusOf(answer));
});

test('a place without an open task is refused; during one only the newest is kept; after it nothing is', async () => {
  const at = (lonDeg: number) => officer.post('/api/position', { lonDeg, latDeg: 31.2 });
  expect(await statusOf(at(121.51))).toBe(409);
  await city.write('alarms', alarmRecord({ id: 'ab01', n: 2 }));
  const desk = await operator.connect('desk');
  if (!desk.snapshot.alarms.some(({ id }) => id === 'ab01'))
    await desk.until((delta) => delta.alarms?.[0]?.id === 'ab01');
  const sent = await desk.send(operator.fact({ kind: 'dispatch', alarm: 'ab01', officer: officer.account }));
  const task = sent.ok ? sent.id : '';
  expect(await statusOf(at(121.52))).toBe(409);
  for (const kind of ['delivered', 'accept'] as const) await officer.post('/api/facts', officer.fact({ kind, task }));
  for (const lonDeg of [121.123453, 121.123454, 121.123455]) expect(await statusOf(at(lonDeg))).toBe(200);
  const kept = await rowsOf('officer_positions');
  expect(kept.split('\n')).toHaveLength(1);
  expect(kept).not.toMatch(/121\.12345[34]/);
  // Neither the log nor the trail nor any screen of others knows it.
  const wall = await (await city.wall()).connect('wall');
  const told = [JSON.stringify(wall.snapshot), await rowsOf('audit'), await rowsOf('facts')].join();
  expect(told).not.toContain('121.12345');
  await officer.post('/api/facts', officer.fact({ kind: 'done', task }));
  expect(await statusOf(at(121.56))).toBe(409);
  await city.forgetPositions();
  expect(await rowsOf('officer_positions')).toBe('');
});

test('a report says nothing of who sent it: no address, no browser, no token, and two of one hand have nothing in common', async () => {
  const tokens = [await report('同一人的第一条'), await report('同一人的第二条')];
  const rows = await rowsOf('citizen_reports');
  expect(rows).not.toMatch(/127\.0\.0\.1|::1|Secret-Phone/);
  for (const token of tokens) expect(rows).not.toContain(token);
  expect([await rowsOf('audit'), await rowsOf('sessions')].join()).not.toMatch(/Secret-Phone/);
});

test('the way to a report is its token alone: a guess, its name and its digest show nothing', async () => {
  await report('x');
  const { reports } = (await (await operator.get('/api/reports')).json()) as { reports: { id: string }[] };
  for (const token of ['a'.repeat(32), reports[0]!.id.padEnd(22, 'A'), "' OR '1'='1".padEnd(22, 'x')]) {
    expect([400, 404]).toContain(await statusOf(post('/api/public/reports/progress', { token })));
  }
});

test('a photo loses place, time and make; a face or a plate in it can be read no more', async () => {
  // Bars of 4 px in a picture of 640: as fine as the letters of a plate three metres away.
  const stripes = Buffer.alloc(640 * 480 * 3);
  for (let i = 0; i < 640 * 480; i++) stripes.fill(Math.floor((i % 640) / 4) % 2 === 0 ? 0 : 255, i * 3, i * 3 + 3);
  const photo = await sharp(stripes, { raw: { width: 640, height: 480, channels: 3 } })
    .withExif({ IFD0: { Make: 'SecretPhone', Artist: 'Zhang San' }, IFD3: { GPSLatitude: '31/1 14/1 0/1' } })
    .jpeg()
    .toBuffer();
  expect(photo.toString('latin1')).toContain('SecretPhone');
  await report('看照片', { photo: photo.toString('base64') });
  const { rows } = await database
    .store()
    .query<{ photo: Buffer }>('SELECT photo FROM citizen_reports WHERE photo IS NOT NULL');
  const kept = rows[0]!.photo;
  expect(kept.toString('latin1')).not.toMatch(/SecretPhone|Zhang|Exif|GPS/);
  const { width, exif, xmp, icc } = await sharp(kept).metadata();
  expect([width, exif, xmp, icc]).toEqual([320, undefined, undefined, undefined]);
  const { data } = await sharp(kept).greyscale().raw().toBuffer({ resolveWithObject: true });
  const middle = [...data.subarray(120 * 320 + 80, 120 * 320 + 240)];
  expect(Math.max(...middle) - Math.min(...middle)).toBeLessThan(12);
});

test('few reports are said to be few, one more cannot be seen to come, and no count of people is on the page', async () => {
  await city.write(
    'alarms',
    alarmRecord({
      id: 'cc01',
      n: 4,
      metric: 'crowd.person_count',
      value: 7,
      level: 'red',
      title: { zh: '人群过密', en: 'Crowded' },
    }),
  );
  const read = async () => (await fetch(`${city.url}/api/public/status`)).text();
  const counts = (text: string) =>
    (JSON.parse(text) as { districts: { reports: number | null }[] }).districts.map(({ reports }) => reports);
  const { rowCount } = await database.store().query('SELECT FROM citizen_reports');
  const before = await read();
  expect(rowCount).toBeGreaterThan(10);
  expect(counts(before).some((count) => count !== null && count > 0 && count % 10 !== 0)).toBe(false);
  // Past the door, which lets an address send twenty a minute.
  const add = () =>
    database.store().query(
      `INSERT INTO citizen_reports (id, token_sha256, kind, text, lon_deg, lat_deg, district, state, at)
       SELECT md5(random()::text), decode(md5(random()::text), 'hex'), 'flood', '', lon_deg, lat_deg, district, 'received', now()
       FROM citizen_reports LIMIT 1`,
    );
  for (let i = rowCount ?? 0; i % 10 !== 5; i++) await add();
  const five = counts(await read());
  await add();
  expect(counts(await read())).toEqual(five);
  expect(before).not.toMatch(/person_count|"value"|officer/);
  expect(await read()).not.toContain('人群过密');
});

test('counts of people are not shared with other departments', async () => {
  const wish = {
    department: '统计局',
    purpose: '人流分析与城市规划研究',
    metrics: ['crowd.person_count'],
    districts: null,
    fromMs: 0,
    toMs: 1,
    expiresMs: Date.now() + 1e6,
  };
  expect(await statusOf(operator.post('/api/shares', wish))).toBe(409);
});

test('a phone in the street learns no count of people and no note of the desk', async () => {
  const desk = await operator.connect('desk');
  await desk.send(operator.fact({ kind: 'note', alarm: 'ab01', text: '住户王女士' }));
  const { snapshot } = await officer.connect('field');
  const text = JSON.stringify(snapshot);
  expect(text).not.toContain('王女士');
  for (const alarm of snapshot.alarms.filter(({ metric }) => metric.startsWith('crowd')))
    expect(alarm.value).toBeNull();
});

test('the page of what is stored names no account, no secret and no job', async () => {
  const text = await (await fetch(`${city.url}/api/public/privacy`)).text();
  expect(text).not.toMatch(/officer-1|wallKey|expiry|CHENGYUN_/);
});
