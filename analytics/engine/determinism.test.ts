import { DOMAINS, metricStandards } from '@chengyun/domains';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadRules } from '../rules/load-rules.ts';
import { createBarrier } from '../service/barrier.ts';
import { createEngine, type Engine } from './engine.ts';
import { MADE_TIMELINE, type MadeTick, makeFact, makeLog, partitionLog, randomFrom } from './made-log.ts';
import { madeForecasts, madeRules } from './made-rules.ts';

const { rules } = loadRules(
  DOMAINS,
  metricStandards(),
  DOMAINS.flatMap((domain) => domain.assets),
);
const everything = madeRules(rules);
const fresh = (): Engine => createEngine({ timeline: MADE_TIMELINE, rules: everything });
const made = makeLog(7, 900);
const forecastsOf = new Map(made.map((step) => [step.tick.n, madeForecasts(step)]));

/** Acknowledges every tenth alarm that is out, shelves every eleventh; depends on the engine's own state alone. */
function factsFor(engine: Engine, { tick }: MadeTick) {
  const [oldest] = engine.activeAlarms();
  if (!oldest) return [];
  if (tick.n % 10 === 0) return [makeFact({ kind: 'ack', alarm: oldest.id }, tick.n, tick.at)];
  if (tick.n % 11 === 0) {
    return [makeFact({ kind: 'shelve', alarm: oldest.id, minutes: 5, reason: 'test' }, tick.n, tick.at)];
  }
  return tick.n % 10 === 1
    ? [makeFact({ kind: 'undo', fact: `operator/0000000000000001/${tick.n - 1}` }, tick.n, tick.at)]
    : [];
}

function run(log: readonly MadeTick[], engine = fresh(), each: (engine: Engine) => Engine = (same) => same): string {
  const lines: string[] = [];
  let current = engine;
  for (const step of log) {
    for (const record of step.records) current.push(record);
    for (const alarm of current.tick(step.tick, factsFor(current, step), forecastsOf.get(step.tick.n)))
      lines.push(JSON.stringify(alarm));
    current = each(current);
  }
  return lines.join('\n');
}

const truth = run(made);

describe('the same log gives the same bytes', () => {
  test('the made log is worth testing with', () => {
    const moves = truth.split('\n').map((line) => JSON.parse(line) as { transition: string; rule: string });
    const kinds = new Set(moves.map((move) => move.transition));
    for (const kind of ['raise', 'escalate', 'ease', 'update', 'clear', 'ack', 'unack', 'shelve', 'unshelve']) {
      expect(kinds, kind).toContain(kind);
    }
    const rulesThatSpoke = new Set(moves.map((move) => move.rule));
    const madeUp = everything.filter((rule) => !rules.includes(rule)).map((rule) => rule.id);
    for (const rule of madeUp) expect(rulesThatSpoke, rule).toContain(rule);
    expect(rulesThatSpoke.size).toBeGreaterThanOrEqual(5 + madeUp.length);
  });

  test('twice', () => expect(run(made)).toBe(truth));

  test('over 1, 2 and 4 partitions', () => {
    for (const partitions of [1, 2, 4]) {
      const lanes = partitionLog(made, partitions);
      const barrier = createBarrier(partitions);
      const engine = fresh();
      const lines: string[] = [];
      const places = lanes.map(() => 0);
      const random = randomFrom(partitions);
      // Partitions are read at random speeds.
      while (places.some((place, i) => place < lanes[i]!.length)) {
        const i = Math.floor(random() * partitions);
        const record = lanes[i]![places[i]!];
        if (record) barrier.push(i, places[i]!++, record);
        for (let next = barrier.take(); next; next = barrier.take()) {
          for (const each of next.records) engine.push(each);
          const facts = factsFor(engine, { records: [], tick: next.tick });
          for (const alarm of engine.tick(next.tick, facts, forecastsOf.get(next.tick.n)))
            lines.push(JSON.stringify(alarm));
        }
      }
      expect(lines.join('\n') === truth, `${partitions} partitions`).toBe(true);
    }
  });

  test('restarted at a hundred places', () => {
    const random = randomFrom(3);
    let restarts = 0;
    const restarted = run(made, fresh(), (engine) => {
      if (random() > 0.12) return engine;
      restarts += 1;
      const next = fresh();
      next.restore(engine.snapshot());
      return next;
    });
    expect(restarts).toBeGreaterThanOrEqual(90);
    expect(restarted === truth).toBe(true);
  });

  test('with records of a tick shuffled and repeated', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (seed) => {
        const random = randomFrom(seed);
        const shaken = made.slice(0, 300).map((step) => {
          const doubled = step.records.flatMap((record) => (random() < 0.3 ? [record, record] : [record]));
          return {
            ...step,
            records: doubled
              .map((r) => ({ r, at: random() }))
              .sort((a, b) => a.at - b.at)
              .map((x) => x.r),
          };
        });
        expect(run(shaken) === run(made.slice(0, 300))).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  test('with records that come again ticks later', () => {
    const again = made.map((step, i) => ({ ...step, records: [...step.records, ...(made[i - 3]?.records ?? [])] }));
    expect(run(again) === truth).toBe(true);
  });
});
