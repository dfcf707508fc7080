import { expect, it } from 'vitest';
import { codeOfKind } from './kinds.ts';
import { FIRST_SEED, type MadeGauge, makeGauge, SCORED_PLAN } from './made/gauge.ts';
import { addToScore, emptyScore, figuresOf } from './score.ts';

const MINUTES_5 = 300_000;

/** A thousand readings: a spike at 500 and an offset from 600 to 700. */
function gauge(): MadeGauge {
  const truth = new Uint8Array(1000);
  truth[500] = codeOfKind('spike');
  truth.fill(codeOfKind('offset'), 600, 700);
  return {
    ...{ isTidal: true, periodMs: MINUTES_5, truth, scoredFrom: 100 },
    at: Float64Array.from(truth, (_, place) => place * MINUTES_5),
    valueM: new Float64Array(1000),
    arrivedAt: new Float64Array(1000).fill(Number.NaN),
    events: [
      { kind: 'spike', from: 500, to: 501 },
      { kind: 'offset', from: 600, to: 700 },
    ],
  };
}

it('gives the figures of a case worked by hand', () => {
  const flags = new Uint8Array(1000);
  flags[503] = codeOfKind('spike');
  flags.fill(codeOfKind('drift'), 650, 730);
  // Two false events: rows of flags less than two hours apart are one; what runs on from an event is none.
  flags[200] = flags[210] = codeOfKind('noise');
  flags[300] = codeOfKind('noise');
  // Before it was to be scored.
  flags[50] = codeOfKind('clock');
  const score = emptyScore();
  addToScore(score, gauge(), flags);
  expect(score.kinds.spike).toMatchObject({ events: 1, found: 1, named: 1 });
  expect(score.kinds.offset).toMatchObject({ events: 1, found: 1, named: 0, points: 100, pointsFlagged: 50 });
  // 900 readings, less two events and half an hour behind each.
  expect(score.goodPoints).toBe(900 - 7 - 106);
  expect(score.goodFlagged).toBe(3 + 24);
  expect(score.falseEvents).toBe(2);
  expect(figuresOf(score)).toMatchObject({ events: 2, foundShare: 1, kindNamedShare: 0.5 });
});

it('a flag beside an event finds nothing', () => {
  const flags = new Uint8Array(1000);
  flags[499] = flags[507] = codeOfKind('spike');
  const score = emptyScore();
  addToScore(score, gauge(), flags);
  expect(score.kinds.spike.found).toBe(0);
});

it('gauges for training, tuning and scoring are never the same, and each is the same every time', () => {
  const first = makeGauge(FIRST_SEED.scored, SCORED_PLAN);
  expect(makeGauge(FIRST_SEED.scored, SCORED_PLAN)).toEqual(first);
  const tuning = makeGauge(FIRST_SEED.tuning, SCORED_PLAN);
  expect([...tuning.valueM.slice(0, 50)]).not.toEqual([...first.valueM.slice(0, 50)]);
  expect(first.events.length).toBeGreaterThan(3);
  for (const { kind, from, to } of first.events) {
    expect(to).toBeGreaterThan(from);
    expect(first.truth[from]).toBe(codeOfKind(kind));
  }
});
