import type { RejectionReason } from '@chengyun/contracts';
import { createManualClock } from '@chengyun/platform/service/clock.ts';
import { createMetrics } from '@chengyun/platform/service/metrics.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { describe, expect, it } from 'vitest';
import { createQuarantine, QUARANTINE_PAYLOAD_BYTES_MAX, type Refusal } from './quarantine.ts';
import { createQuarantineStore, listQuarantine } from './quarantine-store.ts';

const database = withTestDatabase();

function setUp(limits: { rowsMax: number; rowsPerMin: number }) {
  const clock = createManualClock(0);
  const metrics = createMetrics('ingest');
  const store = createQuarantineStore(database.store());
  return {
    clock,
    metrics,
    quarantine: createQuarantine(limits, { store, clock, counts: metrics.component('intake') }),
  };
}

function refusal(device: string, fields: Partial<Refusal> = {}): Refusal {
  const payload = Buffer.from('{');
  return { device, topic: 'a/b', reason: 'malformed-json', detail: 'It is not JSON.', payload, ...fields };
}

const list = () => listQuarantine(database.store(), { limit: 1000 });

describe('the quarantine', () => {
  it('keeps a bounded number of rows, the newest, and counts all', async () => {
    const { quarantine } = setUp({ rowsMax: 20, rowsPerMin: 1000 });
    for (let turn = 0; turn < 10; turn++) {
      await quarantine(Array.from({ length: 10 }, (_, index) => refusal(`device-${turn}-${index}`)));
    }
    const { rows, counts } = await list();
    expect(rows.length).toBeLessThanOrEqual(20);
    expect(rows.length).toBeGreaterThanOrEqual(18);
    expect(rows[0]?.device).toBe('device-9-9');
    expect(counts['malformed-json']).toBe(100);
  });

  it('counts a device that floods, without listing all of it', async () => {
    const { quarantine, clock, metrics } = setUp({ rowsMax: 1000, rowsPerMin: 5 });
    const before = (await list()).counts['malformed-json'] ?? 0;
    const flood = () => quarantine(Array.from({ length: 50 }, () => refusal('flooder')));
    const listed = async () => (await list()).rows.filter(({ device }) => device === 'flooder').length;
    await flood();
    expect(await listed()).toBe(5);
    clock.advance(30_000);
    await flood();
    expect(await listed()).toBe(7);
    expect((await list()).counts['malformed-json']).toBe(before + 100);
    expect(await metrics.text()).toContain('reason="quarantine-full",service="ingest"} 93');
  });

  it('cuts payloads, and keeps none that could identify a person', async () => {
    const { quarantine } = setUp({ rowsMax: 1000, rowsPerMin: 1000 });
    const payload = Buffer.alloc(10_000, 'x');
    const reasons: RejectionReason[] = ['oversized', 'identity-field'];
    await quarantine(reasons.map((reason) => refusal('cut', { reason, payload })));
    const kept = (await list()).rows
      .filter(({ device }) => device === 'cut')
      .map((row) => [row.reason, row.payload.length]);
    expect(Object.fromEntries(kept)).toEqual({ oversized: QUARANTINE_PAYLOAD_BYTES_MAX, 'identity-field': 0 });
  });

  it('takes texts that the database would not', async () => {
    const { quarantine } = setUp({ rowsMax: 1000, rowsPerMin: 1000 });
    await quarantine([refusal('odd', { detail: 'a\0b\ud800c', topic: 'x\0' })]);
    const row = (await list()).rows.find(({ device }) => device === 'odd');
    expect([row?.detail, row?.topic]).toEqual(['ab\ufffdc', 'x']);
  });
});
