/** An engine over worker threads says the same bytes as one in its own thread, restarted or not, whatever people do. */
import { DOMAINS, metricStandards } from '@chengyun/domains';
import { afterEach, describe, expect, test } from 'vitest';
import { loadRules } from '../rules/load-rules.ts';
import { createEngine, type Engine } from './engine.ts';
import { MADE_TIMELINE, type MadeTick, makeFact, makeLog } from './made-log.ts';
import { MADE_ASSETS, madeForecasts, madeRules } from './made-rules.ts';
import { rulesOfShard, shardAssets } from './shards.ts';

const assets = MADE_ASSETS;
const metrics = metricStandards();
const rules = madeRules(loadRules(DOMAINS, metrics, assets).rules);
const made = makeLog(11, 500);
const forecastsOf = new Map(made.map((step) => [step.tick.n, madeForecasts(step)]));

const open: Engine[] = [];
afterEach(() => {
  for (const engine of open.splice(0)) engine.close();
});
function engineOf(count: number): Engine {
  const threads = count > 0 ? { threads: { count, metrics, assets } } : {};
  const engine = createEngine({ timeline: MADE_TIMELINE, rules, assets, ...threads });
  open.push(engine);
  return engine;
}

/** Acknowledges every seventh tick, shelves every ninth, takes a station out of service for a while. */
function factsFor(engine: Engine, { tick }: MadeTick) {
  const [oldest] = engine.activeAlarms();
  if (oldest && tick.n % 7 === 0) return [makeFact({ kind: 'ack', alarm: oldest.id }, tick.n, tick.at)];
  if (oldest && tick.n % 9 === 0) {
    return [makeFact({ kind: 'shelve', alarm: oldest.id, minutes: 5, reason: 'test' }, tick.n, tick.at)];
  }
  return [];
}

function run(first: Engine, each: (engine: Engine) => Engine = (same) => same): string {
  const lines: string[] = [];
  let engine = first;
  for (const step of made) {
    for (const record of step.records) engine.push(record);
    for (const alarm of engine.tick(step.tick, factsFor(engine, step), forecastsOf.get(step.tick.n)))
      lines.push(JSON.stringify(alarm));
    engine = each(engine);
  }
  return lines.join('\n');
}

const truth = run(engineOf(0));

describe('over worker threads', () => {
  test('the made log moves alarms of many rules', () => {
    const spoke = new Set(truth.split('\n').map((line) => (JSON.parse(line) as { rule: string }).rule));
    expect(spoke.size).toBeGreaterThan(10);
  });

  test.each([1, 2, 4])('%d give the same bytes', (count) => {
    const engine = engineOf(count);
    expect(run(engine) === truth).toBe(true);
    const { counts } = engineOf(0);
    expect(Object.keys(engine.counts).sort()).toEqual(Object.keys(counts).sort());
  });

  test('restarted again and again, from threads to none and back', () => {
    const restarts = new Map([
      [90, 0],
      [210, 2],
      [340, 1],
      [450, 0],
    ]);
    const restarted = run(engineOf(2), (engine) => {
      const count = restarts.get(engine.lastTick());
      if (count === undefined) return engine;
      restarts.delete(engine.lastTick());
      const next = engineOf(count);
      next.restore(engine.snapshot());
      engine.close();
      return next;
    });
    expect(restarts.size).toBe(0);
    expect(restarted === truth).toBe(true);
  });

  test('counts and explanations are those of one thread', () => {
    const [one, two] = [engineOf(0), engineOf(2)];
    expect(run(one) === run(two)).toBe(true);
    expect(two.counts).toEqual(one.counts);
    for (const { id, watched } of rules.slice(0, 20)) {
      const asset = watched[0]?.asset.id ?? '';
      expect(two.explain(id, asset), `${id} on ${asset}`).toEqual(one.explain(id, asset));
    }
    expect(two.explain('flood.surge', 'no-such-asset')).toBeNull();
  });
});

describe('shards', () => {
  test('keep together what a rule reads together, and lose no asset', () => {
    const shards = shardAssets(rules, 3);
    const placeOf = new Map(shards.flatMap((own, i) => own.map((asset) => [asset, i] as const)));
    for (const rule of rules) {
      for (const { asset, sources, derivedSources } of rule.watched) {
        for (const other of [...sources.flat(), ...derivedSources.flat()]) {
          expect(placeOf.get(other), `${rule.id}: ${other} beside ${asset.id}`).toBe(placeOf.get(asset.id));
        }
      }
    }
    const pairs = (set: typeof rules) => set.reduce((sum, { watched }) => sum + watched.length, 0);
    const spread = shards.map((own) => pairs(rulesOfShard(rules, new Set(own))));
    expect(spread.reduce((a, b) => a + b)).toBe(pairs(rules));
    expect(new Set(placeOf.keys()).size).toBe(shards.flat().length);
  });
});
