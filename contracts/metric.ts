import type { Bilingual } from './text.ts';
import type { Unit } from './units.ts';

/** Metrics that begin so are what an edge agent says of itself, not of the city. */
export const AGENT_METRIC_PREFIX = 'agent.';

/** One line of a domain's data standard: what a metric means, its unit and its plausible range. */
export interface MetricStandard {
  /** Dotted lower-case, for instance `water.level`. */
  readonly id: string;
  readonly name: Bilingual;
  /** UCUM, fixed. */
  readonly unit: Unit;
  /** Outside of it the value is kept with quality bad and the flag `range`. */
  readonly range: readonly [number, number];
  /** Largest plausible change per minute of the timeline; beyond it the flag `rate`, quality uncertain. */
  readonly ratePerMinMax?: number;
  /** Expected time between readings in timeline milliseconds; the wall hatches a value older than 2 of them. */
  readonly periodMs: number;
  /** Digits after the point on screen. */
  readonly digits: number;
  /** True for levels, which are refused for assets without a vertical datum. */
  readonly needsDatum?: boolean;
  /** Band in which the value is normal, for the wall's vital signs. */
  readonly normalBand?: readonly [number, number];
}
