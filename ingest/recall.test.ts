import { createMemoryLog } from '@chengyun/platform/log/memory-log.ts';
import { readPrivacy } from '@chengyun/platform/privacy/privacy-file.ts';
import { describe, expect, it } from 'vitest';
import { checkObservations, type ItemContext } from './items.ts';
import { recallSeries } from './recall.ts';
import { createRegistry, type Sender } from './registry.ts';
import { CITY, LIVE, STANDARDS, START_MS } from './test-city.ts';

const limits = { aheadMsMax: 600_000, behindMsMax: 600_000, exerciseBehindMsMax: 600_000 };

function setUp() {
  const registry = createRegistry(1);
  registry.replace(CITY);
  const sender = registry.sender('gauge-1') as Sender;
  const context: ItemContext = {
    ...{
      registry,
      standards: STANDARDS,
      collects: readPrivacy(),
      limits,
      sender,
      timeline: LIVE,
      rxAtMs: START_MS,
      nowMs: START_MS,
    },
    isClockOff: false,
  };
  const check = (atMs: number, value: number) => {
    const checked = checkObservations([{ metric: 'water.level', at: atMs, value }], context);
    if (!checked.ok) throw new Error(checked.detail);
    return checked.text;
  };
  return { registry, check };
}

/** A quiet stretch, a jump, a reading out of range, a late one, and quiet again. */
const READINGS: readonly [number, number][] = [
  [START_MS - 300_000, 1],
  [START_MS - 240_000, 1.1],
  [START_MS - 180_000, 3],
  [START_MS - 150_000, 50],
  [START_MS - 200_000, 1],
  [START_MS - 120_000, 3.2],
  [START_MS - 60_000, 1],
];

describe('what the rate check remembers', () => {
  it.each(READINGS.map((_, index) => [index]))('is the same after a restart before reading %i', async (restartAt) => {
    const undisturbed = setUp();
    const expected = READINGS.map(([atMs, value]) => undisturbed.check(atMs, value));
    const log = createMemoryLog();
    const writer = await log.acquire('telemetry', 0, 'test');
    let current = setUp();
    for (const [index, [atMs, value]] of READINGS.entries()) {
      if (index === restartAt) {
        current = setUp();
        await recallSeries(0, { log, registry: current.registry, standards: STANDARDS, collects: readPrivacy() });
      }
      const item = current.check(atMs, value);
      expect(item).toBe(expected[index]);
      const record = `{"k":"obs","tl":"live","device":"gauge-1","items":[${item}]}`;
      await writer.append([record], { producer: 'test', producerSeq: index + 1 });
    }
  });

  it('forgets what was never committed', async () => {
    const { registry, check } = setUp();
    check(START_MS - 60_000, 9);
    await recallSeries(0, { log: createMemoryLog(), registry, standards: STANDARDS, collects: readPrivacy() });
    expect(check(START_MS, 1)).not.toContain('rate');
  });
});
