/** What the console answers to pages of the desk: a shift, the quality of series, the history of one. */
import type { AlarmFigures, ResponseProposal } from './assessment.ts';
import type { FactRecord } from './fact.ts';
import type { Incident } from './incident.ts';
import type { AlarmView } from './live.ts';
import type { QualityFlag } from './quality.ts';

/** The report of a shift. */
export interface Handover {
  readonly timeline: string;
  /** Timeline time. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly open: readonly Incident[];
  readonly shelved: readonly AlarmView[];
  readonly quiet: readonly AlarmView[];
  readonly notes: readonly {
    readonly at: number;
    readonly by: string;
    readonly text: string;
    readonly alarm: string;
  }[];
  readonly rules: readonly {
    readonly at: number;
    readonly by: string;
    readonly rule: string;
    readonly version: number;
    readonly step: string;
    readonly note: string;
  }[];
  readonly service: readonly FactRecord[];
  readonly raised: number;
  readonly closed: number;
  readonly figures: AlarmFigures | null;
  readonly response: ResponseProposal | null;
}

/** How complete, how timely and how believable one series is over a span. */
export interface SeriesQuality {
  readonly asset: string;
  readonly metric: string;
  readonly readings: number;
  readonly good: number;
  /** Periods of the metric in which at least one reading came, and how many there were to be. */
  readonly filled: number;
  readonly expected: number;
  /** Newest reading, epoch milliseconds of the timeline; null when there is none in the span. */
  readonly newestAt: number | null;
}

/** A span of a series: averages with their spread, and how many readings are in doubt. */
export interface StationBin {
  /** Beginning of the span, epoch milliseconds of the timeline. */
  readonly at: number;
  /** Of the readings that are not bad; null when all of them are. */
  readonly value: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly readings: number;
  /** How many of them are uncertain or bad, and why. */
  readonly doubtful: number;
  readonly flags: readonly QualityFlag[];
}
