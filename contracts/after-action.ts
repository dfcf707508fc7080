/** The report on incidents that are over, made anew from the log: what happened when, how long it took, what was late. */
import type { Hop, Incident } from './incident.ts';
import type { Bilingual } from './text.ts';
import type { TimelineKind } from './timeline.ts';

/** One hop of one incident. */
export interface HopTiming {
  readonly hop: Hop;
  /** Wall ms. */
  readonly at: number | null;
  /** Since the hop that it is counted from: of people in ms of the timeline, of machines in ms of the wall. */
  readonly tookMs: number | null;
  /** Null: nobody set a limit. */
  readonly limitMs: number | null;
}

export interface HopFigures {
  readonly hop: Hop;
  readonly count: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly maxMs: number;
  readonly late: number;
}

export interface AfterActionIncident {
  readonly incident: Incident;
  readonly place: Bilingual;
  /** Street or town whose centre is nearest; null where the map knows none. */
  readonly district: Bilingual | null;
  readonly hops: readonly HopTiming[];
  /** Every step that its procedure asked for, in order. */
  readonly procedure: readonly { readonly id: string; readonly text: Bilingual }[];
}

export interface AfterActionReport {
  readonly timeline: { readonly id: string; readonly label: string; readonly kind: TimelineKind };
  /** For turning wall times into those of the timeline. */
  readonly clock: { readonly anchorWallMs: number; readonly anchorTimelineMs: number; readonly pace: number };
  readonly fromMs: number;
  readonly toMs: number;
  readonly incidents: readonly AfterActionIncident[];
  readonly hops: readonly HopFigures[];
  /** Where most was late first. */
  readonly districts: readonly {
    readonly district: Bilingual | null;
    readonly incidents: number;
    readonly late: number;
    readonly hops: readonly HopFigures[];
  }[];
  /** Names of the jobs that appear in it, by account. */
  readonly people: Readonly<Record<string, Bilingual>>;
}
