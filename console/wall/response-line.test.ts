import type { ResponseView } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { responseWords } from './response-line.tsx';

const NOW_MS = Date.UTC(2026, 8, 13, 6, 0, 0);
const quiet: ResponseView = {
  ...{ at: NOW_MS, proposed: null, proposedAt: null, overdueAt: null, inForce: null },
  ...{ confirmedBy: null, confirmedAt: null, evidence: [] },
};

test('nothing proposed and nothing in force is said in one word', () => {
  expect(responseWords(quiet, NOW_MS)).toEqual({ inForce: '未启动', proposed: '', detail: '', isOverdue: false });
});

test('a proposal says how long it may wait, and that it is overdue', () => {
  const waiting = { ...quiet, proposed: 'II', proposedAt: NOW_MS, overdueAt: NOW_MS + 900_000 } as const;
  expect(responseWords(waiting, NOW_MS)).toMatchObject({ proposed: '建议 II 级', detail: '待确认 15:00' });
  const late = responseWords(waiting, NOW_MS + 960_000);
  expect(late).toMatchObject({ detail: '确认超时 01:00', isOverdue: true });
});

test('what is in force names who confirmed it and when; the same level proposed is no news', () => {
  const inForce = { ...quiet, proposed: 'III', inForce: 'III', confirmedBy: 'operator', confirmedAt: NOW_MS } as const;
  expect(responseWords(inForce, NOW_MS + 1000)).toEqual({
    ...{ inForce: 'III 级', proposed: '', detail: 'operator 14:00 确认', isOverdue: false },
  });
});

test('ending a response is a proposal too', () => {
  const ending = { ...quiet, inForce: 'IV', proposedAt: NOW_MS, overdueAt: NOW_MS + 60_000 } as const;
  expect(responseWords(ending, NOW_MS).proposed).toBe('建议终止');
});
