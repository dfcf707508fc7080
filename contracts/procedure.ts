/**
 * Standard procedures: the steps by which a kind of incident is handled. A step appears when its condition has come
 * true and stays from then on; whoever ticks it off is on record.
 */
import type { Incident } from './incident.ts';
import { compareLevels, type Level } from './levels.ts';
import type { Bilingual } from './text.ts';

export const STEP_KINDS = ['check', 'warn', 'gate', 'closure', 'evacuation', 'pump', 'repair'] as const;
export type StepKind = (typeof STEP_KINDS)[number];

export interface ProcedureStep {
  /** Unique in its procedure. */
  readonly id: string;
  readonly kind: StepKind;
  readonly text: Bilingual;
  /** All of them must have come true; always shown when left out. */
  readonly when?: {
    /** The incident has reached this level. */
    readonly levelFrom?: Level;
    /** The value of its alarm has reached this much, in the unit of the rule. */
    readonly valueFrom?: number;
    /** That other step is ticked off. */
    readonly after?: string;
  };
}

export type Procedure = readonly ProcedureStep[];

type Seen = Pick<Incident, 'peak' | 'peakValue' | 'steps'>;

/** The steps that an incident asks for by now, in the order of the procedure. */
export function stepsFor(procedure: Procedure, { peak, peakValue, steps }: Seen): Procedure {
  const ticked = new Set(steps.map(({ step }) => step));
  return procedure.filter(({ id, when = {} }) => {
    const { levelFrom, valueFrom, after } = when;
    if (ticked.has(id)) return true;
    if (levelFrom !== undefined && compareLevels(peak, levelFrom) < 0) return false;
    if (valueFrom !== undefined && (peakValue === null || peakValue < valueFrom)) return false;
    return after === undefined || ticked.has(after);
  });
}

/** The steps that it asks for and that nobody has ticked off. */
export function openSteps(procedure: Procedure, incident: Seen): Procedure {
  const ticked = new Set(incident.steps.map(({ step }) => step));
  return stepsFor(procedure, incident).filter(({ id }) => !ticked.has(id));
}
