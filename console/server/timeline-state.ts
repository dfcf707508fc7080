/**
 * Everything the console shows of one timeline, built from log records only. It notes what changed since it was last
 * asked; who sends that to whom is not its business. Values keep the newest by observation time; a late one is ignored.
 */
import type {
  AlarmRecord,
  AlarmView,
  AssessmentRecord,
  FactRecord,
  Incident,
  ObservationsRecord,
  ResponseView,
  RiskView,
  SeriesView,
  StatusRecord,
  StripBin,
  TickRecord,
  Timeline,
  TimelineKind,
  TimelineView,
} from '@chengyun/contracts';
import { AGENT_METRIC_PREFIX, timelineKindFromId, wallMsFromTimelineMs } from '@chengyun/contracts';
import type { Stamps } from '../state/incident-draft.ts';
import { createIncidentFold, type IncidentFold } from '../state/incident-fold.ts';
import { createAlarmStrip } from './alarm-strip.ts';
import { alarmView } from './alarm-view.ts';
import { createAssessed } from './assessed.ts';
import { createDeviceAges, type DeviceAges } from './device-ages.ts';
import { createLagWindow, type LagWindow, median } from './lag-window.ts';

export interface Changes {
  readonly timeline: boolean;
  readonly strip: boolean;
  readonly risk: boolean;
  readonly response: boolean;
  readonly alarms: ReadonlySet<string>;
  readonly incidents: ReadonlySet<string>;
  readonly series: ReadonlySet<string>;
}

export interface TimelineState {
  readonly id: string;
  applyObservations(record: ObservationsRecord, wallMs: number, isLive: boolean): void;
  applyStatus(record: StatusRecord, wallMs: number): void;
  applyTick(record: TickRecord, wallMs: number): void;
  applyAlarm(record: AlarmRecord, wallMs: number, isLive: boolean): void;
  applyFact(record: FactRecord): void;
  applyAssessment(record: AssessmentRecord): void;
  /** Newest values that the store knows, for series that the log has not brought. */
  restoreSeries(views: readonly SeriesView[]): void;
  /** Values as they were; of each series the newest stands. */
  applyValues(views: readonly SeriesView[]): void;
  view(): TimelineView;
  alarm(id: string): AlarmView | null;
  /** Alarms that are not back to normal. */
  alarms(): readonly AlarmView[];
  incident(id: string): Incident | null;
  incidents(): readonly Incident[];
  series(key: string): SeriesView | null;
  allSeries(): readonly SeriesView[];
  strip(): readonly StripBin[];
  risk(): RiskView | null;
  response(): ResponseView | null;
  medianAgeMs(): number;
  readonly fold: IncidentFold;
  readonly devices: DeviceAges;
  readonly lag: LagWindow;
  /** What changed since the last call; alarms that are back to normal are forgotten after it. */
  takeChanges(): Changes;
}

const SERIES_MAX = 20_000;
/** Closed incidents sent to a client, newest first. */
const CLOSED_SHOWN_MAX = 50;

export function createTimelineState(
  id: string,
  registered: () => Timeline | null,
  onSeriesDropped: () => void = () => {},
  kind: TimelineKind = timelineKindFromId(id),
): TimelineState {
  const series = new Map<string, SeriesView>();
  const records = new Map<string, AlarmRecord>();
  const fold = createIncidentFold();
  const strip = createAlarmStrip();
  const assessed = createAssessed();
  const devices = createDeviceAges();
  const lag = createLagWindow();
  let tick: { n: number; at: number; wallMs: number } | null = null;
  let changes = noChanges();
  /** Back to normal and sent once. */
  let departing: readonly string[] = [];
  /** Wall times of the newest reading of a series: seen, sent and taken in. */
  const stamps = new Map<string, Stamps>();

  const put = (view: SeriesView): void => {
    const known = series.get(view.key);
    if (known && known.at > view.at) return;
    if (!known && series.size >= SERIES_MAX) {
      onSeriesDropped();
      return;
    }
    series.set(view.key, view);
    changes.series.add(view.key);
  };

  const showAlarm = (alarm: string): AlarmView | null => {
    const record = records.get(alarm);
    return record ? alarmView(record, fold.get(alarm)) : null;
  };

  return {
    id,
    fold,
    devices,
    lag,
    applyObservations(record, wallMs, isLive) {
      devices.heard(record.device, isLive ? wallMs : record.rxAt, { epoch: record.epoch, seq: record.seq });
      if (isLive) lag.add(wallMs, Math.max(0, wallMs - record.sentAt));
      for (const { asset, metric, at, value, quality = 'good', flags = [] } of record.items) {
        const key = `${asset}|${metric}`;
        put({ key, asset, metric, at, value, quality, flags });
        if (!series.has(key)) continue;
        const observed = wallMsOfReading(at, registered());
        stamps.set(key, { observed, sent: record.sentAt, committed: record.rxAt });
      }
    },
    applyStatus(record, wallMs) {
      devices.status(record.device, record.online, wallMs);
    },
    applyTick(record, wallMs) {
      if (tick !== null && record.n <= tick.n) return;
      tick = { n: record.n, at: record.at, wallMs };
      changes.timeline = true;
    },
    applyAlarm(record, wallMs, isLive) {
      const known = records.get(record.id);
      if (known && record.n < known.n) return;
      const firedMs = isLive ? wallMs : wallFromTimeline(record, registered());
      records.set(record.id, record);
      const decided = stamps.get(`${record.asset}|${record.metric}`) ?? null;
      changes.alarms.add(record.id);
      changes.incidents.add(record.id);
      for (const id of fold.applyAlarm(record, firedMs, decided)) changes.incidents.add(id);
      if (record.transition !== 'raise') return;
      strip.add(record.raisedAt, record.level);
      changes.strip = true;
    },
    applyFact(record) {
      for (const alarm of fold.applyFact(record)) {
        changes.alarms.add(alarm);
        changes.incidents.add(alarm);
      }
    },
    applyAssessment(record) {
      const changed = assessed.apply(record);
      if (changed) changes[changed] = true;
    },
    applyValues(views) {
      for (const view of views) put(view);
    },
    restoreSeries(views) {
      for (const view of views) if (!series.has(view.key)) put(view);
    },
    view() {
      const timeline = registered();
      const moving = timeline?.clock === 'wall' && timeline.endedAtMs === null;
      return {
        id,
        kind,
        label: timeline?.label ?? id,
        nowMs: tick?.at ?? 0,
        nowWallMs: tick?.wallMs ?? 0,
        pace: moving ? timeline.pace : 0,
      };
    },
    alarm: showAlarm,
    alarms: () => [...records.values()].filter((r) => r.state !== 'normal').map((r) => alarmView(r, fold.get(r.id))),
    incident: (alarm) => fold.get(alarm)?.incident ?? null,
    incidents() {
      const all = fold.incidents();
      const closed = all.filter((incident) => incident.state === 'closed').slice(-CLOSED_SHOWN_MAX);
      return [...all.filter((incident) => incident.state !== 'closed'), ...closed];
    },
    series: (key) => series.get(key) ?? null,
    allSeries: () => [...series.values()],
    strip: () => strip.view(tick?.at ?? 0),
    risk: assessed.risk,
    response: assessed.response,
    medianAgeMs() {
      const nowMs = tick?.at ?? 0;
      // What an agent says of itself, seldom, is no reading of the city.
      const readings = [...series.values()].filter(({ metric }) => !metric.startsWith(AGENT_METRIC_PREFIX));
      return median(readings.map((view) => Math.max(0, nowMs - view.at)));
    },
    takeChanges() {
      const taken = changes;
      changes = noChanges();
      for (const id of departing) if (records.get(id)?.state === 'normal') records.delete(id);
      departing = [...taken.alarms].filter((alarm) => records.get(alarm)?.state === 'normal');
      return taken;
    },
  };
}

function noChanges() {
  return {
    timeline: false,
    strip: false,
    risk: false,
    response: false,
    alarms: new Set<string>(),
    incidents: new Set<string>(),
    series: new Set<string>(),
  };
}

/** When the device saw it, on the wall's clock; unknown where the timeline does not run with it. */
function wallMsOfReading(atMs: number, timeline: Timeline | null): number | null {
  const wallMs = timeline && wallMsFromTimelineMs(timeline, atMs);
  return wallMs === null ? null : Math.round(wallMs);
}

/** Wall time of an alarm that was read back after a restart: exact for a steady clock, else the device's send time. */
function wallFromTimeline(record: AlarmRecord, timeline: Timeline | null): number {
  return (timeline && wallMsFromTimelineMs(timeline, record.at)) ?? record.observedAt;
}
