import { portOf } from '@chengyun/contracts';
import { afterEach, expect, test, vi } from 'vitest';
import { createServiceWatch } from './service-watch.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('a service is down after two failures; one that never ran is not missed unless the city needs it', async () => {
  vi.useFakeTimers();
  const up = new Set(['ingest', 'analytics', 'edgeCamera'] as const);
  const isUp = (name: 'ingest' | 'analytics' | 'edgeCamera', url: string) =>
    up.has(name) && url.includes(`:${portOf(name, 9000)}/`);
  const isHealthy = async (url: string) => isUp('ingest', url) || isUp('analytics', url) || isUp('edgeCamera', url);
  const watch = createServiceWatch({ basePort: 9000 }, { isHealthy });
  await watch.start();
  expect(watch.down()).toEqual([]);
  await vi.advanceTimersByTimeAsync(2000);
  expect(watch.down()).toEqual(['archive']);
  up.delete('edgeCamera');
  await vi.advanceTimersByTimeAsync(4000);
  expect([...watch.down()].sort()).toEqual(['archive', 'edgeCamera']);
  up.add('edgeCamera');
  await vi.advanceTimersByTimeAsync(2000);
  expect(watch.down()).toEqual(['archive']);
  await watch.stop();
  expect(vi.getTimerCount()).toBe(0);
});
