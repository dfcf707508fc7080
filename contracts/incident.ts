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
export const INCIDENT_MOVES = ['ack', 'dispatch', 'accept', 'arrive', 'done', 'resolve', 'verify', 'reopen'] as const;
export type IncidentMove = (typeof INCIDENT_MOVES)[number];

export const INCIDENT_TABLE: Readonly<Record<IncidentState, Partial<Record<IncidentMove, IncidentState>>>> = {
  open: { ack: 'acknowledged', dispatch: 'dispatched', resolve: 'resolved', verify: 'closed' },
  acknowledged: { dispatch: 'dispatched', resolve: 'resolved', verify: 'closed' },
  dispatched: { dispatch: 'dispatched', accept: 'accepted', resolve: 'resolved' },
  accepted: { arrive: 'on-scene', done: 'resolved', resolve: 'resolved', dispatch: 'dispatched' },
  'on-scene': { done: 'resolved', resolve: 'resolved', dispatch: 'dispatched' },
  resolved: { verify: 'closed', reopen: 'open', dispatch: 'dispatched' },
  closed: { reopen: 'open' },
};

export function nextIncidentState(state: IncidentState, move: IncidentMove): IncidentState | null {
  return INCIDENT_TABLE[state][move] ?? null;
}

/** Hops of the waterfall, in order. Wall-clock epoch milliseconds; null = not reached. */
export const HOPS = [
  'observed',
  'committed',
  'fired',
  'acknowledged',
  'dispatched',
  'delivered',
  'seen',
  'accepted',
  'onScene',
  'resolved',
  'closed',
] as const;
export type Hop = (typeof HOPS)[number];

export interface Task {
  readonly id: string;
  readonly officer: string;
  readonly instruction: Bilingual;
  readonly state: 'sent' | 'delivered' | 'seen' | 'accepted' | 'on-scene' | 'done' | 'recalled';
}

export interface Incident {
  readonly id: string;
  readonly tl: string;
  readonly alarm: string;
  readonly level: Level;
  readonly title: Bilingual;
  readonly asset: string;
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly state: IncidentState;
  readonly owner: string | null;
  readonly tasks: readonly Task[];
  readonly hops: Readonly<Record<Hop, number | null>>;
  readonly notes: readonly { readonly by: string; readonly at: number; readonly text: string }[];
  /** Facts that lost a race and why they changed nothing. */
  readonly superseded: readonly { readonly fact: string; readonly by: string; readonly kind: string }[];
}
