/** What a surface, the scene and the tests may read of the live state, and what they may ask for. */
import type {
  AlarmView,
  Asset,
  FactRequest,
  Incident,
  OfficerView,
  ReplayView,
  ResponseView,
  RiskView,
  SeriesView,
  Snapshot,
  StripBin,
  Subscribe,
  TimelineView,
  TrustView,
  View,
  VitalView,
} from '@chengyun/contracts';
import type { ReadonlySignal } from '@preact/signals-core';
import type { FactAnswer, Pace, SocketLike, SubscribeRefusal } from './wire.ts';

/** `stale`: connected, but a snapshot is awaited or the timeline has stopped ticking. `offline`: nobody was heard. */
export type Connection = 'live' | 'stale' | 'offline';

export interface LiveState {
  readonly connection: ReadonlySignal<Connection>;
  /** Wall milliseconds since the server was last heard. */
  readonly silenceMs: ReadonlySignal<number>;
  readonly timeline: ReadonlySignal<TimelineView | null>;
  readonly timelines: ReadonlySignal<Snapshot['timelines']>;
  /** Timeline time now, extrapolated by pace for at most 2.2 s past the newest tick; it never runs backwards. */
  readonly nowMs: ReadonlySignal<number>;
  readonly assets: ReadonlySignal<ReadonlyMap<string, Asset>>;
  readonly alarms: ReadonlySignal<ReadonlyMap<string, AlarmView>>;
  /** Listed alarms: unacknowledged, level, age. */
  readonly alarmList: ReadonlySignal<readonly AlarmView[]>;
  readonly shelved: ReadonlySignal<readonly AlarmView[]>;
  readonly unacknowledgedCount: ReadonlySignal<number>;
  /** By incident id. */
  readonly incidents: ReadonlySignal<ReadonlyMap<string, Incident>>;
  /** The newest incident of each alarm id. */
  readonly incidentByAlarm: ReadonlySignal<ReadonlyMap<string, Incident>>;
  /** One signal per `<asset>|<metric>`, made on first request; null until a value arrives. */
  readonly series: (key: string) => ReadonlySignal<SeriesView | null>;
  readonly seriesKeys: () => readonly string[];
  /** Rises whenever any series changed. */
  readonly seriesRevision: ReadonlySignal<number>;
  readonly vitals: ReadonlySignal<readonly VitalView[]>;
  readonly trust: ReadonlySignal<TrustView | null>;
  readonly officers: ReadonlySignal<readonly OfficerView[]>;
  readonly strip: ReadonlySignal<readonly StripBin[]>;
  /** null until something was assessed. */
  readonly risk: ReadonlySignal<RiskView | null>;
  readonly response: ReadonlySignal<ResponseView | null>;
  /** The moment of the past that everything above shows, and how it moves; null: everything is now. */
  readonly replay: ReadonlySignal<ReplayView | null>;
  /** A moment was asked for and is not here yet. */
  readonly isSeeking: ReadonlySignal<boolean>;
  /** Why the last moment that was asked for is not shown; null when it is. */
  readonly travelRefusal: ReadonlySignal<SubscribeRefusal | null>;
}

/** The ways through time. */
export interface Travel {
  /** Shows this moment of the timeline and plays on from there; at real time the first time. */
  seek(atMs: number): void;
  /** Plays on faster or slower, or stops. Means nothing while what is shown is now. */
  setPace(pace: Pace): void;
  toLive(): void;
}

export interface LiveClient extends LiveState, Travel {
  start(): void;
  stop(): void;
  /** Shows a snapshot that came another way, before the first one of the connection; none after it. */
  take(snapshot: Snapshot): void;
  tick(): void;
  /** Moves everything (map, list, values) to another timeline. */
  chooseTimeline(id: string): void;
  /** Sends one fact over the socket; rejects when no answer came in time, so that the outbox keeps it. */
  sendFact(request: FactRequest): Promise<FactAnswer>;
  /** Tells the server that these alarms are on the screen. */
  sayShown(alarms: readonly string[]): void;
}

export interface LiveClientConfig {
  /** `wish` says what to ask for; a transport that calls it whenever it connects asks with the connection itself. */
  readonly connect: (wish: () => Subscribe) => SocketLike;
  readonly view: View;
  readonly clock: { readonly nowMs: () => number };
  readonly timeline?: string;
}
