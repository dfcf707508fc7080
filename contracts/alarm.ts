/**
 * Alarms after ISA-18.2: the life of one alarm is a table of legal transitions. Identity is (timeline, rule, asset,
 * condition), of which at most one is out of `normal` at any time.
 */
import type { Level } from './levels.ts';
import type { Bilingual } from './text.ts';

export const ALARM_STATES = [
  'normal',
  'active-unacknowledged',
  'active-acknowledged',
  'cleared-unacknowledged',
  'shelved',
  'suppressed',
  'out-of-service',
] as const;
export type AlarmState = (typeof ALARM_STATES)[number];

export const ALARM_TRANSITIONS_BY = [
  'raise',
  'escalate',
  'ease',
  'update',
  'clear',
  'ack',
  'shelve',
  'unshelve',
  /** A person took an acknowledgement back. */
  'unack',
  /** Its root cause is known and stands: it is quiet for as long. */
  'suppress',
  'unsuppress',
  /** Its asset is out of service or in maintenance. */
  'take-out',
  'return',
  /** Nobody answered: people are called again. */
  'renotify',
] as const;
export type AlarmTransition = (typeof ALARM_TRANSITIONS_BY)[number];

export const ALARM_CALLS = ['new', 'escalated', 'again'] as const;
export type AlarmCall = (typeof ALARM_CALLS)[number];

/**
 * Legal moves: state → transition → next state. Anything else is a programming error for the engine and a refused
 * request for a person. A shelved alarm keeps following its condition: unshelve returns it to active-unacknowledged
 * when the condition holds and to normal when it does not, which is why `unshelve` and `clear` from shelved are apart.
 */
export const ALARM_TABLE: Readonly<Record<AlarmState, Partial<Record<AlarmTransition, AlarmState>>>> = {
  normal: { raise: 'active-unacknowledged' },
  'active-unacknowledged': {
    escalate: 'active-unacknowledged',
    ease: 'active-unacknowledged',
    update: 'active-unacknowledged',
    clear: 'cleared-unacknowledged',
    ack: 'active-acknowledged',
    shelve: 'shelved',
    suppress: 'suppressed',
    'take-out': 'out-of-service',
    renotify: 'active-unacknowledged',
  },
  'active-acknowledged': {
    escalate: 'active-unacknowledged',
    ease: 'active-acknowledged',
    update: 'active-acknowledged',
    clear: 'normal',
    shelve: 'shelved',
    unack: 'active-unacknowledged',
    suppress: 'suppressed',
    'take-out': 'out-of-service',
  },
  'cleared-unacknowledged': { raise: 'active-unacknowledged', ack: 'normal', shelve: 'normal' },
  shelved: {
    escalate: 'shelved',
    ease: 'shelved',
    update: 'shelved',
    clear: 'normal',
    unshelve: 'active-unacknowledged',
  },
  suppressed: {
    escalate: 'suppressed',
    ease: 'suppressed',
    update: 'suppressed',
    clear: 'normal',
    unsuppress: 'active-unacknowledged',
    'take-out': 'out-of-service',
  },
  'out-of-service': {
    escalate: 'out-of-service',
    ease: 'out-of-service',
    update: 'out-of-service',
    clear: 'normal',
    return: 'active-unacknowledged',
  },
};

/** It stands before people, answered or not. */
export function isActiveState(state: AlarmState): boolean {
  return state === 'active-unacknowledged' || state === 'active-acknowledged';
}

/** Its condition holds, whatever people or other alarms did about it. */
export function isStandingState(state: AlarmState): boolean {
  return state !== 'normal' && state !== 'cleared-unacknowledged';
}

export function nextAlarmState(state: AlarmState, transition: AlarmTransition): AlarmState | null {
  return ALARM_TABLE[state][transition] ?? null;
}

/** One transition of one alarm, complete enough to be shown without looking anything up. All times: timeline ms. */
export interface AlarmRecord {
  readonly k: 'alarm';
  readonly tl: string;
  /** Tick at which it was decided; with the order in the tick this is the producer sequence. */
  readonly n: number;
  readonly at: number;
  /** 16 hex digits from (timeline, rule, asset, condition, raisedAt): the same in every run over the same log. */
  readonly id: string;
  readonly rule: string;
  readonly ruleVersion: number;
  readonly condition: string;
  readonly domain: string;
  readonly asset: string;
  readonly transition: AlarmTransition;
  readonly state: AlarmState;
  readonly level: Level;
  readonly peak: Level;
  readonly raisedAt: number;
  readonly ackedAt: number | null;
  readonly clearedAt: number | null;
  readonly shelvedUntil: number | null;
  /** Account id of the person who acknowledged or shelved. */
  readonly by: string | null;
  /** Why it is shelved or out of service, in the words of the person who said so. */
  readonly reason: string | null;
  /**
   * Whether this record calls people: `new` for a hazard that nobody was called for, `escalated` when its group got
   * worse, `again` when nobody answered. null: it is shown and calls nobody.
   */
  readonly call: AlarmCall | null;
  /** Id of the first alarm of the group of neighbours under the same rule; its own id when it is the first. */
  readonly group: string | null;
  /** Alarm that explains this one and keeps it quiet. */
  readonly inhibitedBy: string | null;
  /** It came and went so often that it no longer calls. */
  readonly isChattering: boolean;
  readonly title: Bilingual;
  /** One sentence: value against threshold and for how long. */
  readonly why: Bilingual;
  /** First thing to do. */
  readonly action: Bilingual;
  readonly metric: string;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly unit: string;
  /** Named inputs of the rule at this moment, for the why panel. */
  readonly inputs: Readonly<Record<string, number>>;
  readonly lonDeg: number;
  readonly latDeg: number;
  /** Real reach of the hazard in metres. */
  readonly radiusM: number;
  /** Trace id of the observation that decided it, 32 hex digits, or null. */
  readonly trace: string | null;
  /** Largest device send time (wall ms) among the observations that decided it; for the waterfall only. */
  readonly observedAt: number;
}

/** Names an alarm within its timeline: of one identity at most one is out of `normal`. */
export function alarmIdentity({ rule, asset, condition }: Pick<AlarmRecord, 'rule' | 'asset' | 'condition'>): string {
  return `${rule}|${asset}|${condition}`;
}

/** What an alarm says of calls, groups and causes before anything was decided. */
export const UNDECIDED = { reason: null, call: null, group: null, inhibitedBy: null, isChattering: false } as const;
