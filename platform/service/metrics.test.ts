import { expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';

test('metrics carry the service, keep their own registry and may be asked for twice', async () => {
  const metrics = createMetrics('ingest');
  metrics.counter('chengyun_puback_total', 'Acknowledged messages.', ['kind']).inc({ kind: 'obs' }, 3);
  metrics.counter('chengyun_puback_total', 'Acknowledged messages.', ['kind']).inc({ kind: 'obs' });
  metrics.gauge('chengyun_queue_length', 'Waiting messages.').set(7);
  metrics.histogram('chengyun_commit_seconds', 'Time to commit.', [], [0.01, 0.1]).observe(0.05);
  const text = await metrics.text();
  expect(text).toContain('chengyun_puback_total{kind="obs",service="ingest"} 4');
  expect(text).toContain('chengyun_queue_length{service="ingest"} 7');
  expect(text).toContain('chengyun_commit_seconds_bucket{le="0.1",service="ingest"} 1');
  expect(await createMetrics('archive').text()).not.toContain('chengyun_puback_total');
});

test('every component reports received, sent, errors and dropped with a reason', async () => {
  const metrics = createMetrics('ingest');
  const counts = metrics.component('validator');
  counts.received(5);
  counts.dropped('schema', 2);
  const text = await metrics.text();
  expect(text).toContain('chengyun_received_total{component="validator",service="ingest"} 5');
  expect(text).toContain('chengyun_sent_total{component="validator",service="ingest"} 0');
  expect(text).toContain('chengyun_errors_total{component="validator",service="ingest"} 0');
  expect(text).toContain('chengyun_dropped_total{component="validator",reason="schema",service="ingest"} 2');
});
