/**
 * What analytics finds beyond single alarms, in the stream `assessments`: one record a kind and tick at most, and only
 * when it changed. A record replaces the one of the same kind and timeline before it.
 */
import type { Level } from './levels.ts';
import type { Bilingual } from './text.ts';

interface Assessed {
  readonly tl: string;
  /** Number and time of the tick that it was found at. */
  readonly n: number;
  readonly at: number;
}

/** One reason of a risk: an alarm or an exposure, and what it adds to the score. */
export interface RiskReason {
  readonly alarm: string | null;
  readonly text: Bilingual;
  /** Share of the score, 0 to 1. */
  readonly weight: number;
}

/** Hazard x exposure x vulnerability, each 0 to 1. */
export interface RiskPlace {
  /** H3 cell (resolution 8), unit of the base map, or asset. */
  readonly id: string;
  /** People of the cell or, for a district, of its cells at risk; schematic, rounded to hundreds. */
  readonly people: number;
  readonly hazard: number;
  readonly exposure: number;
  readonly vulnerability: number;
  readonly score: number;
  readonly level: Level | null;
  readonly reasons: readonly RiskReason[];
}

export interface RiskRecord extends Assessed {
  readonly k: 'risk';
  /** Only places with a score above 0, highest first. */
  readonly cells: readonly RiskPlace[];
  readonly districts: readonly RiskPlace[];
  readonly assets: readonly RiskPlace[];
}

export const RESPONSE_LEVELS = ['IV', 'III', 'II', 'I'] as const;
export type ResponseLevel = (typeof RESPONSE_LEVELS)[number];

/** The response level that the evidence asks for; it is in force only once a person confirmed it. */
export interface ResponseProposal extends Assessed {
  readonly k: 'response';
  readonly proposed: ResponseLevel | null;
  /** Since when it is proposed, and from when on a confirmation is overdue; null while nothing waits for a person. */
  readonly proposedAt: number | null;
  readonly overdueAt: number | null;
  readonly inForce: ResponseLevel | null;
  /** Account that confirmed what is in force, and when. */
  readonly confirmedBy: string | null;
  readonly confirmedAt: number | null;
  readonly evidence: readonly RiskReason[];
}

/** EEMUA 191 figures of the timeline, over its last hours. */
export interface AlarmFigures extends Assessed {
  readonly k: 'alarm-figures';
  readonly operators: number;
  /** Calls to people (raises and escalations that were not grouped, inhibited or suppressed). */
  readonly callsLast10Min: number;
  readonly callsPer10MinAvg: number;
  readonly callsPer10MinPeak: number;
  /** Share of 10-minute windows with more than 10 calls an operator. */
  readonly floodShare: number;
  readonly standing: number;
  /** Standing for more than 24 h. */
  readonly stale: number;
  /** Standing alarms by level. */
  readonly mix: Readonly<Record<Level, number>>;
  /** The loudest sources, most calls first, and their share of all calls. */
  readonly badActors: readonly { readonly rule: string; readonly asset: string; readonly calls: number }[];
  readonly topTenShare: number;
  readonly chattering: readonly string[];
}

/** What rules in shadow would have said: counted, told to nobody. */
export interface ShadowCounts extends Assessed {
  readonly k: 'shadow';
  readonly rules: readonly {
    readonly rule: string;
    readonly version: number;
    readonly raised: number;
    readonly standing: number;
  }[];
}

export type AssessmentRecord = RiskRecord | ResponseProposal | AlarmFigures | ShadowCounts;
