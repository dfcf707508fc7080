/**
 * The wire between console server and browsers. A client emits `subscribe {view, timeline?}`; the server answers
 * `snapshot` and then `delta`s numbered per (server epoch, view). A gap makes the client ask for a new snapshot.
 * Alarms and incidents go out at once, values are coalesced to 5 Hz.
 */
import type { AlarmRecord } from './alarm.ts';
import type { ResponseProposal, RiskPlace } from './assessment.ts';
import type { Asset } from './asset.ts';
import type { Incident } from './incident.ts';
import type { Level } from './levels.ts';
import type { Quality, QualityFlag } from './quality.ts';
import type { Bilingual } from './text.ts';
import type { TimelineKind } from './timeline.ts';

export type View = 'wall' | 'desk' | 'field';

export interface TimelineView {
  readonly id: string;
  readonly kind: TimelineKind;
  readonly label: string;
  /** Timeline time at the server's newest tick and the wall time at which it was read, for extrapolation by pace. */
  readonly nowMs: number;
  readonly nowWallMs: number;
  readonly pace: number;
}

/** What a browser needs of an alarm's newest record; where in the log it stands stays on the server. */
export type AlarmView = Omit<
  AlarmRecord,
  'k' | 'tl' | 'n' | 'at' | 'condition' | 'transition' | 'trace' | 'observedAt'
>;

export interface SeriesView {
  /** `<asset>|<metric>`. */
  readonly key: string;
  readonly asset: string;
  readonly metric: string;
  readonly at: number;
  readonly value: number;
  readonly quality: Quality;
  readonly flags: readonly QualityFlag[];
}

/** The trust line: can what is shown be believed? */
export interface TrustView {
  readonly devicesOnline: number;
  readonly devicesTotal: number;
  /** Median age of the newest value of each series, timeline ms. */
  readonly medianAgeMs: number;
  /** Wall ms from device send to console, median of the last minute. */
  readonly lagMs: number;
  readonly store: 'timescale' | 'timescale-apache' | 'postgres';
  readonly quarantined: number;
  /** Services that do not answer, by name. */
  readonly down: readonly string[];
}

export interface VitalView {
  readonly id: string;
  readonly name: Bilingual;
  readonly unit: string;
  readonly digits: number;
  readonly value: number | null;
  readonly at: number | null;
  readonly band: readonly [number, number] | null;
  readonly note: Bilingual | null;
  /** 6 h of history, oldest first, null where there was none; about 72 points. */
  readonly spark: readonly (number | null)[];
}

/** An officer who can be sent. Names are display names of the job (`防汛二队`), not of the person. */
export interface OfficerView {
  readonly id: string;
  readonly name: Bilingual;
  readonly onDuty: boolean;
  readonly busy: boolean;
  /** Its last task went unanswered: somebody else is sent until it shows itself again. */
  readonly isSilent: boolean;
  readonly distanceM: number | null;
  /** Over open roads, or the straight line where no road is known; null without a distance. */
  readonly distanceBy: 'road' | 'straight' | null;
  /** When its phone told the place that the distance is from, wall ms; null: from where it is stationed. */
  readonly placeAt: number | null;
  /** Whether the team works in the domain of the alarm that it was asked for; null where it was asked for none. */
  readonly isSkilled: boolean | null;
}

/** Alarm density for the timeline strip: counts per level in 5-minute bins of the last 6 h of the timeline. */
export interface StripBin {
  readonly at: number;
  readonly counts: Readonly<Record<Level, number>>;
}

/** A hexagon of the city at risk: where it is and how bad; its reasons stay on the server. */
export interface RiskCell {
  /** H3 index, resolution 8. */
  readonly id: string;
  readonly level: Level;
  readonly score: number;
  /** Corners as `lon, lat, lon, lat…`, WGS84 degrees to five digits; not closed. */
  readonly ring: readonly number[];
}

/** The newest risk of places: cells that have a colour and the worst districts, highest first. */
export interface RiskView {
  readonly at: number;
  readonly cells: readonly RiskCell[];
  readonly districts: readonly RiskPlace[];
}

/** The proposed response level and the one in force, as `ResponseProposal` says. */
export type ResponseView = Omit<ResponseProposal, 'k' | 'tl' | 'n'>;

/** How many alarms stand now, for those who look at the past. */
export interface LiveCounter {
  /** Time of the timeline now, epoch milliseconds. */
  readonly nowMs: number;
  readonly standing: Readonly<Record<Level, number>>;
  readonly unacknowledged: number;
  /** Highest level that stands and that nobody has acknowledged. */
  readonly waiting: Level | null;
}

/**
 * Stands on everything that shows the past, and on nothing else: a client that travels takes only what carries it, a
 * client that does not takes nothing that does.
 */
export interface ReplayView {
  /** Moment that is shown, timeline ms, and how many of them pass in a wall millisecond while it is not paused. */
  readonly at: number;
  readonly speed: number;
  readonly isPaused: boolean;
  /** Moments that can be asked for. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly live: LiveCounter;
}

export const REPLAY_SPEEDS = [1, 2, 5, 10, 30, 60] as const;
export const REPLAY_SPAN_MS = 7 * 86_400_000;

export interface Snapshot {
  readonly epoch: string;
  readonly view: View;
  readonly n: number;
  readonly timeline: TimelineView;
  readonly timelines: readonly { readonly id: string; readonly label: string; readonly kind: TimelineKind }[];
  readonly assets: readonly Asset[];
  readonly alarms: readonly AlarmView[];
  readonly incidents: readonly Incident[];
  readonly series: readonly SeriesView[];
  readonly vitals: readonly VitalView[];
  readonly trust: TrustView;
  readonly officers: readonly OfficerView[];
  readonly strip: readonly StripBin[];
  /** null before anything was assessed, and for the field. */
  readonly risk: RiskView | null;
  readonly response: ResponseView | null;
  readonly replay?: ReplayView;
}

/** Absent = unchanged. An alarm in state `normal` is removed by the client after it was drawn once. */
export interface Delta {
  readonly epoch: string;
  readonly n: number;
  readonly timeline?: TimelineView;
  readonly assets?: readonly Asset[];
  readonly alarms?: readonly AlarmView[];
  readonly incidents?: readonly Incident[];
  readonly series?: readonly SeriesView[];
  readonly vitals?: readonly VitalView[];
  readonly trust?: TrustView;
  readonly officers?: readonly OfficerView[];
  readonly strip?: readonly StripBin[];
  readonly risk?: RiskView;
  readonly response?: ResponseView;
  readonly replay?: ReplayView;
}

/** A moment of the timeline and how it goes on from there; `at` null: from where this client is. */
export interface TravelWish {
  readonly at: number | null;
  readonly speed: number;
  readonly isPaused: boolean;
}

export interface Subscribe {
  readonly view: View;
  /** Left out: the server's default (the exercise when one runs, else live). */
  readonly timeline?: string;
  /** Left out: now. */
  readonly travel?: TravelWish;
}
