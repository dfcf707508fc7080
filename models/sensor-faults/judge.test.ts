import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../synthetic/random.ts';
import { flagsOf } from './evaluate.ts';
import { createFaultJudge, SERIES_MAX } from './judge.ts';
import { codeOfKind, FAULT_KINDS, type FaultKind } from './kinds.ts';
import { putFault, type Saying } from './made/faults.ts';
import { FIRST_SEED, type MadeGauge, makeGauge } from './made/gauge.ts';
import { normal } from './made/water.ts';
import { createSecondOpinion, type SecondOpinion } from './second-opinion.ts';

const PERIOD_MS = 300_000;
const START_MS = Date.UTC(2026, 2, 1);
const DAY = 288;

let opinion: SecondOpinion;
beforeAll(async () => {
  opinion = await createSecondOpinion();
});

/** Twelve days of a plain tide with some weather and a little noise, and one fault on the tenth day. */
function sayingWith(kind: FaultKind, seed: number): { saying: Saying; from: number; to: number } {
  const random = createRandom(seed);
  let weatherM = 0;
  const saying: Saying = {
    ...{ startMs: START_MS, periodMs: PERIOD_MS, isTidal: true, noiseM: 0.006, digitM: 0.01 },
    valueM: Float64Array.from({ length: 12 * DAY }, (_, step) => {
      const hours = step / 12;
      const tide = 0.95 * Math.cos(hours * 0.5058) + 0.3 * Math.cos(hours * 0.5236) + 0.2 * Math.cos(hours * 0.2625);
      weatherM = 0.997 * weatherM + 0.004 * normal(random);
      return 2 + tide + weatherM + 0.006 * normal(random);
    }),
    isThere: new Uint8Array(12 * DAY).fill(1),
    clockOffMs: new Float64Array(12 * DAY),
  };
  const span = putFault(kind, saying, 9 * DAY + 37, random);
  if (span === null) throw new Error(`no ${kind} could be put there`);
  return { saying, from: span.from, to: span.to };
}

/** The saying as it would be written down, without the readings that never came. */
function gaugeFrom({ valueM, isThere, clockOffMs }: Saying): MadeGauge {
  const steps = [...isThere.keys()].filter((step) => isThere[step] === 1);
  const rightMs = (step: number): number => START_MS + step * PERIOD_MS;
  return {
    ...{ isTidal: true, periodMs: PERIOD_MS, truth: new Uint8Array(steps.length), events: [], scoredFrom: 0 },
    at: Float64Array.from(steps, (step) => rightMs(step) + clockOffMs[step]!),
    valueM: Float64Array.from(steps, (step) => Math.round(valueM[step]! * 100) / 100),
    arrivedAt: Float64Array.from(steps, (step) => rightMs(step) + 2000),
  };
}

describe('one fault on a plain tide', () => {
  it.each([...FAULT_KINDS])(
    '%s: four of five are found, three of five named, and little is flagged before',
    async (kind) => {
      let [found, named] = [0, 0];
      for (let seed = 1; seed <= 5; seed++) {
        const { saying, from, to } = sayingWith(kind, seed);
        const { both } = await flagsOf(gaugeFrom(saying), opinion);
        const lost = saying.isThere.slice(0, from).filter((isThere) => isThere === 0).length;
        const inside = both.slice(from - lost, to - lost + 2);
        const votes = FAULT_KINDS.map((one) => inside.filter((code) => code === codeOfKind(one)).length);
        const most = Math.max(...votes);
        found += Number(most > 0);
        named += Number(most > 0 && FAULT_KINDS[votes.indexOf(most)] === kind);
        const before = both.slice(0, from - lost);
        expect(before.filter((code) => code !== 0).length).toBeLessThan(0.01 * before.length);
      }
      expect(found).toBeGreaterThanOrEqual(4);
      expect(named).toBeGreaterThanOrEqual(3);
    },
  );
});

describe('the judge of many series', () => {
  it('judges as they come what it would judge at once', async () => {
    const gauge = makeGauge(FIRST_SEED.tuning + 3, { days: 12, soundDays: 4, pauseH: 20 });
    const { both } = await flagsOf(gauge, opinion);
    const judge = createFaultJudge({ opinion, warn: () => expect.unreachable() });
    const verdicts = await Promise.all(
      Array.from(gauge.at, (atMs, place) =>
        judge.judge('one', { atMs, value: gauge.valueM[place]!, arrivedMs: gauge.arrivedAt[place]! }),
      ),
    );
    const streamed = verdicts.map((verdict) => (verdict === null ? 0 : codeOfKind(verdict.kind)));
    expect(streamed).toEqual([...both]);
    expect(both.some((code) => code !== 0)).toBe(true);
  });

  it('answers in the order of asking, whatever the series', async () => {
    const judge = createFaultJudge({ opinion, warn: () => expect.unreachable() });
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 500 }, (_, n) =>
        judge
          .judge(`series ${n % 7}`, { atMs: START_MS + n * PERIOD_MS, value: Math.sin(n / 9), arrivedMs: Number.NaN })
          .then(() => order.push(n)),
      ),
    );
    expect(order).toEqual(Array.from({ length: 500 }, (_, n) => n));
  });

  it('goes on with the gate when the network fails, and says so once', async () => {
    const said: string[] = [];
    const broken: SecondOpinion = {
      judge: () => Promise.reject(new Error('out of memory')),
      close: async () => undefined,
    };
    const judge = createFaultJudge({ opinion: broken, warn: (sentence) => said.push(sentence) });
    const random = createRandom(4);
    let last = null;
    for (let n = 0; n < 2000; n++) {
      const value = 2 + 0.005 * normal(random) + (n === 1999 ? 1.5 : 0);
      last = await judge.judge('one', { atMs: START_MS + n * PERIOD_MS, value, arrivedMs: Number.NaN });
    }
    expect(last).toEqual({ kind: 'spike', isAgreed: false });
    expect(said).toEqual(['The network for sensor faults failed, the gate goes on alone: out of memory.']);
  });

  it('holds so many series and lets those beyond pass', async () => {
    let beyond = 0;
    const judge = createFaultJudge({ opinion: null, warn: () => undefined, tooMany: () => beyond++ });
    for (let n = 0; n < SERIES_MAX + 5; n++) {
      expect(await judge.judge(`series ${n}`, { atMs: START_MS, value: 1, arrivedMs: START_MS })).toBeNull();
    }
    expect([judge.seriesCount(), beyond]).toEqual([SERIES_MAX, 5]);
  });
});
