/**
 * Something that looks at a timeline after each tick and says what it finds beyond single alarms. Its state is saved
 * with the engine's, so that a restart repeats nothing and forgets nothing.
 */
import type { AlarmRecord, AssessmentRecord, FactRecord, TickRecord } from '@chengyun/contracts';
import type { RuleSet } from './rule-set.ts';

export interface Assessor {
  /** Under which its state is saved. */
  readonly name: string;
  /** `alarms` are those out of `normal` after the tick, `facts` and `moved` what people did and what alarms did in it. */
  assess(
    tick: TickRecord,
    alarms: readonly AlarmRecord[],
    facts: readonly FactRecord[],
    moved: readonly AlarmRecord[],
  ): readonly AssessmentRecord[];
  /** Plain data. */
  save(): unknown;
  /** Takes what its own `save` gave. */
  load(state: unknown): void;
}

/** Makes the assessors of one timeline under one set of rules and assets. */
export type AssessorFactory = (set: RuleSet) => readonly Assessor[];

export function saveAssessors(assessors: readonly Assessor[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(assessors.map((assessor) => [assessor.name, assessor.save()]));
}

export function loadAssessors(assessors: readonly Assessor[], states: Readonly<Record<string, unknown>>): void {
  for (const assessor of assessors) {
    if (states[assessor.name] !== undefined) assessor.load(states[assessor.name]);
  }
}
