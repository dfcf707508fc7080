import type { Escalation, Incident, Task } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { workOf } from './work-of.ts';

const task = (officer: string, sent: number, part: Partial<Task> = {}) =>
  ({ id: `${officer}-${sent}`, officer, state: 'sent', times: { sent }, isUnreachable: false, ...part }) as Task;
const incident = (tasks: Task[], late: string | null = null) =>
  ({ tasks, escalations: late ? [{ hop: 'accepted', task: late } as Escalation] : [] }) as unknown as Incident;

test('the last task says whether a team answers', () => {
  const unreachable = incident([task('a', 1, { isUnreachable: true })]);
  expect(workOf('a', [unreachable])).toEqual({ busy: true, isSilent: true });
  expect(workOf('b', [unreachable])).toEqual({ busy: false, isSilent: false });
  const accepted = incident([task('a', 2, { state: 'done', times: { sent: 2, accepted: 3 } })]);
  expect(workOf('a', [accepted, unreachable])).toEqual({ busy: true, isSilent: false });
});

test('a task that went to somebody else was not answered, also when it was called back afterwards', () => {
  const passedOn = incident([task('a', 5, { state: 'recalled' })], 'a-5');
  expect(workOf('a', [passedOn])).toEqual({ busy: false, isSilent: true });
});
