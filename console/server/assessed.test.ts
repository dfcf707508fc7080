import type { ResponseProposal, RiskPlace, RiskRecord } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { CELLS_MAX, createAssessed } from './assessed.ts';

const place = (id: string, score: number): RiskPlace => ({
  ...{ id, score, people: 1200, hazard: 0.5, exposure: 0.5, vulnerability: 0.5, reasons: [] },
  level: score >= 0.05 ? 'blue' : null,
});
/** The cell of resolution 8 over the Bund. */
const CELL = '88309959d1fffff';
const risk = (n: number, cells: readonly RiskPlace[]): RiskRecord => ({
  ...{ k: 'risk', tl: 'live', n, at: n * 1000, cells, districts: [], assets: [] },
});
const response = (n: number, proposed: ResponseProposal['proposed']): ResponseProposal => ({
  ...{ k: 'response', tl: 'live', n, at: n * 1000, proposed, proposedAt: null, overdueAt: null },
  ...{ inForce: null, confirmedBy: null, confirmedAt: null, evidence: [] },
});

test('nothing is shown before anything was assessed', () => {
  const assessed = createAssessed();
  expect(assessed.risk()).toBeNull();
  expect(assessed.response()).toBeNull();
});

test('a coloured cell goes out with its corners around it, one without colour does not', () => {
  const assessed = createAssessed();
  expect(assessed.apply(risk(3, [place(CELL, 0.2), place(CELL, 0.01)]))).toBe('risk');
  const cells = assessed.risk()!.cells;
  expect(cells).toHaveLength(1);
  const { ring } = cells[0]!;
  expect(ring).toHaveLength(12);
  for (let i = 0; i < ring.length; i += 2) {
    expect(Math.abs(ring[i]! - 121.5)).toBeLessThan(0.5);
    expect(Math.abs(ring[i + 1]! - 31.2)).toBeLessThan(0.5);
  }
});

test('a storm sends its worst cells only', () => {
  const assessed = createAssessed();
  assessed.apply(
    risk(
      1,
      Array.from({ length: 400 }, () => place(CELL, 0.3)),
    ),
  );
  expect(assessed.risk()!.cells).toHaveLength(CELLS_MAX);
});

test('an older record changes nothing, in whatever order they come', () => {
  const assessed = createAssessed();
  expect(assessed.apply(response(5, 'II'))).toBe('response');
  expect(assessed.apply(response(4, 'III'))).toBeNull();
  expect(assessed.response()).toMatchObject({ proposed: 'II', inForce: null });
});
