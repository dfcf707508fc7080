/**
 * The browser's copy of the live state: signals fed by one socket. Snapshot replaces everything, deltas are applied in
 * number order; a missing number, another server epoch or a heartbeat that is ahead asks for a new snapshot. No timer
 * runs in here: the surface calls `tick()` (4 times a second is plenty), which moves the clock, notices silence and
 * drops alarms that were shown once as normal.
 */
import type {
  AlarmView,
  Asset,
  Delta,
  Incident,
  OfficerView,
  ResponseView,
  RiskView,
  SeriesView,
  Snapshot,
  StripBin,
  Subscribe,
  TimelineView,
  TrustView,
  VitalView,
} from '@chengyun/contracts';
import { batch, computed, type Signal, signal } from '@preact/signals-core';

export type { Connection, LiveClient, LiveClientConfig, LiveState } from './live.ts';

import { compareAlarms, isListed, isUnacknowledged } from './alarm-order.ts';
import { mapOf, merged, withoutOldest } from './keyed.ts';
import type { Connection, LiveClient, LiveClientConfig } from './live.ts';
import { type FactAnswer, type Heartbeat, OFFLINE_AFTER_MS, type SocketLike, TICK_STALE_AFTER_MS } from './wire.ts';

export function createLiveClient(config: LiveClientConfig): LiveClient {
  const { clock, view } = config;
  const connection = signal<Connection>('offline');
  const silenceMs = signal(0);
  const timeline = signal<TimelineView | null>(null);
  const timelines = signal<Snapshot['timelines']>([]);
  const nowMs = signal(0);
  const assets = signal<ReadonlyMap<string, Asset>>(new Map());
  const alarms = signal<ReadonlyMap<string, AlarmView>>(new Map());
  const incidents = signal<ReadonlyMap<string, Incident>>(new Map());
  const seriesSignals = new Map<string, Signal<SeriesView | null>>();
  const seriesRevision = signal(0);
  const vitals = signal<readonly VitalView[]>([]);
  const trust = signal<TrustView | null>(null);
  const officers = signal<readonly OfficerView[]>([]);
  const strip = signal<readonly StripBin[]>([]);
  const risk = signal<RiskView | null>(null);
  const response = signal<ResponseView | null>(null);

  let socket: SocketLike | null = null;
  let chosen = config.timeline;
  let epoch = '';
  let n = 0;
  let awaitingSnapshot = true;
  let askedAtMs = 0;
  let heardAtMs = 0;
  /** Server wall clock minus ours, from the newest heartbeat. */
  let offsetMs = 0;
  let departing = new Set<string>();

  const seriesOf = (key: string): Signal<SeriesView | null> => {
    const known = seriesSignals.get(key);
    if (known) return known;
    const made = signal<SeriesView | null>(null);
    seriesSignals.set(key, made);
    return made;
  };

  const subscribe = (): void => {
    awaitingSnapshot = true;
    askedAtMs = clock.nowMs();
    const request: Subscribe = chosen === undefined ? { view } : { view, timeline: chosen };
    socket?.emit('subscribe', request);
  };

  const heard = (): void => {
    heardAtMs = clock.nowMs();
  };

  const applySeries = (views: readonly SeriesView[]): void => {
    for (const item of views) seriesOf(item.key).value = item;
    if (views.length > 0) seriesRevision.value += 1;
  };

  const onSnapshot = (snapshot: Snapshot): void => {
    heard();
    epoch = snapshot.epoch;
    n = snapshot.n;
    awaitingSnapshot = false;
    departing = new Set();
    batch(() => {
      if (timeline.peek()?.id !== snapshot.timeline.id) nowMs.value = snapshot.timeline.nowMs;
      timeline.value = snapshot.timeline;
      timelines.value = snapshot.timelines;
      assets.value = mapOf(snapshot.assets, (asset) => asset.id);
      alarms.value = mapOf(snapshot.alarms, (alarm) => alarm.id);
      incidents.value = mapOf(snapshot.incidents, (incident) => incident.id);
      const present = new Set(snapshot.series.map((item) => item.key));
      for (const [key, known] of seriesSignals) if (!present.has(key)) known.value = null;
      applySeries(snapshot.series);
      vitals.value = snapshot.vitals;
      trust.value = snapshot.trust;
      officers.value = snapshot.officers;
      strip.value = snapshot.strip;
      risk.value = snapshot.risk;
      response.value = snapshot.response;
      tick();
    });
  };

  const onDelta = (delta: Delta): void => {
    heard();
    if (awaitingSnapshot) return;
    if (delta.epoch === epoch && delta.n <= n) return;
    if (delta.epoch !== epoch || delta.n !== n + 1) {
      subscribe();
      return;
    }
    n = delta.n;
    batch(() => {
      if (delta.timeline) timeline.value = delta.timeline;
      if (delta.assets) assets.value = merged(assets.peek(), delta.assets, (asset) => asset.id);
      if (delta.alarms) alarms.value = merged(alarms.peek(), delta.alarms, (alarm) => alarm.id);
      if (delta.incidents) incidents.value = withoutOldest(merged(incidents.peek(), delta.incidents, (one) => one.id));
      if (delta.series) applySeries(delta.series);
      if (delta.vitals) vitals.value = delta.vitals;
      if (delta.trust) trust.value = delta.trust;
      if (delta.officers) officers.value = delta.officers;
      if (delta.strip) strip.value = delta.strip;
      if (delta.risk) risk.value = delta.risk;
      if (delta.response) response.value = delta.response;
    });
  };

  const onHeartbeat = (beat: Heartbeat): void => {
    heard();
    offsetMs = beat.wallMs - heardAtMs;
    if (awaitingSnapshot) return;
    if (beat.epoch !== epoch || beat.n > n) {
      subscribe();
      return;
    }
    timeline.value = beat.timeline;
    tick();
  };

  /** Wall milliseconds by which the newest tick is old, on the server's clock. */
  const tickAgeMs = (): number => {
    const current = timeline.peek();
    return current === null ? 0 : clock.nowMs() + offsetMs - current.nowWallMs;
  };

  const connectionNow = (): Connection => {
    if (timeline.peek() === null || silenceMs.peek() > OFFLINE_AFTER_MS) return 'offline';
    const moving = (timeline.peek()?.pace ?? 0) > 0;
    return awaitingSnapshot || (moving && tickAgeMs() > TICK_STALE_AFTER_MS) ? 'stale' : 'live';
  };

  const dropDeparted = (): void => {
    const current = alarms.peek();
    const gone = [...departing].filter((id) => current.get(id)?.state === 'normal');
    departing = new Set([...current.values()].filter((alarm) => alarm.state === 'normal').map((alarm) => alarm.id));
    if (gone.length === 0) return;
    const next = new Map(current);
    for (const id of gone) next.delete(id);
    alarms.value = next;
  };

  function tick(): void {
    batch(() => {
      silenceMs.value = heardAtMs === 0 ? 0 : clock.nowMs() - heardAtMs;
      connection.value = connectionNow();
      const current = timeline.peek();
      if (current !== null) {
        const ticked = current.nowWallMs > 0;
        const aheadMs = ticked ? Math.min(Math.max(0, tickAgeMs()), TICK_STALE_AFTER_MS) * current.pace : 0;
        nowMs.value = Math.max(nowMs.peek(), current.nowMs + aheadMs);
      }
      dropDeparted();
    });
    if (awaitingSnapshot && socket && clock.nowMs() - askedAtMs > OFFLINE_AFTER_MS) subscribe();
  }

  const alarmList = computed(() => [...alarms.value.values()].filter((a) => isListed(a.state)).sort(compareAlarms));

  return {
    connection,
    silenceMs,
    timeline,
    timelines,
    nowMs,
    assets,
    alarms,
    alarmList,
    shelved: computed(() =>
      [...alarms.value.values()].filter((alarm) => alarm.state === 'shelved').sort(compareAlarms),
    ),
    unacknowledgedCount: computed(() => alarmList.value.filter((alarm) => isUnacknowledged(alarm.state)).length),
    incidents,
    incidentByAlarm: computed(() => mapOf([...incidents.value.values()], (incident) => incident.alarm)),
    series: seriesOf,
    seriesKeys: () => [...seriesSignals.keys()],
    seriesRevision,
    vitals,
    trust,
    officers,
    strip,
    risk,
    response,
    start() {
      if (socket) return;
      const opened = config.connect();
      socket = opened;
      opened.on('connect', subscribe);
      opened.on('snapshot', onSnapshot);
      opened.on('delta', onDelta);
      opened.on('heartbeat', onHeartbeat);
      opened.on('disconnect', () => {
        awaitingSnapshot = true;
        tick();
      });
    },
    stop() {
      socket?.close();
      socket = null;
    },
    tick,
    chooseTimeline(id) {
      chosen = id;
      subscribe();
    },
    sendFact(request) {
      return new Promise((resolve, reject) => {
        const opened = socket;
        if (!opened) return reject(new Error('The live socket is not open.'));
        const answered = (error: unknown, answer: FactAnswer): void => (error ? reject(error) : resolve(answer));
        opened.timeout(OFFLINE_AFTER_MS).emit('fact', request, answered);
      });
    },
  };
}
