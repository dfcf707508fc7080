import type { FactRequest } from '@chengyun/contracts';
import { createManualClock } from '@chengyun/platform/service/clock.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryOutboxStorage, createOutbox } from './outbox.ts';
import type { FactAnswer } from './wire.ts';

const EPOCH = '00112233445566aa';
const stored: FactAnswer = { ok: true, id: '', duplicate: false };
const note = (text: string) => ({ kind: 'note' as const, alarm: 'a', text });

/** A server that keeps what it got, once per seq, and whose link fails as told: before or after storing. */
function server(faults: ('before' | 'after' | 'ok')[]) {
  const kept: FactRequest[] = [];
  const deliver = async (fact: FactRequest): Promise<FactAnswer> => {
    const fault = faults.shift() ?? 'ok';
    if (fault === 'before') throw new Error('no network');
    const duplicate = kept.some((other) => other.seq === fact.seq);
    if (!duplicate) kept.push(fact);
    if (fault === 'after') throw new Error('answer lost');
    return { ok: true, id: String(fact.seq), duplicate };
  };
  return { kept, deliver };
}

test('whatever the link does, every fact arrives once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('before' as const, 'after' as const, 'ok' as const), { maxLength: 20 }),
      fc.integer({ min: 1, max: 8 }),
      async (faults, count) => {
        const { kept, deliver } = server([...faults]);
        const clock = createManualClock(1);
        const box = createOutbox({ storage: createMemoryOutboxStorage(), deliver, clock, newEpoch: () => EPOCH });
        for (let i = 0; i < count; i += 1) await box.add('officer-1', 'live', note(String(i)));
        for (let i = 0; i <= faults.length && box.waiting.value.length > 0; i += 1) await box.flush();
        await box.flush();
        expect(kept.map((fact) => fact.seq)).toEqual(Array.from({ length: count }, (_, i) => i + 1));
        expect(box.waiting.value).toEqual([]);
      },
    ),
    { numRuns: 100 },
  );
});

test('a reload keeps epoch, order, device times and the next number', async () => {
  const storage = createMemoryOutboxStorage();
  const clock = createManualClock(5000);
  const offline = async (): Promise<FactAnswer> => Promise.reject(new Error('offline'));
  const first = createOutbox({ storage, deliver: offline, clock, newEpoch: () => EPOCH });
  expect(await first.add('officer-1', 'live', note('one'))).toBe(`officer-1/${EPOCH}/1`);
  clock.advance(1000);
  await first.add('officer-1', 'live', note('two'));
  await first.flush();
  expect(first.waiting.value).toHaveLength(2);

  const { kept, deliver } = server([]);
  const second = createOutbox({ storage, deliver, clock, newEpoch: () => 'f'.repeat(16) });
  expect(await second.add('officer-1', 'live', note('three'))).toBe(`officer-1/${EPOCH}/3`);
  await second.flush();
  expect(kept.map((fact) => [fact.seq, fact.at])).toEqual([
    [1, 5000],
    [2, 6000],
    [3, 6000],
  ]);
});

test('a fact refused for good is set aside and does not block the next', async () => {
  const answers: FactAnswer[] = [{ ok: false, code: 'forbidden', message: 'Not allowed.', retryable: false }, stored];
  const box = createOutbox({
    storage: createMemoryOutboxStorage(),
    deliver: async () => answers.shift() ?? stored,
    clock: createManualClock(1),
    newEpoch: () => EPOCH,
  });
  await Promise.all([box.add('o', 'live', note('one')), box.add('o', 'live', note('two'))]);
  await box.flush();
  expect(box.waiting.value).toEqual([]);
  expect(box.refused.value.map((entry) => [entry.fact.seq, entry.code])).toEqual([[1, 'forbidden']]);
});
