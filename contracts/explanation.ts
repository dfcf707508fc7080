/**
 * Why an alarm stands, or why it does not: one rule on one asset at one moment, with every number that decided it.
 * Made by analytics, read by the desk and the command line. Times are timeline milliseconds.
 */
import type { AlarmRecord } from './alarm.ts';
import type { Level } from './levels.ts';
import type { Bilingual } from './text.ts';

export const VERDICTS = ['alarm', 'hushed', 'pending', 'calm', 'no-value', 'not-watched'] as const;
/**
 * alarm: it stands and calls. hushed: its condition holds, and something keeps it quiet. pending: a condition holds and
 * its delay runs. calm: no condition holds. no-value: an input has none, so nothing can be said. not-watched: the rule
 * does not look at this asset.
 */
export type Verdict = (typeof VERDICTS)[number];

export interface InputExplanation {
  readonly name: string;
  /** What is read, in the words of the rule: `water.level last`. */
  readonly what: string;
  /** Assets that it is read from, nearest first. */
  readonly from: readonly string[];
  readonly value: number | null;
  readonly unit: string;
  /** Newest accepted reading, and how old it is. */
  readonly lastAt: number | null;
  readonly ageS: number | null;
  /** Why there is no value, or that a default stands in; null when all is well. */
  readonly note: Bilingual | null;
}

export interface LevelExplanation {
  readonly level: Level;
  /** The condition as written, and with the values of this moment in place of names. */
  readonly when: string;
  readonly whenWithValues: string;
  /** null: cannot be said without a value. */
  readonly holds: boolean | null;
  readonly threshold: number | null;
  /** The level is in force (its delays are over). */
  readonly isOn: boolean;
  /** Since when the opposite of `isOn` is wished, and how long it must still hold. */
  readonly changingSince: number | null;
  readonly remainingS: number | null;
  /** What ends it, as written and with values; null when it ends as soon as `when` does not hold. */
  readonly clear: string | null;
  readonly clearWithValues: string | null;
}

export interface Explanation {
  readonly timeline: string;
  readonly at: number;
  readonly rule: string;
  readonly ruleVersion: number | null;
  /** This version of the rule runs in shadow: it counts, and nobody is told of its alarms. */
  readonly inShadow: boolean;
  readonly asset: string;
  readonly verdict: Verdict;
  /** One sentence each, the most important first. */
  readonly reasons: readonly Bilingual[];
  readonly inputs: readonly InputExplanation[];
  readonly lets: readonly { readonly name: string; readonly text: string; readonly value: number | null }[];
  readonly levels: readonly LevelExplanation[];
  /** The alarm of the condition and the one about missing data, when they are out of `normal`. */
  readonly alarm: AlarmRecord | null;
  readonly silence: AlarmRecord | null;
  /** Where the thresholds come from; empty where nothing is known of the rule. */
  readonly source: Bilingual;
  /** Where the rule is written. */
  readonly file: string;
}
