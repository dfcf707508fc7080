/**
 * The table of rights against a real console: every route and every event with every role, each right and each lack of
 * one. What the table says is tried, not read: a door that is open although its line is shut fails here.
 */
import { DOMAINS } from '@chengyun/domains/index.ts';
import { upsertAssets } from '@chengyun/platform/store/assets.ts';
import { putTimeline } from '@chengyun/platform/store/timelines.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EXERCISE, type Person, startTestConsole, type TestConsole } from '../test-console.ts';
import { EVENT_ACCESS, EVERYBODY, ROUTE_ACCESS, VIEW_ROLES, type Visitor } from './access-table.ts';

const database = withTestDatabase();
let city: TestConsole;
const people = new Map<Visitor, Person | null>();

/** Shut doors answer with one of these codes; an open one may answer anything else. */
const SHUT = new Set(['forbidden', 'signed-out', 'csrf', 'origin', 'out-of-scope']);
/** Ends the session, so that it is tried last. */
const LAST = ['POST /api/logout'];

beforeAll(async () => {
  const store = database.store();
  await putTimeline(store, EXERCISE);
  await upsertAssets(
    store,
    DOMAINS.flatMap((domain) => domain.assets),
  );
  city = await startTestConsole(store);
  // A dispatcher is no account of the first start.
  await store.query(
    'INSERT INTO accounts (id, role, name, password_hash) VALUES (\'dispatcher\', \'dispatcher\', \'{"zh":"调度","en":"Dispatch"}\', \'!\')',
  );
  for (const role of EVERYBODY) people.set(role, role === 'public' ? null : await city.as(role));
});
afterAll(() => city.stop());

async function ask(line: string, who: Person | null): Promise<string> {
  const [method = '', pattern = ''] = line.split(' ');
  const path = pattern.replaceAll(/:[a-z]+/g, 'x-1').replace('/*', '/assets/x.js');
  const headers: Record<string, string> = who ? { cookie: who.cookie, 'x-csrf-token': who.csrf } : {};
  const body = method === 'POST' ? { body: '{}', headers: { ...headers, 'content-type': 'application/json' } } : {};
  const response = await fetch(`${city.url}${path}`, { method, headers, redirect: 'manual', ...body });
  const text = await response.text();
  // A line without a route: the web app is not built here, and nothing else answers so.
  if (pattern.startsWith('/api/') && text.includes('not built')) return 'no such route';
  const code = /"code":"([a-z0-9-]+)"/.exec(text)?.[1] ?? '';
  return SHUT.has(code) ? code : 'open';
}

const lines = Object.keys(ROUTE_ACCESS).sort((a, b) => LAST.indexOf(a) - LAST.indexOf(b));

test(`every route with every role: ${lines.length} routes`, async () => {
  const leaks: string[] = [];
  let tried = 0;
  for (const line of lines) {
    const access = ROUTE_ACCESS[line]!;
    for (const [role, person] of people) {
      tried++;
      const answer = await ask(line, person);
      const wanted = access.to.includes(role) ? 'open' : role === 'public' ? 'signed-out' : 'forbidden';
      if (answer !== wanted) leaks.push(`${line} as ${role}: ${answer} instead of ${wanted}`);
    }
  }
  expect(leaks).toEqual([]);
  expect(tried).toBe(lines.length * 7);
}, 120_000);

test('every event and view with every role', async () => {
  const leaks: string[] = [];
  for (const [role, person] of people) {
    if (!person) continue;
    const fresh = await city.as(role as Exclude<Visitor, 'public'>);
    for (const view of ['wall', 'desk', 'field'] as const) {
      const opened = await fresh.connect(view).then(
        (connection) => connection,
        () => null,
      );
      const isAllowed = VIEW_ROLES[view].includes(fresh.role);
      if ((opened !== null) !== isAllowed) leaks.push(`${view} as ${role}`);
      const openedLater = await fresh.connect(view, 'later').then(
        () => true,
        () => false,
      );
      if (openedLater !== isAllowed) leaks.push(`${view}, asked for later, as ${role}`);
      if (!opened) continue;
      // A fact of no kind is refused by its form where facts may be sent at all.
      const answer = await opened.send({ ...fresh.fact({ kind: 'ack', alarm: 'x' }), seq: 0 });
      const wanted = EVENT_ACCESS.fact?.to.includes(fresh.role) ? 'schema' : 'forbidden';
      if (answer.ok || answer.code !== wanted) leaks.push(`fact as ${role}: ${JSON.stringify(answer)}`);
      const refused = new Promise<string>((resolve) => opened.socket.once('refused', resolve));
      opened.socket.emit('pace', { speed: 1, isPaused: true });
      // Answered in order: whatever was refused was refused before this one is answered.
      await opened.send({ ...fresh.fact({ kind: 'ack', alarm: 'x' }), seq: 0 });
      const paced = await Promise.race([refused, Promise.resolve('open')]);
      if ((paced === 'open') !== EVENT_ACCESS.pace?.to.includes(fresh.role)) leaks.push(`pace as ${role}: ${paced}`);
    }
  }
  expect(leaks).toEqual([]);
  // Without a session no socket opens.
  await expect(city.stranger().connect('desk')).rejects.toThrow('signed-out');
}, 60_000);

test('the feed of messages opens to its token and to no other', async () => {
  const { capToken } = await city.secrets();
  const read = async (token: string) =>
    (await fetch(`${city.url}/api/cap`, { headers: { authorization: `Bearer ${token}` } })).status;
  expect(await read(capToken ?? '')).toBe(200);
  for (const forged of ['x', '', `${capToken}x`, (capToken ?? '').slice(1)]) expect(await read(forged)).toBe(401);
});

test('a session that is over, forged, or of a closed account opens nothing, and its socket is cut', async () => {
  const engineer = await city.as('engineer');
  const doomed = await city.as('operator');
  const desk = await doomed.connect('desk');
  const cut = new Promise((resolve) => desk.socket.once('disconnect', resolve));
  expect((await doomed.get('/api/me')).status).toBe(200);
  expect((await engineer.post('/api/accounts/operator/lock', {})).status).toBe(200);
  expect((await doomed.get('/api/me')).status).toBe(401);
  await cut;
  expect((await city.tryLogin('operator')).status).toBe(401);
  expect((await engineer.post('/api/accounts/operator/open', {})).status).toBe(200);
  expect((await city.tryLogin('operator')).status).toBe(200);
  for (const token of ['x', 'A'.repeat(43), "' OR 1=1 --", `${'%00'.repeat(10)}`]) {
    const headers = { cookie: `chengyun_session=${token}` };
    expect((await fetch(`${city.url}/api/me`, { headers })).status, token).toBe(401);
  }
});
