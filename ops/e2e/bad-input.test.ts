/** What must not get in does not, is acknowledged all the same, and says why; nothing stops because of it. */
import { topicOf, UPLINK_BYTES_MAX } from '@chengyun/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './eventually.ts';
import { type Installation, NOTHING_LEFT, startInstallation } from './installation.ts';
import type { Sender } from './sender.ts';

const GAUGE = 'gauge-huangpu-park';
const YEAR_MS = 365 * 86_400_000;

let city: Installation;
let gauge: Sender;
let own: string;

beforeAll(async () => {
  city = await startInstallation();
  gauge = await city.addDevice('rtu-quay', [GAUGE]);
  own = topicOf(gauge.device, 'observations');
});

afterAll(async () => {
  expect(await city.stop()).toEqual(NOTHING_LEFT);
});

/** A good message but for what `spoil` does to its text. */
const spoilt = (change: Record<string, unknown>) =>
  JSON.stringify(gauge.message([{ metric: 'water.level', value: 3.1, ...change }]));

interface Listed {
  readonly rows: readonly {
    readonly reason: string;
    readonly device: string;
    readonly detail: string;
    readonly payload: { readonly data: readonly number[] };
  }[];
  readonly counts: Readonly<Record<string, number>>;
}

async function quarantined(): Promise<Listed> {
  const { code, stdout } = await city.command('quarantine', '--json');
  expect(code).toBe(0);
  return JSON.parse(stdout) as Listed;
}

describe('bad input', () => {
  test('is acknowledged, counted and listed with its reason; a good reading still arrives', {
    timeout: 60_000,
  }, async () => {
    const identity = { ...gauge.message([{ metric: 'water.level', value: 3.1 }]), plate: '沪A12345' };
    const bad: readonly [reason: string, topic: string, payload: string | Buffer][] = [
      ['malformed-json', own, '{"v":1,'],
      ['unknown-metric', own, spoilt({ metric: 'water.taste' })],
      ['wrong-unit', own, spoilt({ unit: 'ft' })],
      ['foreign-topic', topicOf('rtu-elsewhere', 'observations'), spoilt({})],
      ['oversized', own, Buffer.alloc(UPLINK_BYTES_MAX + 1, 0x20)],
      ['oversized', own, Buffer.alloc(4 * 1024 * 1024, 0x20)],
      ['identity-field', own, JSON.stringify(identity)],
      ['time-far-off', own, spoilt({ at: Date.now() - YEAR_MS })],
      ['time-far-off', own, spoilt({ at: Date.now() + YEAR_MS })],
      ['unknown-asset', own, spoilt({ asset: 'gauge-on-the-moon' })],
      ['not-finite', own, spoilt({ value: 'NaN' })],
      ['schema', own, spoilt({ colour: 'blue' })],
    ];
    // Each resolves with the PUBACK of that very message: none is left to circle.
    for (const [, topic, payload] of bad) await gauge.publish(topic, payload);

    const list = await quarantined();
    expect(list.rows.map((row) => row.reason)).toEqual(bad.map(([reason]) => reason).reverse());
    for (const row of list.rows) {
      expect(row.device).toBe(gauge.device);
      expect(row.detail).toMatch(/\S/);
    }
    const wanted: Record<string, number> = {};
    for (const [reason] of bad) wanted[reason] = (wanted[reason] ?? 0) + 1;
    expect(list.counts).toEqual(wanted);
    // The identity itself is not kept, not even as evidence of the refusal.
    const kept = list.rows.map((row) => Buffer.from(row.payload.data).toString('utf8')).join('\n');
    expect(kept).toContain('gauge-on-the-moon');
    expect(kept).not.toContain('12345');

    const at = Date.now();
    await gauge.observe([{ metric: 'water.level', value: 4.21, unit: 'm', at }]);
    const stored = await eventually('the good reading in the store', async () => {
      const rows = await city.query<{ asset: string; metric: string; value: number }>(
        `SELECT s.asset, s.metric, o.value FROM observations o JOIN series s ON s.id = o.series`,
      );
      return rows.length > 0 && rows;
    });
    expect(stored).toEqual([{ asset: GAUGE, metric: 'water.level', value: 4.21 }]);
    for (const offset of [1, 2, 3]) {
      const ready = await fetch(`http://127.0.0.1:${city.basePort + offset}/readyz`);
      expect(ready.status).toBe(200);
    }
    expect(city.printed()).not.toMatch(/\n\s+at .*\.ts:\d+/);
  });
});
