import type { ObservationsRecord, Quality } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains';
import { describe, expect, test } from 'vitest';
import { loadRuleSet } from '../service/rule-set.ts';
import { createEngine } from './engine.ts';
import { explainUnwatched } from './explain-unwatched.ts';
import { MADE_TIMELINE, makeFact, makeLog } from './made-log.ts';
import { madeRules } from './made-rules.ts';

const { rules, assets } = loadRuleSet(DOMAINS, [], null);
const RULE = 'flood.tide-level';
const GAUGE = 'gauge-wusongkou';
const START = Date.UTC(2026, 8, 11);
const MINUTE = 60_000;

function openGauge() {
  const engine = createEngine({ timeline: MADE_TIMELINE, rules });
  let n = 0;
  const at = (minute: number, value: number | null, quality: Quality = 'good', facts = [] as never[]) => {
    const ms = START + minute * MINUTE;
    n += 1;
    if (value !== null) {
      const envelope = { tl: MADE_TIMELINE, device: 'd', epoch: '1-0000000000000000', seq: n, sentAt: ms, rxAt: ms };
      const items = [{ asset: GAUGE, metric: 'water.level', at: ms, value, quality }];
      engine.push({ k: 'obs', ...envelope, items } satisfies ObservationsRecord);
    }
    return engine.tick({ k: 'tick', tl: MADE_TIMELINE, n, at: ms, facts: 0 }, facts);
  };
  return { engine, at, ask: () => engine.explain(RULE, GAUGE)! };
}

describe('an explanation', () => {
  test('changes nothing, at whatever moment and for whatever rule it is asked', () => {
    const everything = madeRules(rules);
    const [asked, undisturbed] = [1, 2].map(() => createEngine({ timeline: MADE_TIMELINE, rules: everything }));
    const said = [asked!, undisturbed!].map(() => [] as string[]);
    for (const { records, tick } of makeLog(3, 400)) {
      for (const [i, engine] of [asked!, undisturbed!].entries()) {
        for (const record of records) engine.push(record);
        said[i]!.push(...engine.tick(tick).map((alarm) => JSON.stringify(alarm)));
      }
      if (tick.n % 7 !== 0) continue;
      for (const rule of everything) for (const { asset } of rule.watched) asked!.explain(rule.id, asset.id);
    }
    expect(said[0]!.length).toBeGreaterThan(20);
    expect(said[0]).toEqual(said[1]);
    expect(Buffer.from(asked!.snapshot()).equals(Buffer.from(undisturbed!.snapshot()))).toBe(true);
  });

  test('of a delay that runs names what holds and how long is left', () => {
    const { at, ask } = openGauge();
    at(0, 4.9);
    at(2, null);
    expect(ask()).toMatchObject({ verdict: 'pending', inputs: [{ name: 'level', value: 4.9, ageS: 120 }] });
    const blue = ask().levels[0]!;
    expect(blue).toMatchObject({ level: 'blue', holds: true, isOn: false, whenWithValues: '4.9 >= 4.8' });
    expect(blue.remainingS).toBeGreaterThan(0);
    expect(ask().reasons[0]?.en).toMatch(/^Level IV holds, and its delay runs for another/);
  });

  test('of an alarm gives its condition with values, since when, and who hushed it', () => {
    const { engine, at, ask } = openGauge();
    for (const minute of [0, 5, 10, 15]) at(minute, 4.9);
    expect(ask()).toMatchObject({
      verdict: 'alarm',
      alarm: { level: 'blue' },
      source: { zh: expect.stringContaining('警戒'), en: expect.stringContaining('tide') },
    });
    expect(ask().reasons[0]?.en).toContain('level >= asset.warnBlueM, that is 4.9 >= 4.8');
    const shelve = makeFact({ kind: 'shelve', alarm: engine.activeAlarms()[0]!.id, minutes: 30, reason: 'test' }, 1, 0);
    at(20, 4.9, 'good', [shelve] as never[]);
    expect(ask().verdict).toBe('hushed');
    expect(ask().reasons[0]?.en).toBe(
      'The condition holds, and the alarm is shelved for another 30 min by operator: test',
    );
  });

  test('of silence says which input has no value and why', () => {
    const { at, ask } = openGauge();
    expect(ask().reasons[0]?.en).toBe(`Input level has no value: water.level of ${GAUGE} was never read`);
    at(0, 4.9, 'bad');
    expect(ask()).toMatchObject({ verdict: 'no-value' });
    expect(ask().reasons[0]?.en).toContain('has only readings whose quality is refused');
    at(1, 4.9);
    at(3, 4.1);
    at(33, null);
    expect(ask().reasons[0]?.en).toContain('was last read 30 min ago, which is more than 20 min');
    at(34, 4.9, 'bad');
    expect(ask().reasons[0]?.en).toContain('has newer readings of refused quality; the last good one is 31 min old');
    at(35, 4.1);
    expect(ask()).toMatchObject({ verdict: 'calm' });
    expect(ask().reasons[0]?.zh).toBe('IV 级（一般）不成立：level >= asset.warnBlueM，即 4.1 >= 4.8');
  });

  test('of a rule that does not watch says whether rule, asset, kind, where or attributes are the reason', () => {
    const why = (rule: string, asset: string) =>
      explainUnwatched({ timeline: 'live', at: 0, rule, asset }, rules, assets, []).reasons[0]?.en;
    expect(why('flood.none', GAUGE)).toBe('No rule flood.none runs');
    expect(why(RULE, 'gauge-none')).toBe('There is no asset gauge-none');
    expect(why(RULE, 'rain-expo')).toBe('The rule watches tide-gauge; Expo site is a rain-gauge');
    expect(why(RULE, 'gauge-yangsi')).toContain('does not fit where: has(asset.warnBlueM)');
  });
});
