import type { FactBody, Task } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { createReceipts } from './receipts.ts';
import type { OwnTask } from './task-progress.ts';

const own = (id: string, state: Task['state']) => ({ task: { id, state } }) as unknown as OwnTask;

test('each task is said to be delivered once, and the first one to be seen once a person looks', () => {
  const said: string[] = [];
  const receipts = createReceipts((body: FactBody) => said.push(`${body.kind} ${'task' in body ? body.task : ''}`));
  receipts.note([own('a', 'sent'), own('b', 'sent')], false);
  receipts.note([own('a', 'sent'), own('b', 'sent')], false);
  expect(said).toEqual(['delivered a', 'delivered b']);
  receipts.note([own('a', 'delivered'), own('b', 'delivered')], true);
  receipts.note([own('a', 'delivered'), own('b', 'delivered')], true);
  expect(said.slice(2)).toEqual(['seen a']);
  receipts.note([own('b', 'accepted')], true);
  expect(said).toHaveLength(3);
});
