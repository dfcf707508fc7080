/** A surface on made-up data: the real live client, fed by a socket that answers every subscription with the fixture. */

import type { BasemapData } from '@chengyun/basemap/data.ts';
import type { AlarmView, FactBody, Incident, Snapshot } from '@chengyun/contracts';
import { signal } from '@preact/signals';
import { createLiveClient } from '../../state/live-client.ts';
import type { SocketLike } from '../../state/wire.ts';
import { browserClock } from '../clock.ts';
import { type HistoryPoint, type HistoryRange, type Surface, wholeSeconds } from '../surface.ts';

export interface FixtureOptions {
  readonly snapshot: Snapshot;
  /** Says nothing any more after the first snapshot. */
  readonly silent: boolean;
}

export function createFixtureSurface({ snapshot, silent }: FixtureOptions): Surface & { readonly stop: () => void } {
  const listeners = new Map<string, (payload: never) => void>();
  const say = (event: string, payload: unknown) => listeners.get(event)?.(payload as never);
  let n = snapshot.n;
  const socket: SocketLike = {
    on: (event, listener) => listeners.set(event, listener),
    emit: (event) => event === 'subscribe' && queueMicrotask(() => say('snapshot', snapshot)),
    timeout: () => ({ emit: () => undefined }),
    close: () => undefined,
  };
  const live = createLiveClient({ connect: () => socket, view: snapshot.view, clock: browserClock });
  live.start();
  say('connect', undefined);
  const beat = setInterval(() => {
    const wallMs = browserClock.nowMs();
    const passedMs = (wallMs - snapshot.timeline.nowWallMs) * snapshot.timeline.pace;
    const timeline = { ...snapshot.timeline, nowMs: snapshot.timeline.nowMs + passedMs, nowWallMs: wallMs };
    if (!silent) say('heartbeat', { epoch: snapshot.epoch, n, wallMs, timeline });
  }, 1000);
  const tick = setInterval(() => live.tick(), 250);
  const basemap = signal<BasemapData | null>(null);
  void fetch('/api/basemap')
    .then((response) => response.json() as Promise<BasemapData>)
    .then((data) => {
      basemap.value = data;
    });

  const change = (alarm: AlarmView, incident: Incident | undefined) =>
    say('delta', { epoch: snapshot.epoch, n: ++n, alarms: [alarm], ...(incident ? { incidents: [incident] } : {}) });

  return {
    live,
    travel: live,
    nowMs: wholeSeconds(live.nowMs),
    basemap,
    history: async (range) => fixtureHistory(range, live.alarms.peek()),
    officersFor: async () => live.officers.peek(),
    act: async (body: FactBody) => {
      const alarm = 'alarm' in body ? live.alarms.peek().get(body.alarm) : undefined;
      const incident = alarm ? live.incidentByAlarm.peek().get(alarm.id) : undefined;
      if (alarm && body.kind === 'ack') change({ ...alarm, state: 'active-acknowledged', by: 'operator' }, incident);
      if (alarm && body.kind === 'shelve') change({ ...alarm, state: 'shelved' }, incident);
      return { ok: true, id: `fixture/${n}` };
    },
    stop: () => {
      clearInterval(beat);
      clearInterval(tick);
      live.stop();
    },
  };
}

/** A curve that ends at the alarm's value: rising for six hours with a little wind in it. */
function fixtureHistory(
  { asset, metric, fromMs, toMs }: HistoryRange,
  alarms: ReadonlyMap<string, AlarmView>,
): HistoryPoint[] {
  const alarm = [...alarms.values()].find((item) => item.asset === asset && item.metric === metric);
  const end = alarm?.value ?? 1;
  return Array.from({ length: 73 }, (_, i) => {
    const share = i / 72;
    const value = end - end * 0.46 * (1 - share) ** 1.02 + Math.sin(i * 1.3) * end * 0.002 * (1 - share);
    return { at: fromMs + share * (toMs - fromMs), value };
  });
}
