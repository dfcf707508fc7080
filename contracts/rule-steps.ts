/**
 * The life of a rule's version: draft → tested → approved by a second person → shadow (runs, counts, tells nobody) →
 * live → retired. Every step is a fact in the log; what runs at a tick is a fold over the steps before it, so that a
 * replay switches where life did. A step that was not legal when it came changes nothing. Pure.
 */
import type { Role } from './fact.ts';

export const RULE_STATES = ['draft', 'tested', 'approved', 'shadow', 'live', 'retired'] as const;
export type RuleState = (typeof RULE_STATES)[number];

export const RULE_STEPS = ['submit', 'backtest', 'approve', 'shadow', 'live', 'retire', 'rollback'] as const;
export type RuleStepKind = (typeof RULE_STEPS)[number];

/** Legal moves. `submit` makes a version; `rollback` undoes the rule's last change in force, whatever it was. */
export const RULE_TABLE: Readonly<Record<RuleState, Partial<Record<RuleStepKind, RuleState>>>> = {
  draft: { backtest: 'tested' },
  tested: { backtest: 'tested', approve: 'approved' },
  approved: { shadow: 'shadow', retire: 'retired' },
  shadow: { live: 'live', retire: 'retired' },
  live: { retire: 'retired', rollback: 'retired' },
  retired: { rollback: 'live' },
};

/** Whoever has to live with the alarms may approve them and take a version back. */
export const RULE_STEP_ROLES: Readonly<Record<RuleStepKind, readonly Role[]>> = {
  submit: ['engineer'],
  backtest: ['engineer'],
  approve: ['engineer', 'operator'],
  shadow: ['engineer'],
  live: ['engineer'],
  retire: ['engineer'],
  rollback: ['engineer', 'operator'],
};

export interface RuleStep {
  /** Id of the fact. */
  readonly fact: string;
  /** Offset in the stream of facts. */
  readonly offset: number;
  readonly rule: string;
  readonly version: number;
  readonly step: RuleStepKind;
  /** Of the text, so that a version can never mean two things. */
  readonly sha256: string;
  readonly actor: string;
  /** Server wall clock. */
  readonly at: number;
  readonly note: string;
}

export interface RuleVersionState {
  readonly rule: string;
  readonly version: number;
  readonly sha256: string;
  readonly author: string;
  readonly state: RuleState;
  readonly approvedBy: string | null;
  /** Legal steps in their order. */
  readonly steps: readonly RuleStep[];
}

export interface RuleCourse {
  /** By rule, versions in the order of their submission. */
  readonly versions: ReadonlyMap<string, readonly RuleVersionState[]>;
  /** What stands in place of the rule's own file: a version, or null for nothing at all. Rules left out run as filed. */
  readonly inForce: ReadonlyMap<string, RuleVersionState | null>;
  readonly shadow: readonly RuleVersionState[];
}

interface Draft {
  readonly versions: RuleVersionState[];
  /** Changes in force, oldest first; null took the rule out. */
  readonly changes: (number | null)[];
}

export function foldRuleSteps(steps: readonly RuleStep[]): RuleCourse {
  const drafts = new Map<string, Draft>();
  for (const step of steps) applyStep(drafts, step);
  const versions = new Map([...drafts].map(([rule, draft]) => [rule, draft.versions]));
  const inForce = new Map<string, RuleVersionState | null>();
  for (const [rule, { versions: own, changes }] of drafts) {
    const top = changes.at(-1);
    if (top !== undefined) inForce.set(rule, own.find(({ version }) => version === top) ?? null);
  }
  const shadow = [...versions.values()].flat().filter(({ state }) => state === 'shadow');
  return { versions, inForce, shadow };
}

/** Why the step is not legal, as one sentence, or null. The only place where it is decided. */
export function refusalOfStep(steps: readonly RuleStep[], next: Omit<RuleStep, 'offset' | 'at'>): string | null {
  const drafts = new Map<string, Draft>();
  for (const step of steps) applyStep(drafts, step);
  return refusalIn(drafts.get(next.rule), next);
}

function refusalIn(draft: Draft | undefined, next: Omit<RuleStep, 'offset' | 'at'>): string | null {
  const { rule, version, step, actor, sha256 } = next;
  const known = draft?.versions.find((each) => each.version === version);
  const name = `Version ${version} of ${rule}`;
  if (step === 'submit') {
    if (known) return `${name} was submitted before; give the text a higher version.`;
    const highest = Math.max(0, ...(draft?.versions ?? []).map((each) => each.version));
    return version > highest ? null : `${name} is not higher than version ${highest}, which is there already.`;
  }
  if (!known) return `${name} was never submitted.`;
  if (known.sha256 !== sha256) return `${name} has another text than the one that is meant.`;
  if (step === 'approve' && actor === known.author) {
    return `${name} was written by ${actor}; a second person has to approve it.`;
  }
  if (step === 'rollback') return (draft?.changes.length ?? 0) > 0 ? null : `${rule} has no change to take back.`;
  if (RULE_TABLE[known.state][step] !== undefined) return null;
  return `${name} is ${known.state}: ${WANTED[step]}.`;
}

const WANTED: Readonly<Record<Exclude<RuleStepKind, 'submit' | 'rollback'>, string>> = {
  backtest: 'only a draft is back-tested',
  approve: 'it is approved after a back-test and before it runs',
  shadow: 'it runs in shadow once a second person has approved its back-test',
  live: 'it goes live from shadow, after a back-test and the approval of a second person',
  retire: 'only what is approved or runs is retired',
};

function applyStep(drafts: Map<string, Draft>, step: RuleStep): void {
  const { rule, version, step: kind, sha256, actor } = step;
  if (refusalIn(drafts.get(rule), step) !== null) return;
  const draft = drafts.get(rule) ?? { versions: [], changes: [] };
  drafts.set(rule, draft);
  if (kind === 'submit') {
    draft.versions.push({ rule, version, sha256, author: actor, state: 'draft', approvedBy: null, steps: [step] });
    return;
  }
  const move = (of: number, state: RuleState, patch: Partial<RuleVersionState> = {}) => {
    const place = draft.versions.findIndex((each) => each.version === of);
    const known = draft.versions[place];
    if (known) draft.versions[place] = { ...known, state, ...patch };
  };
  const live = draft.changes.at(-1) ?? null;
  if (kind === 'rollback') {
    draft.changes.pop();
    if (live !== null) move(live, 'retired');
    const before = draft.changes.at(-1) ?? null;
    if (before !== null) move(before, 'live');
  } else {
    const wasLive = live === version;
    if (kind === 'live' && live !== null) move(live, 'retired');
    if (kind === 'live') draft.changes.push(version);
    if (kind === 'retire' && wasLive) draft.changes.push(null);
    const known = draft.versions.find((each) => each.version === version)!;
    move(version, RULE_TABLE[known.state][kind]!, kind === 'approve' ? { approvedBy: actor } : {});
  }
  const known = draft.versions.find((each) => each.version === version)!;
  move(version, known.state, { steps: [...known.steps, step] });
}

/** Says the same for two courses exactly when the same rules run. */
export function courseKey({ inForce, shadow }: RuleCourse): string {
  const live = [...inForce].map(([rule, version]) => `${rule}@${version?.version ?? 'out'}`).sort();
  return [...live, '/', ...shadow.map(({ rule, version }) => `${rule}@${version}`).sort()].join(' ');
}
