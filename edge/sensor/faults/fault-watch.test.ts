import type { Observation } from '@chengyun/contracts';
import { QualitySchema } from '@chengyun/contracts';
import { createFaultJudge } from '@chengyun/models/sensor-faults/judge.ts';
import { createManualClock } from '@chengyun/platform/service/clock.ts';
import { Check } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { createFaultWatch, type FaultWatch } from './fault-watch.ts';
import { BAD_MS_MAX, createQualityOf } from './quality-of.ts';

const START_MS = Date.UTC(2026, 4, 1);
const PERIOD_MS = 300_000;

function begin(): { watch: FaultWatch; handed: Observation[]; at: (n: number) => number } {
  const handed: Observation[] = [];
  const clock = createManualClock(START_MS);
  const watch = createFaultWatch(
    { metrics: ['water.level'] },
    {
      device: 'gauge-1',
      judge: createFaultJudge({ opinion: null, warn: () => expect.unreachable() }),
      observe: async (observation) => {
        handed.push(observation);
      },
      clock,
    },
  );
  return { watch, handed, at: (n) => START_MS + n * PERIOD_MS };
}

const level = (at: number, value: number): Observation => ({ metric: 'water.level', asset: 'a', at, value, unit: 'm' });
/** Centimetres that shake a little, and no two in a row alike. */
const calm = (n: number): number => 2 + (((n * 7) % 5) - 2) / 100;

describe('between driver and outbox', () => {
  test('limits from afar hold from the next reading on, and a series that is measured otherwise is learned anew', async () => {
    const flagsAfter = async (change: (watch: FaultWatch) => void, last: number): Promise<readonly string[]> => {
      const { watch, handed, at } = begin();
      for (let n = 0; n < 300; n++) await watch.observe(level(at(n), calm(n)));
      change(watch);
      await watch.observe(level(at(300), last));
      return handed.at(-1)?.quality?.flags ?? [];
    };
    expect(await flagsAfter(() => undefined, 3.7)).toEqual(['spike']);
    expect(await flagsAfter((watch) => watch.limit({ spike: 1000, jump: 1000 }), 3.7)).toEqual([]);
    expect(await flagsAfter((watch) => watch.forget(new Set(['rain.hour'])), 200)).toEqual(['spike']);
    expect(await flagsAfter((watch) => watch.forget(new Set(['water.level'])), 200)).toEqual([]);
  });

  test('every reading is handed on, in order, and only the spike is flagged', async () => {
    const { watch, handed, at } = begin();
    const given: Observation[] = [];
    for (let n = 0; n < 400; n++) {
      given.push(level(at(n), n === 300 ? 3.7 : calm(n)), { metric: 'rain.hour', asset: 'a', at: at(n), value: n });
    }
    await Promise.all(given.map((observation) => watch.observe(observation)));
    expect(handed.map(({ at: when, metric, value }) => [when, metric, value])).toEqual(
      given.map(({ at: when, metric, value }) => [when, metric, value]),
    );
    const flagged = handed.filter(({ quality }) => quality !== undefined);
    expect(flagged).toEqual([{ ...level(at(300), 3.7), quality: { verdict: 'bad', flags: ['spike'] } }]);
    expect(watch.flagged()).toEqual({ spike: 1 });
  });

  test('the first reading behind a silence is flagged as a gap and may be used', async () => {
    const { watch, handed, at } = begin();
    for (let n = 0; n < 200; n++) if (n < 100 || n >= 160) await watch.observe(level(at(n), calm(n)));
    const flagged = handed.filter(({ quality }) => quality !== undefined);
    expect(flagged).toEqual([{ ...level(at(160), calm(160)), quality: { verdict: 'uncertain', flags: ['gap'] } }]);
  });

  test('a clock that begins in the year 2000 is flagged, and the reading comes under the time of the agent', async () => {
    const { watch, handed, at } = begin();
    for (let n = 0; n < 60; n++) await watch.observe(level(n === 50 ? 946_684_810_000 : at(n), calm(n)));
    expect(handed[50]).toEqual({ ...level(START_MS, calm(50)), quality: { verdict: 'bad', flags: ['clock'] } });
    expect(handed.filter(({ quality }) => quality !== undefined)).toHaveLength(1);
    expect(handed.map(({ value }) => value)).toEqual(Array.from({ length: 60 }, (_, n) => calm(n)));
  });

  test('what the driver said about quality stays, and the worse verdict wins', async () => {
    const { watch, handed, at } = begin();
    for (let n = 0; n < 300; n++) await watch.observe(level(at(n), calm(n)));
    const said = { verdict: 'uncertain', flags: ['calibration'] } satisfies Observation['quality'];
    await watch.observe({ ...level(at(300), calm(300)), quality: said });
    await watch.observe({ ...level(at(301), 5), quality: said });
    expect(handed.at(-2)?.quality).toEqual(said);
    expect(handed.at(-1)?.quality).toEqual({ verdict: 'bad', flags: ['calibration', 'spike'] });
    expect(Check(QualitySchema, handed.at(-1)?.quality)).toBe(true);
  });
});

describe('what a fault means for use', () => {
  const fault = (kind: 'offset' | 'stuck' | 'clock' | 'noise', isAgreed = true) => ({ kind, isAgreed });

  test('a jump is bad for some hours and then uncertain, so that no flood is hidden for good', () => {
    const qualityOf = createQualityOf();
    expect(qualityOf(undefined, fault('offset'), START_MS)).toEqual({ verdict: 'bad', flags: ['offset'] });
    expect(qualityOf(undefined, fault('offset'), START_MS + BAD_MS_MAX)?.verdict).toBe('bad');
    expect(qualityOf(undefined, fault('offset'), START_MS + BAD_MS_MAX + 1)?.verdict).toBe('uncertain');
    expect(qualityOf(undefined, null, START_MS + BAD_MS_MAX + 2)).toBeUndefined();
    expect(qualityOf(undefined, fault('offset'), START_MS + BAD_MS_MAX + 3)?.verdict).toBe('bad');
  });

  test('what stands below the truth, and noise that only one of the two sees, is uncertain', () => {
    expect(createQualityOf()(undefined, fault('stuck'), START_MS)).toEqual({ verdict: 'uncertain', flags: ['stuck'] });
    expect(createQualityOf()(undefined, fault('noise', false), START_MS)?.verdict).toBe('uncertain');
    expect(createQualityOf()(undefined, fault('noise'), START_MS)?.verdict).toBe('bad');
  });

  test('a wrong time stays bad', () => {
    const qualityOf = createQualityOf();
    qualityOf(undefined, fault('clock'), START_MS);
    expect(qualityOf(undefined, fault('clock'), START_MS + 9 * BAD_MS_MAX)?.verdict).toBe('bad');
  });
});
