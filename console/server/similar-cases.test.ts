import type { FactBody, FactRecord } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { likeness, similarCases } from './similar-cases.ts';
import { alarmRecord } from './test-console.ts';

const now = alarmRecord({ id: 'now', n: 9, value: 5, threshold: 4.5 });
const past = (id: string, part: Parameters<typeof alarmRecord>[0] | object = {}) => ({
  timeline: 'live',
  body: alarmRecord({ id, n: 1, value: 5, threshold: 4.5, clearedAt: now.raisedAt, ...part }),
});
const fact = (id: string, body: FactBody): FactRecord => ({
  ...{ k: 'fact', tl: 'live', id, actor: 'operator', role: 'operator', epoch: 'e', seq: 1, at: 0, rxAt: 0, body },
});

test('the same station at the same height is the same; distance, level and value each make it less alike', () => {
  expect(likeness(now, past('a').body)).toBe(1);
  const far = likeness(now, past('b', { asset: 'other', lonDeg: 122 }).body);
  const near = likeness(now, past('c', { asset: 'other', lonDeg: now.lonDeg + 0.005 }).body);
  expect(near).toBeGreaterThan(far);
  expect(far).toBe(0.5);
  expect(likeness(now, past('d', { peak: 'blue' }).body)).toBeLessThan(1);
  expect(likeness(now, past('e', { value: 2 }).body)).toBeLessThan(1);
});

test('a case tells what was done about it, by its own facts and those of its tasks, and never is the alarm itself', () => {
  const facts = [
    fact('f1', { kind: 'ack', alarm: 'a' }),
    fact('f2', { kind: 'dispatch', alarm: 'a', officer: 'officer-1' }),
    fact('f3', { kind: 'done', task: 'f2' }),
    fact('f4', { kind: 'note', alarm: 'a', text: 'Gate shut.' }),
    fact('f5', { kind: 'shelve', alarm: 'b', minutes: 15, reason: 'known' }),
  ];
  const [first, ...others] = similarCases(now, [past('now'), past('b', { peak: 'blue' }), past('a')], facts, 5);
  expect(first).toMatchObject({ alarm: 'a', did: ['ack', 'dispatch', 'done'], notes: ['Gate shut.'], tookMs: 8000 });
  expect(others.map(({ alarm, did }) => [alarm, did])).toEqual([['b', ['shelve']]]);
});
