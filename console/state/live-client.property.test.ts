import type { Delta, Snapshot, TimelineView, TrustView } from '@chengyun/contracts';
import { createManualClock } from '@chengyun/platform/service/clock.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLiveClient } from './live-client.ts';
import type { Heartbeat, SocketLike } from './wire.ts';

const TIMELINE: TimelineView = { ...{ id: 'live', kind: 'live', label: 'Live', nowMs: 1, nowWallMs: 1, pace: 1 } };
const TRUST: TrustView = {
  ...{ devicesOnline: 0, devicesTotal: 0, medianAgeMs: 0, lagMs: 0, quarantined: 0, down: [] },
  store: 'postgres',
};
const EMPTY = {
  timelines: [],
  assets: [],
  alarms: [],
  incidents: [],
  vitals: [],
  officers: [],
  strip: [],
  risk: null,
  response: null,
};

/** What the link does to the next message: delivers it, loses it, delivers it twice, holds it back behind the next. */
const link = fc.array(fc.constantFrom('deliver', 'lose', 'twice', 'hold'), { maxLength: 60 });
const step = fc.oneof(
  fc.record({ key: fc.nat(4), value: fc.nat(100) }),
  fc.constant('heartbeat' as const),
  fc.constant('restart' as const),
);

test('whatever the link loses, repeats or holds back, one clean heartbeat later the client shows what the server has', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), link, (steps, faults) => {
      const values = new Map<string, number>();
      const listeners = new Map<string, (payload: never) => void>();
      const clock = createManualClock(10);
      const queue = [...faults];
      let held: (() => void)[] = [];
      let [epoch, n] = [1, 0];
      const view = (key: string) => ({
        ...{ key, asset: key, metric: 'm', at: 1, value: values.get(key) ?? 0, quality: 'good' as const, flags: [] },
      });
      const over = (event: string, payload: unknown): void => {
        const deliver = () => listeners.get(event)?.(payload as never);
        const fault = queue.shift() ?? 'deliver';
        const before = held;
        held = fault === 'hold' ? [deliver] : [];
        if (fault === 'deliver' || fault === 'twice') deliver();
        if (fault === 'twice') deliver();
        for (const late of before) late();
      };
      const snapshot = (): Snapshot => ({
        ...EMPTY,
        ...{
          epoch: `e${epoch}`,
          view: 'wall',
          n,
          timeline: TIMELINE,
          trust: TRUST,
          series: [...values.keys()].map(view),
        },
      });
      const beat = (): Heartbeat => ({ epoch: `e${epoch}`, n, wallMs: clock.nowMs(), timeline: TIMELINE });
      const emit = (event: string) => event === 'subscribe' && over('snapshot', snapshot());
      const socket: SocketLike = {
        on: (event, listener) => listeners.set(event, listener),
        ...{ emit, timeout: () => ({ emit }), close: () => {} },
      };
      const client = createLiveClient({ connect: () => socket, view: 'wall', clock });
      client.start();
      listeners.get('connect')?.(undefined as never);
      for (const one of steps) {
        if (one === 'heartbeat') over('heartbeat', beat());
        else if (one === 'restart') [epoch, n] = [epoch + 1, 0];
        else {
          n += 1;
          values.set(`k${one.key}`, one.value);
          over('delta', { epoch: `e${epoch}`, n, series: [view(`k${one.key}`)] } satisfies Delta);
        }
      }
      queue.length = 0;
      for (const late of held) late();
      held = [];
      clock.advance(3001);
      client.tick();
      over('heartbeat', beat());
      for (const [key, value] of values) expect(client.series(key).value?.value).toBe(value);
      client.stop();
    }),
    { numRuns: 500 },
  );
});
