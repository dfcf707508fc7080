import { join } from 'node:path';
import { ROOT } from '@chengyun/ops/root.ts';
import { expect, test } from 'vitest';
import { memoryMbByProcess, nameOf, treeOf } from './process-memory.ts';

test('the tree of a process holds what is below it and nothing else', () => {
  const entries = [
    { pid: 1, parent: 0, words: [] },
    { pid: 9, parent: 7, words: [] },
    { pid: 5, parent: 1, words: [] },
    { pid: 7, parent: 5, words: [] },
    { pid: 6, parent: 1, words: [] },
  ];
  expect(treeOf(entries, 5).map(({ pid }) => pid)).toEqual([5, 7, 9]);
});

test('services are named after their folder, others after their program', () => {
  const node = '/usr/bin/node';
  expect(nameOf([node, join(ROOT, 'ingest/archive/main.ts'), ''])).toBe('ingest/archive');
  expect(nameOf([node, join(ROOT, 'ops/cli/chengyun.ts'), 'up'])).toBe('launcher');
  expect(nameOf(['postgres: walwriter ', ''])).toBe('postgres');
  expect(nameOf(['/usr/lib/postgresql/bin/postgres', '-D', 'data'])).toBe('postgres');
  expect(nameOf(['/usr/bin/ffmpeg', '-i', 'rtsp://127.0.0.1:8608/cam-1'])).toBe('ffmpeg');
});

test.runIf(process.platform === 'linux')('this very process takes memory', () => {
  const total = Object.values(memoryMbByProcess(process.pid) ?? {}).reduce((sum, mb) => sum + mb, 0);
  expect(total).toBeGreaterThan(10);
  expect(total).toBeLessThan(20_000);
});
