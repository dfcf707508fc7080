/** The steps of rules' versions as the console knows them, and whether the next one may be taken. */
import {
  type FactBody,
  type FactRecord,
  foldRuleSteps,
  RULE_STEP_ROLES,
  type RuleCourse,
  type RuleStep,
  refusalOfStep,
  ruleStepOf,
} from '@chengyun/contracts';
import type { Session } from './sessions.ts';

export interface RuleBook {
  /** Facts of other kinds and repeated ones change nothing. */
  apply(record: FactRecord): void;
  /** Why this person may not take this step, or null. `fact` is its id: one that was taken before is repeated freely. */
  refusal(session: Session, body: Extract<FactBody, { kind: 'rule' }>, fact: string): RuleRefusal | null;
  course(): RuleCourse;
}

export interface RuleRefusal {
  readonly code: 'forbidden' | 'rule-step';
  readonly message: string;
}

export function createRuleBook(): RuleBook {
  const steps: RuleStep[] = [];
  const known = new Set<string>();
  return {
    apply: (record) => {
      const step = known.has(record.id) ? null : ruleStepOf(record, steps.length);
      if (step === null) return;
      known.add(record.id);
      steps.push(step);
    },
    refusal: ({ account, role }, { rule, version, step, sha256 }, fact) => {
      if (known.has(fact)) return null;
      if (!RULE_STEP_ROLES[step].includes(role)) {
        return { code: 'forbidden', message: `The role ${role} may not ${step} a rule.` };
      }
      const message = refusalOfStep(steps, { fact, rule, version, step, sha256, actor: account, note: '' });
      return message === null ? null : { code: 'rule-step', message };
    },
    course: () => foldRuleSteps(steps),
  };
}
