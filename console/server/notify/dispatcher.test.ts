import { createManualClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { createMetrics } from '@chengyun/platform/service/metrics.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { expect, test, vi } from 'vitest';
import { createDispatcher } from './dispatcher.ts';
import type { Notice } from './notifier.ts';
import type { Policy } from './notify-config.ts';
import { takes } from './policy.ts';

const database = withTestDatabase();
/** 2026-09-11 23:30 in the city. */
const NIGHT_MS = Date.UTC(2026, 8, 11, 15, 30);
const notice = (task: string, level: Notice['level'] = 'red'): Notice => ({
  ...{ task, officer: 'officer-1', level, kind: 'live' },
  ...{ title: { zh: '水', en: 'water' }, instruction: { zh: '关', en: 'close' } },
});

function city(
  send: (key: string) => Promise<void>,
  policy: Policy = { levels: ['red', 'orange'] },
  isOnDuty: () => boolean = () => true,
) {
  const waits: number[] = [];
  const dispatcher = createDispatcher({
    channels: () => [{ channel: { id: 'way', send: (_, key) => send(key) }, policy }],
    isOnDuty,
    store: database.store(),
    clock: createManualClock(NIGHT_MS),
    counts: createMetrics('console').component('notices'),
    logger: silentLogger,
    wait: async (ms) => void waits.push(ms),
  });
  return { dispatcher, waits };
}

test('a channel that fails is tried again with the same key, and told once', async () => {
  const keys: string[] = [];
  const send = vi.fn(async (key: string) => {
    keys.push(key);
    if (keys.length < 3) throw new AppError('CHANNEL', 'down');
  });
  const { dispatcher, waits } = city(send);
  await dispatcher.notify(notice('t1'));
  await dispatcher.notify(notice('t1'));
  await vi.waitFor(() => expect(keys).toEqual(['t1/way', 't1/way', 't1/way']));
  expect(waits).toEqual([1_000, 5_000]);
  await dispatcher.stop();
});

test('what was sent before a restart is not sent after it, and what was not is', async () => {
  const before = vi.fn(async () => {});
  const first = city(before);
  await first.dispatcher.notify(notice('t2'));
  await first.dispatcher.stop();
  const after = vi.fn(async (_key: string) => {});
  const second = city(after);
  await second.dispatcher.notify(notice('t2'));
  await second.dispatcher.notify(notice('t3'));
  await second.dispatcher.stop();
  expect(after.mock.calls).toEqual([['t3/way']]);
});

test('a level takes the ways of its policy; quiet hours pass midnight and let the named levels through', async () => {
  const send = vi.fn(async (_key: string) => {});
  const { dispatcher } = city(send);
  await dispatcher.notify(notice('t4', 'yellow'));
  await dispatcher.stop();
  expect(send).not.toHaveBeenCalled();
  const policy: Policy = { levels: ['red', 'orange'], quiet: { from: '22:00', to: '06:30', levels: ['red'] } };
  expect(takes(policy, 'orange', NIGHT_MS)).toBe(false);
  expect(takes(policy, 'red', NIGHT_MS)).toBe(true);
  expect(takes(policy, 'orange', NIGHT_MS + 7 * 3_600_000)).toBe(true);
  expect(takes(policy, 'orange', NIGHT_MS + 6 * 3_600_000)).toBe(false);
});

test('an officer without an address is given up at once, a channel that never answers after the last try', async () => {
  const nowhere = vi.fn(async () => {
    throw new AppError('NO_ADDRESS', 'way knows no phone of officer-1.');
  });
  const first = city(nowhere);
  await first.dispatcher.notify(notice('t5'));
  await first.dispatcher.stop();
  expect(nowhere).toHaveBeenCalledTimes(1);
  const dead = vi.fn(async () => {
    throw new AppError('CHANNEL', 'down');
  });
  const second = city(dead);
  await second.dispatcher.notify(notice('t6'));
  await vi.waitFor(() => expect(dead).toHaveBeenCalledTimes(6));
  await second.dispatcher.stop();
});

test('who goes off duty while a channel is down is not paged when it is back', async () => {
  const tries: string[] = [];
  let onDuty = true;
  const send = async (key: string) => {
    tries.push(key);
    onDuty = false;
    throw new AppError('CHANNEL', 'down');
  };
  const { dispatcher } = city(send, undefined, () => onDuty);
  await dispatcher.notify(notice('t7'));
  await dispatcher.stop();
  expect(tries).toEqual(['t7/way']);
});
