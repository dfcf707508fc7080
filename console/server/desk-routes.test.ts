import type { ObservationsRecord, TickRecord } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains/index.ts';
import { upsertAssets } from '@chengyun/platform/store/assets.ts';
import { copyObservations, seriesIds } from '@chengyun/platform/store/observations.ts';
import { putTimeline } from '@chengyun/platform/store/timelines.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  alarmRecord,
  EXERCISE,
  type Person,
  startTestConsole,
  type TestConsole,
  TIMELINE_START_MS,
} from './test-console.ts';

const database = withTestDatabase();
const ASSET = 'gauge-huangpu-park';
const tick: TickRecord = { k: 'tick', tl: EXERCISE.id, n: 1, at: TIMELINE_START_MS + 3_600_000, facts: 0 };
const heard: ObservationsRecord = {
  ...{ k: 'obs', tl: EXERCISE.id, device: 'rtu-1', epoch: '3-00', seq: 7, sentAt: 0, rxAt: 0 },
  items: [{ asset: ASSET, metric: 'water.level', at: TIMELINE_START_MS, value: 4.2 }],
};
let city: TestConsole;
let operator: Person;
let engineer: Person;

const json = async <T>(response: Promise<Response>): Promise<T> => (await (await response).json()) as T;

async function putAlarm(id: string, n: number, part: Partial<Parameters<typeof alarmRecord>[0]> = {}): Promise<void> {
  const body = alarmRecord({ id, n, ...part });
  await database
    .store()
    .query(
      'INSERT INTO alarms (id, timeline, rule, asset, condition, state, level, raised_at, body) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)',
      [
        id,
        body.tl,
        body.rule,
        body.asset,
        body.condition,
        body.state,
        body.level,
        new Date(body.raisedAt).toISOString(),
        body,
      ],
    );
}

beforeAll(async () => {
  const store = database.store();
  await putTimeline(store, EXERCISE);
  await upsertAssets(
    store,
    DOMAINS.flatMap((domain) => domain.assets),
  );
  const [series] = await seriesIds(store, [{ timeline: EXERCISE.id, asset: ASSET, metric: 'water.level' }]);
  const reading = { series: series!, qualityCode: 0, flagBits: 0, tick: 1, partition: 0, item: 0 };
  await store.tx((client) =>
    copyObservations(client, [
      { ...reading, atMs: TIMELINE_START_MS, value: 4.2, logOffset: 1 },
      { ...reading, atMs: TIMELINE_START_MS + 600_000, value: 4.4, logOffset: 2, qualityCode: 1, flagBits: 8 },
    ]),
  );
  city = await startTestConsole(store);
  await city.write('telemetry', heard, tick);
  operator = await city.signIn('operator');
  engineer = await city.signIn('engineer');
});
afterAll(() => city.stop());

test('a station shows its history with quality; a span that ends before it begins is refused', async () => {
  const range = `timeline=${EXERCISE.id}&asset=${ASSET}&metric=water.level&bins=2`;
  const { bins } = await json<{ bins: { readings: number; doubtful: number; flags: string[] }[] }>(
    operator.get(`/api/station?${range}&from=${TIMELINE_START_MS}&to=${TIMELINE_START_MS + 1_200_000}`),
  );
  expect(bins.map(({ readings, doubtful, flags }) => [readings, doubtful, flags])).toEqual([
    [1, 0, []],
    [1, 1, ['spike']],
  ]);
  expect((await operator.get(`/api/station?${range}&from=2&to=1`)).status).toBe(400);
});

test('the catalogue says how complete a series is, the device page when a device was heard and in which boot', async () => {
  const catalogue = await json<{ metrics: unknown[]; series: { asset: string; readings: number; good: number }[] }>(
    operator.get(`/api/catalogue?timeline=${EXERCISE.id}`),
  );
  expect(catalogue.metrics.length).toBeGreaterThan(3);
  expect(catalogue.series.find((line) => line.asset === ASSET)).toMatchObject({ readings: 2, good: 1 });
  const { devices, agents } = await json<{ devices: unknown[]; agents: unknown[] }>(
    operator.get(`/api/devices?timeline=${EXERCISE.id}`),
  );
  expect({ devices, agents }).toEqual({ devices: [], agents: [] });
});

test('similar cases come from the store; an alarm that it does not know yet is said so', async () => {
  await putAlarm('0000000000000001', 1, { state: 'normal', clearedAt: TIMELINE_START_MS + 61_000 });
  await putAlarm('0000000000000002', 900);
  const { cases } = await json<{ cases: { alarm: string; likeness: number; tookMs: number }[] }>(
    operator.get('/api/cases?alarm=0000000000000002'),
  );
  expect(cases).toMatchObject([{ alarm: '0000000000000001', likeness: 1, tookMs: 60_000 }]);
  expect((await operator.get('/api/cases?alarm=ffffffffffffffff')).status).toBe(404);
});

test('guidance is that of the rule that runs; figures are null before there are any', async () => {
  const guidance = await json<{ cause: { en: string }; procedure: unknown }>(
    operator.get('/api/guidance?rule=flood.tide-level'),
  );
  expect(guidance.cause.en).toContain('surge');
  expect((await operator.get('/api/guidance?rule=flood.none')).status).toBe(404);
  expect(await json(operator.get('/api/assessments'))).toMatchObject({ figures: null, shadow: null });
});

test('the hand-over tells of the shift, and a shift of no length is refused', async () => {
  const report = await json<{ raised: number; open: unknown[]; toMs: number; fromMs: number }>(
    operator.get(`/api/handover?timeline=${EXERCISE.id}&hours=8`),
  );
  expect(report.toMs - report.fromMs).toBe(8 * 3_600_000);
  expect(report.raised).toBe(2);
  expect((await operator.get('/api/handover?hours=0')).status).toBe(400);
  expect((await operator.get('/api/handover?timeline=replay:none')).status).toBe(404);
});

test('an engineer checks a text while typing, with line and column; an operator may only read what runs', async () => {
  const { text } = await json<{ text: string }>(operator.get('/api/rules/running/flood.tide-level'));
  const wrong = text.replace('when: level >= asset.warnBlueM', 'when: levl >= asset.warnBlueM');
  const line = wrong.split('\n').findIndex((each) => each.includes('levl')) + 1;
  const { problems } = await json<{ problems: { line: number; message: string }[] }>(
    engineer.post('/api/rules/check', { text: wrong }),
  );
  expect(problems).toHaveLength(1);
  expect(problems[0]?.line).toBe(line);
  expect(problems[0]?.message).toContain('levl');
  expect(await json(engineer.post('/api/rules/check', { text }))).toMatchObject({
    rule: 'flood.tide-level',
    problems: [],
  });
  expect((await operator.post('/api/rules/check', { text })).status).toBe(403);
  expect((await operator.post('/api/rules/cases', { text })).status).toBe(403);
  const { rules } = await json<{ rules: { rule: string }[] }>(operator.get('/api/rules/running'));
  expect(rules.map(({ rule }) => rule)).toContain('flood.tide-level');
});

test('the cases of a draft run in a thread of their own: a text with other thresholds fails the cases of its rule', async () => {
  const { text } = await json<{ text: string }>(engineer.get('/api/rules/running/flood.tide-level'));
  const run = (draft: string) =>
    json<{ results: { name: string; failures: string[] }[] }>(engineer.post('/api/rules/cases', { text: draft }));
  const { results } = await run(text);
  expect(results.length).toBeGreaterThan(0);
  expect(results.flatMap(({ failures }) => failures)).toEqual([]);
  const deaf = await run(text.replaceAll('>= asset.warn', '>= 9.0 + asset.warn'));
  expect(deaf.results.some(({ failures }) => failures.length > 0)).toBe(true);
}, 60_000);

test('a draft is handed in, back-tested as a job and stands as tested with its picture; its author may not approve it', async () => {
  const { text } = await json<{ text: string }>(engineer.get('/api/rules/running/flood.tide-level'));
  const stamp = { epoch: 'e'.repeat(16), at: 1 };
  const draft = text.replace(/^version: .*$/m, 'version: 41');
  expect((await engineer.post('/api/rules', { ...stamp, seq: 1, file: 'draft.yaml', text: draft })).status).toBe(200);
  const { job } = await json<{ job: string }>(
    engineer.post('/api/rules/flood.tide-level/41/bench', { ...stamp, seq: 2, timeline: EXERCISE.id, hours: 1 }),
  );
  const ask = () => json<{ state: string; message?: string }>(engineer.get(`/api/bench/${job}`));
  await expect.poll(async () => (await ask()).state, { timeout: 50_000, interval: 100 }).toBe('done');
  const { backtest } = await json<{ backtest: { summary: { observations: number } } }>(
    engineer.get('/api/rules/flood.tide-level/41/backtest'),
  );
  expect(backtest.summary.observations).toBe(2);
  const { rules } = await json<{ rules: { version: number; state: string }[] }>(engineer.get('/api/rules'));
  expect(rules.find(({ version }) => version === 41)?.state).toBe('tested');
  expect((await engineer.post('/api/rules/flood.tide-level/41/approve', { ...stamp, seq: 3 })).status).toBe(409);
  expect((await engineer.get('/api/bench/job-999')).status).toBe(404);
}, 60_000);
