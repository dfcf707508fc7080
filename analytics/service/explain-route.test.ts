import type { Explanation } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { beforeAll, expect, test } from 'vitest';
import { storeMadeLog } from '../backtest/store-made-log.ts';
import { createEngine } from '../engine/engine.ts';
import { MADE_TIMELINE, makeLog } from '../engine/made-log.ts';
import { createExplainRoute } from './explain-route.ts';
import { loadRuleSet } from './rule-set.ts';

const database = withTestDatabase();
const set = loadRuleSet(DOMAINS, [], null);
const made = makeLog(5, 900);
const engine = createEngine({ timeline: MADE_TIMELINE, rules: set.rules });
const ASKED = { timeline: MADE_TIMELINE, rule: 'flood.underpass', asset: 'underpass-yanggao-century' };

beforeAll(async () => {
  await storeMadeLog(database.store(), made);
  for (const { records, tick } of made) {
    for (const record of records) engine.push({ ...record, sentAt: 0 });
    engine.tick(tick);
  }
});

async function ask(query: Record<string, string>) {
  const explain = (timeline: string, rule: string, asset: string) =>
    timeline === MADE_TIMELINE ? engine.explain(rule, asset) : null;
  const route = createExplainRoute({ explain, rules: () => set, store: database.store() });
  const answer = await route('/explain', new URLSearchParams(query));
  return { status: answer?.status, body: JSON.parse(answer?.body ?? 'null') as Explanation };
}

test('the running engine and the replayed history explain the newest moment alike', async () => {
  const live = await ask(ASKED);
  const past = await ask({ ...ASKED, at: String(made.at(-1)!.tick.at) });
  expect(live.status).toBe(200);
  expect(live.body.inputs.length).toBeGreaterThan(0);
  expect({ ...past.body, alarm: null }).toEqual({ ...live.body, alarm: null });
  expect(past.body.alarm?.level).toBe(live.body.alarm?.level);
});

test('what does not run is explained as well, and a question without its parts is refused', async () => {
  expect((await ask({ ...ASKED, rule: 'flood.none' })).body).toMatchObject({
    verdict: 'not-watched',
    at: made.at(-1)!.tick.at,
    reasons: [{ en: 'No rule flood.none runs' }],
  });
  expect((await ask({ timeline: 'live', rule: 'a' })).status).toBe(400);
  expect((await ask({ ...ASKED, at: 'soon' })).status).toBe(400);
});
