import type { ForecastRecord, LeadScore } from '@chengyun/contracts';
import { describe, expect, test } from 'vitest';
import { createScoreboard } from './scoreboard.ts';
import { judge } from './skill-gate.ts';

const MIN = 60_000;
const STEP = 5 * MIN;
const options = { stepMs: STEP, steps: 12, spanMs: 24 * 60 * MIN, seasonMs: 60 * MIN };

/** Issued at a cell: persistence says `last`, the model `median` for every step. */
function forecast(cell: number, last: number, median: number): ForecastRecord {
  const flat = (value: number) => Array.from({ length: 12 }, () => value);
  return {
    ...{ k: 'forecast', tl: 'live', model: 'm', version: 1, asset: 'a', metric: 'x', issuedAt: cell * STEP, last },
    ...{ stepMs: STEP, p10: flat(median - 1), p50: flat(median), p90: flat(median + 1), skilled: true },
  };
}

describe('the scoreboard', () => {
  test('scores each step once, per lead, beside persistence and one season before', () => {
    const board = createScoreboard(options);
    board.issue(forecast(100, 2, 5));
    for (let cell = 100; cell <= 112; cell++) board.truth(cell, cell === 101 ? 8 : 5.5, (at) => (at < 100 ? 4 : 5));
    const leads = board.leads();
    expect(leads.map(({ leadMs, n }) => [leadMs / MIN, n])).toEqual([
      [10, 2],
      [30, 4],
      [60, 6],
    ]);
    expect(leads[0]).toMatchObject({ mae: (3 + 0.5) / 2, persistenceMae: (6 + 3.5) / 2, coverage: 0.5 });
    expect(leads[0]?.rmse).toBeCloseTo(Math.sqrt((9 + 0.25) / 2));
    // 60 min are 12 cells: one season before cell 101 is 89.
    expect(leads[0]?.seasonalMae).toBeCloseTo((4 + 1.5) / 2);
    expect([board.truths(), board.pending()]).toEqual([12, 0]);
    board.truth(113, 99, () => 0);
    expect(board.leads()).toEqual(leads);
  });

  test('what is older than the span goes', () => {
    const board = createScoreboard(options);
    board.issue(forecast(0, 0, 0));
    board.truth(1, 100, () => Number.NaN);
    const day = (24 * 60 * MIN) / STEP;
    board.issue(forecast(2 * day, 0, 0));
    board.truth(2 * day + 1, 1, () => Number.NaN);
    expect(board.leads()).toMatchObject([{ n: 1, mae: 1, seasonalMae: null }]);
  });

  test('a truth that is missing scores nothing', () => {
    const board = createScoreboard(options);
    board.issue(forecast(0, 0, 0));
    board.truth(1, Number.NaN, () => 0);
    expect(board.leads()).toEqual([]);
  });
});

describe('the gate', () => {
  const lead = (mae: number, persistenceMae: number): LeadScore => ({
    ...{ leadMs: 1, n: 10, mae, rmse: mae, coverage: 0.8, persistenceMae, persistenceRmse: persistenceMae },
    seasonalMae: null,
  });
  const issued = (mae: number, truths = 20) => ({ leads: [lead(mae, 1)], truths });

  test('a model worse than persistence may not, and comes back only when clearly better', () => {
    expect(judge(issued(0.5), [], true, 12)).toMatchObject({ skilled: true, skill: 0.5, from: 'issued' });
    expect(judge(issued(1.1), [], true, 12).skilled).toBe(false);
    expect(judge(issued(0.95), [], false, 12).skilled).toBe(false);
    expect(judge(issued(0.95), [], true, 12).skilled).toBe(true);
    expect(judge(issued(0.85), [], false, 12).skilled).toBe(true);
  });

  test('until enough truths have come the hold-out decides', () => {
    expect(judge(issued(0.1, 3), [lead(2, 1)], null, 12)).toMatchObject({ skilled: false, from: 'hold-out' });
    expect(judge(issued(9, 3), [lead(0.2, 1)], null, 12)).toMatchObject({ skilled: true, from: 'hold-out' });
    expect(judge({ leads: [], truths: 0 }, [], null, 12).skilled).toBe(false);
  });

  test('where nothing ever moves persistence cannot be beaten', () => {
    expect(judge({ leads: [lead(0.01, 0)], truths: 20 }, [], null, 12)).toMatchObject({ skilled: false, skill: -1 });
    expect(judge({ leads: [lead(0, 0)], truths: 20 }, [], null, 12)).toMatchObject({ skilled: false, skill: 0 });
  });
});
