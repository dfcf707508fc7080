/** The draft of one incident while it is folded, and the moves that both alarm records and facts make. */
import type {
  AlarmRecord,
  AlarmState,
  AlarmTransition,
  FactRecord,
  Hop,
  Incident,
  IncidentMove,
  IncidentState,
  Task,
} from '@chengyun/contracts';
import { nextAlarmState } from '@chengyun/contracts/alarm.ts';
import { HOPS, nextIncidentState } from '@chengyun/contracts/incident.ts';

export interface SeenAlarm {
  readonly record: AlarmRecord;
  readonly wallMs: number;
  readonly committedMs: number | null;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export interface Draft {
  state: IncidentState;
  alarmState: AlarmState;
  record: AlarmRecord;
  level: AlarmRecord['level'];
  owner: string | null;
  /** What made the present state: a fact's id, or `alarm:<transition>`. */
  mover: string;
  readonly hops: Record<Hop, number | null>;
  readonly tasks: Map<string, Writable<Task>>;
  readonly notes: Incident['notes'][number][];
  readonly superseded: Incident['superseded'][number][];
  /** Facts about the alarm that the engine has not answered. */
  pending: { readonly fact: FactRecord; readonly transition: AlarmTransition }[];
}

const DEVICE_DELAY_MS_MAX = 24 * 3_600_000;

/** Wall time of an action: the device's own time, unless it lies after the arrival or more than a day before it. */
export function actedAtMs(fact: FactRecord): number {
  return fact.at <= fact.rxAt && fact.rxAt - fact.at <= DEVICE_DELAY_MS_MAX ? fact.at : fact.rxAt;
}

export function stamp(draft: Draft, hop: Hop, atMs: number): void {
  draft.hops[hop] ??= atMs;
}

export function move(draft: Draft, name: IncidentMove, mover: string): boolean {
  const next = nextIncidentState(draft.state, name);
  if (next === null) return false;
  draft.state = next;
  draft.mover = mover;
  return true;
}

export function recallOpenTasks(draft: Draft): void {
  for (const task of draft.tasks.values()) if (task.state !== 'done') task.state = 'recalled';
}

/** The sensor says that it is over: a handled incident is verified, one nobody was sent to needs the acknowledgement. */
export function verify(draft: Draft, atMs: number, by: string): void {
  const over = draft.alarmState === 'normal' || draft.alarmState === 'cleared-unacknowledged';
  if (!over || (draft.alarmState !== 'normal' && draft.state !== 'resolved')) return;
  if (draft.state !== 'closed' && move(draft, 'verify', by)) stamp(draft, 'closed', atMs);
}

export function startDraft({ record, wallMs, committedMs }: SeenAlarm): Draft {
  const hops = Object.fromEntries(HOPS.map((hop) => [hop, null])) as Record<Hop, number | null>;
  Object.assign(hops, { observed: record.observedAt, committed: committedMs, fired: wallMs });
  const { state: alarmState, level } = record;
  const mover = `alarm:${record.transition}`;
  const empty = { owner: null, tasks: new Map(), notes: [], superseded: [], pending: [] };
  return { state: 'open', alarmState, record, level, mover, hops, ...empty };
}

/** Applies a fact to the alarm's state ahead of the engine's answer; false when the state does not allow it. */
export function moveAlarm(draft: Draft, transition: AlarmTransition, fact: FactRecord): boolean {
  const next = nextAlarmState(draft.alarmState, transition);
  if (next === null) return false;
  draft.alarmState = next;
  draft.pending.push({ fact, transition });
  return true;
}
