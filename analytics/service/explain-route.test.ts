import type { Explanation } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { beforeAll, expect, test } from 'vitest';
import { storeMadeLog } from '../backtest/store-made-log.ts';
import { createEngine } from '../engine/engine.ts';
import { MADE_TIMELINE, makeLog } from '../engine/made-log.ts';
import { withReferences } from '../rules/references.ts';
import { createExplainRoute, type ExplainRouteDeps } from './explain-route.ts';
import { loadRuleSet, type RuleSet } from './rule-set.ts';
import { createShadowRun } from './shadow-run.ts';

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
  return askOf({ explain, shadow: () => null, rules: () => set, store: database.store() }, query);
}

async function askOf(deps: ExplainRouteDeps, query: Record<string, string>) {
  const route = createExplainRoute(deps);
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

test('a version in shadow answers where it is asked for, or where none is in force, and says what it is', async () => {
  const own = set.rules.find(({ id }) => id === ASKED.rule)!;
  const next = { ...own, version: own.version + 1 };
  const shadow = createShadowRun(MADE_TIMELINE, withReferences([next], set.rules), new Set([next.id]), null);
  for (const { records, tick } of made) {
    for (const record of records) shadow.push({ ...record, sentAt: 0 });
    shadow.tick(tick, [], []);
  }
  const deps = (rules: RuleSet): ExplainRouteDeps => ({
    explain: (_timeline, rule, asset, version) =>
      [engine.explain(rule, asset), shadow.explain(rule, asset)].find(
        (one) => one && (version === null ? rules === set || one.inShadow : one.ruleVersion === version),
      ) ?? null,
    ...{ shadow: () => shadow, rules: () => rules, store: database.store() },
  });
  const first = { en: 'This version runs in shadow: it counts and tells nobody' };
  const inForce = await askOf(deps(set), ASKED);
  expect(inForce.body).toMatchObject({ ruleVersion: own.version, inShadow: false });
  for (const at of [{}, { at: String(made.at(-1)!.tick.at) }]) {
    const asked = await askOf(deps(set), { ...ASKED, ...at, version: String(next.version) });
    expect(asked.body).toMatchObject({ ruleVersion: next.version, inShadow: true, verdict: inForce.body.verdict });
    expect(asked.body.reasons[0]).toMatchObject(first);
    const alone = { ...set, rules: set.rules.filter(({ id }) => id !== own.id) };
    const other = await askOf(deps(alone), { ...ASKED, ...at });
    expect(other.body).toMatchObject({ ruleVersion: next.version, inShadow: true, inputs: inForce.body.inputs });
  }
  expect((await askOf(deps(set), { ...ASKED, version: '99' })).status).toBe(404);
  expect((await askOf(deps(set), { ...ASKED, version: 'two' })).status).toBe(400);
});
