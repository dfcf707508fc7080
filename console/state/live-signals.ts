/** What a surface shows, as signals: a snapshot replaces everything, a delta what it names. Knows no socket and no clock. */
import type {
  AlarmView,
  Asset,
  Delta,
  Incident,
  OfficerView,
  ReplayView,
  ResponseView,
  RiskView,
  SeriesView,
  Snapshot,
  StripBin,
  TimelineView,
  TrustView,
  VitalView,
} from '@chengyun/contracts';
import { batch, computed, type Signal, signal } from '@preact/signals-core';
import { compareAlarms, isListed, isUnacknowledged } from './alarm-order.ts';
import { incidentsByAlarm, mapOf, merged, withoutOldest } from './keyed.ts';

export type LiveSignals = ReturnType<typeof createLiveSignals>;

export function createLiveSignals() {
  const timeline = signal<TimelineView | null>(null);
  const timelines = signal<Snapshot['timelines']>([]);
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
  const replay = signal<ReplayView | null>(null);
  const alarmList = computed(() => [...alarms.value.values()].filter((a) => isListed(a.state)).sort(compareAlarms));
  let departing = new Set<string>();

  const seriesOf = (key: string): Signal<SeriesView | null> => {
    const known = seriesSignals.get(key);
    if (known) return known;
    const made = signal<SeriesView | null>(null);
    seriesSignals.set(key, made);
    return made;
  };

  const applySeries = (views: readonly SeriesView[]): void => {
    for (const item of views) seriesOf(item.key).value = item;
    if (views.length > 0) seriesRevision.value += 1;
  };

  return {
    shown: {
      ...{ timeline, timelines, assets, alarms, alarmList, incidents, seriesRevision, vitals, trust, officers, strip },
      ...{ risk, response, replay },
      series: seriesOf,
      seriesKeys: () => [...seriesSignals.keys()],
      shelved: computed(() =>
        [...alarms.value.values()].filter((alarm) => alarm.state === 'shelved').sort(compareAlarms),
      ),
      unacknowledgedCount: computed(() => alarmList.value.filter((alarm) => isUnacknowledged(alarm.state)).length),
      incidentByAlarm: computed(() => incidentsByAlarm(incidents.value.values())),
    },
    applySnapshot(snapshot: Snapshot): void {
      departing = new Set();
      batch(() => {
        timeline.value = snapshot.timeline;
        timelines.value = snapshot.timelines;
        assets.value = mapOf(snapshot.assets, (asset) => asset.id);
        alarms.value = mapOf(snapshot.alarms, (alarm) => alarm.id);
        incidents.value = mapOf(snapshot.incidents, (incident) => incident.id);
        const present = new Set(snapshot.series.map((item) => item.key));
        for (const [key, known] of seriesSignals) if (!present.has(key)) known.value = null;
        applySeries(snapshot.series);
        // Values may also have gone, as when an earlier moment is looked at.
        if (snapshot.series.length === 0) seriesRevision.value += 1;
        vitals.value = snapshot.vitals;
        trust.value = snapshot.trust;
        officers.value = snapshot.officers;
        strip.value = snapshot.strip;
        risk.value = snapshot.risk;
        response.value = snapshot.response;
        replay.value = snapshot.replay ?? null;
      });
    },
    applyDelta(delta: Delta): void {
      batch(() => {
        if (delta.timeline) timeline.value = delta.timeline;
        if (delta.assets) assets.value = merged(assets.peek(), delta.assets, (asset) => asset.id);
        if (delta.alarms) alarms.value = merged(alarms.peek(), delta.alarms, (alarm) => alarm.id);
        if (delta.incidents) {
          incidents.value = withoutOldest(merged(incidents.peek(), delta.incidents, (one) => one.id));
        }
        if (delta.series) applySeries(delta.series);
        if (delta.vitals) vitals.value = delta.vitals;
        if (delta.trust) trust.value = delta.trust;
        if (delta.officers) officers.value = delta.officers;
        if (delta.strip) strip.value = delta.strip;
        if (delta.risk) risk.value = delta.risk;
        if (delta.response) response.value = delta.response;
        if (delta.replay) replay.value = delta.replay;
      });
    },
    /** Alarms that were shown once as normal go. */
    dropDeparted(): void {
      const current = alarms.peek();
      const gone = [...departing].filter((id) => current.get(id)?.state === 'normal');
      departing = new Set([...current.values()].filter((alarm) => alarm.state === 'normal').map((alarm) => alarm.id));
      if (gone.length === 0) return;
      const next = new Map(current);
      for (const id of gone) next.delete(id);
      alarms.value = next;
    },
  };
}
