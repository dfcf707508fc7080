import { expect, test } from 'vitest';
import { shareStage } from '../../state/data-share.ts';
import { type ShareDraft, shareFault, shareWish } from './share-wish.ts';

const NOW_MS = Date.parse('2026-08-19T12:00:00+08:00');
const DRAFT: ShareDraft = {
  ...{ department: '水务局', purpose: '校核泵站排水能力', metrics: ['water.level'], districts: [] },
  ...{ from: '2026-08-01', to: '2026-08-19', until: '2026-09-18' },
};

test('days are days of the city, the last one whole', () => {
  expect(shareWish(DRAFT)).toEqual({
    ...{ department: '水务局', purpose: '校核泵站排水能力', metrics: ['water.level'], districts: null },
    fromMs: Date.parse('2026-08-01T00:00:00+08:00'),
    toMs: Date.parse('2026-08-20T00:00:00+08:00'),
    expiresMs: Date.parse('2026-09-19T00:00:00+08:00'),
  });
  expect(shareWish({ ...DRAFT, districts: ['u1'] }).districts).toEqual(['u1']);
});

test('the first thing that is missing is named', () => {
  expect(shareFault(DRAFT, NOW_MS)).toBeNull();
  for (const [part, fault] of [
    [{ department: ' x ' }, 'department'],
    [{ purpose: 'short' }, 'purpose'],
    [{ metrics: [] }, 'metrics'],
    [{ to: '2026-07-30' }, 'days'],
    [{ from: '' }, 'days'],
    [{ until: '2026-08-18' }, 'until'],
    [{ until: '2027-08-21' }, 'until'],
    [{ until: '' }, 'until'],
  ] as const) {
    expect(shareFault({ ...DRAFT, ...part }, NOW_MS), JSON.stringify(part)).toBe(fault);
  }
  expect(shareFault({ ...DRAFT, until: '2026-08-19' }, NOW_MS)).toBeNull();
});

test('a share that has expired is over, whatever its last state', () => {
  expect(shareStage({ state: 'approved', expiresMs: NOW_MS + 1 }, NOW_MS)).toBe('approved');
  expect(shareStage({ state: 'approved', expiresMs: NOW_MS }, NOW_MS)).toBe('over');
  expect(shareStage({ state: 'refused', expiresMs: NOW_MS }, NOW_MS)).toBe('refused');
});
