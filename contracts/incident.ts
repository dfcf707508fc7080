/** Incidents: the loop from alarm to verified closure. Each hop is stamped once, under one trace. */
import type { Level } from './levels.ts';
import type { Bilingual } from './text.ts';

export const INCIDENT_STATES = [
  'open',
  'acknowledged',
  'dispatched',
  'accepted',
  'on-scene',
  'resolved',
  'closed',
] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];

/** What moves an incident on. `verify` comes from the sensor (alarm back to normal) or from evidence. */
export const INCIDENT_MOVES = [
  ...(['ack', 'dispatch', 'accept', 'arrive', 'done', 'resolve', 'verify', 'reopen'] as const),
  /** The last team was called back. */
  'stand-down',
] as const;
export type IncidentMove = (typeof INCIDENT_MOVES)[number];

export const INCIDENT_TABLE: Readonly<Record<IncidentState, Partial<Record<IncidentMove, IncidentState>>>> = {
  open: { ack: 'acknowledged', dispatch: 'dispatched', resolve: 'resolved', verify: 'closed' },
  acknowledged: { dispatch: 'dispatched', resolve: 'resolved', verify: 'closed' },
  dispatched: { dispatch: 'dispatched', accept: 'accepted', resolve: 'resolved', 'stand-down': 'acknowledged' },
  accepted: {
    ...{ arrive: 'on-scene', done: 'resolved', resolve: 'resolved', dispatch: 'dispatched' },
    'stand-down': 'acknowledged',
  },
  'on-scene': { done: 'resolved', resolve: 'resolved', dispatch: 'dispatched', 'stand-down': 'acknowledged' },
  resolved: { verify: 'closed', reopen: 'open', dispatch: 'dispatched' },
  closed: { reopen: 'open' },
};

export function nextIncidentState(state: IncidentState, move: IncidentMove): IncidentState | null {
  return INCIDENT_TABLE[state][move] ?? null;
}

/** Hops of the waterfall, in order. Wall-clock epoch milliseconds; null = not reached. */
export const HOPS = [
  /** The device saw it. */
  'observed',
  /** The device sent it. */
  'sent',
  'committed',
  'fired',
  /** The first wall or desk had it on its screen. */
  'shown',
  'acknowledged',
  'dispatched',
  'delivered',
  'seen',
  'accepted',
  'onScene',
  'resolved',
  /** The sensor is back to normal, or photo and checklist were there. */
  'verified',
  'closed',
] as const;
export type Hop = (typeof HOPS)[number];

export const TASK_STATES = ['sent', 'delivered', 'seen', 'accepted', 'on-scene', 'done', 'recalled'] as const;
export type TaskState = (typeof TASK_STATES)[number];

export interface Task {
  readonly id: string;
  readonly officer: string;
  /** Account that sent it; `system` when an escalation did. */
  readonly by: string;
  readonly instruction: Bilingual;
  readonly state: TaskState;
  /** When each state was first reached, wall ms. */
  readonly times: Readonly<Partial<Record<TaskState, number>>>;
  /** No receipt came in time; a later receipt takes it back. */
  readonly isUnreachable: boolean;
  /** Last sign of life of the team on this task, wall ms; null before it accepted. */
  readonly signAt: number | null;
  /** A safety check-in is overdue and the dispatcher was told. */
  readonly isCheckInMissed: boolean;
  /** When the team called for help, the last time, wall ms. */
  readonly helpAt: number | null;
}

export const INCIDENT_ROLES = ['commander', 'safety', 'liaison', 'logistics'] as const;
export type IncidentRole = (typeof INCIDENT_ROLES)[number];

/** What somebody wrote, and when it was acted, wall ms. */
export interface SaidText {
  readonly by: string;
  readonly at: number;
  readonly text: string;
}

/** A picture or a recording of the place; the bytes lie in the store under their digest. */
export interface Evidence {
  readonly by: string;
  readonly at: number;
  readonly media: 'photo' | 'voice';
  /** SHA-256 of the bytes, hex. */
  readonly blob: string;
  readonly bytes: number;
}

export interface StepTick {
  readonly step: string;
  readonly by: string;
  readonly at: number;
}

/** Receiver of the last escalation. */
export const WALL = 'wall';

export interface Escalation {
  readonly at: number;
  /** The hop that was not reached in time. */
  readonly hop: Hop;
  /** 1 for the first person after the one who was late. */
  readonly step: number;
  /** Account of the next person, or `wall`. */
  readonly to: string;
  /** The task nobody accepted, null when none had been sent. */
  readonly task: string | null;
}

export interface Incident {
  readonly id: string;
  readonly tl: string;
  /** The alarm it began with; its id is that of the incident. */
  readonly alarm: string;
  /** Every alarm of it, the first one first: its neighbours by group, and those that an operator merged. */
  readonly alarms: readonly string[];
  /** The incident that this one has become a part of. */
  readonly mergedInto: string | null;
  /** W3C trace id of all its hops. */
  readonly trace: string;
  readonly level: Level;
  readonly peak: Level;
  /** Highest value that its alarm has had, in the unit of the rule; null when it carries none. */
  readonly peakValue: number | null;
  readonly rule: string;
  readonly domain: string;
  readonly title: Bilingual;
  readonly asset: string;
  /** Places it is about besides `asset`. */
  readonly assets: readonly string[];
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly state: IncidentState;
  readonly owner: string | null;
  readonly roles: Readonly<Partial<Record<IncidentRole, string>>>;
  readonly objectives: readonly SaidText[];
  readonly decisions: readonly SaidText[];
  /** Steps of its procedure that are ticked off. */
  readonly steps: readonly StepTick[];
  readonly evidence: readonly Evidence[];
  readonly tasks: readonly Task[];
  readonly escalations: readonly Escalation[];
  readonly hops: Readonly<Record<Hop, number | null>>;
  readonly notes: readonly SaidText[];
  /** Facts that lost a race and why they changed nothing. */
  readonly superseded: readonly { readonly fact: string; readonly by: string; readonly kind: string }[];
}
