import { createMetrics } from '@chengyun/platform/service/metrics.ts';
import { expect, test } from 'vitest';
import type { BenchRequest } from './bench-job.ts';
import { type BenchListener, createRuleBench } from './rule-bench.ts';

const request: BenchRequest = {
  draft: { file: 'a.yaml', text: '' },
  changes: { instead: [], without: [] },
  job: { kind: 'cases' },
};
const result = { kind: 'cases', results: [] } as const;

function bench() {
  const workers: BenchListener[] = [];
  const made = createRuleBench({
    counts: createMetrics('test').component('bench'),
    open: (_request, listener) => {
      workers.push(listener);
      return async () => undefined;
    },
  });
  return { made, workers };
}

test('one job runs at a time, its progress is told, and the next begins when it is done', async () => {
  const { made, workers } = bench();
  const [first, second] = [made.begin(request), made.begin(request)];
  expect(workers).toHaveLength(1);
  workers[0]!.onMessage({ say: 'progress', share: 0.5, observations: 10 });
  expect(made.job(first!)).toEqual({ state: 'running', share: 0.5, observations: 10 });
  expect(made.job(second!)?.state).toBe('waiting');
  workers[0]!.onMessage({ say: 'done', result });
  expect(await made.wait(first!)).toEqual({ state: 'done', result });
  expect(workers).toHaveLength(2);
});

test('what is to be kept is kept before anybody hears that the job is done; failing to keep it is a failed job', async () => {
  const { made, workers } = bench();
  const id = made.begin(request, async () => {
    throw new Error('no store');
  });
  workers[0]!.onMessage({ say: 'done', result });
  expect(await made.wait(id!)).toMatchObject({ state: 'failed', message: expect.stringContaining('no store') });
});

test('a thread that dies is a failed job with a sentence, and too many waiting jobs are refused', async () => {
  const { made, workers } = bench();
  const id = made.begin(request);
  for (let i = 0; i < 4; i++) expect(made.begin(request)).not.toBeNull();
  expect(made.begin(request)).toBeNull();
  workers[0]!.onError(new Error('out of memory'));
  expect(await made.wait(id!)).toMatchObject({ state: 'failed', message: expect.stringContaining('out of memory') });
  expect(await made.wait('job-77')).toMatchObject({ state: 'failed' });
});
