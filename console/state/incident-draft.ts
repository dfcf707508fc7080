/** The draft of one incident while it is folded, and the moves that both alarm records and facts make. */
import type {
  AlarmRecord,
  AlarmState,
  AlarmTransition,
  Bilingual,
  FactRecord,
  Hop,
  Incident,
  IncidentMove,
  IncidentRole,
  IncidentState,
  StepTick,
  Task,
  TaskState,
} from '@chengyun/contracts';
import { nextAlarmState } from '@chengyun/contracts/alarm.ts';
import { HOPS, nextIncidentState } from '@chengyun/contracts/incident.ts';

/** Wall times of the observation that decided an alarm, ms; null where nobody was there to take them. */
export interface Stamps {
  readonly observed: number | null;
  readonly sent: number | null;
  readonly committed: number | null;
}

export interface SeenAlarm {
  readonly record: AlarmRecord;
  readonly wallMs: number;
  readonly stamps: Stamps | null;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
/** A task under construction; its times can be added to. */
export type TaskDraft = Omit<Writable<Task>, 'times'> & { readonly times: Partial<Record<TaskState, number>> };

export interface Draft {
  state: IncidentState;
  alarmState: AlarmState;
  record: AlarmRecord;
  level: AlarmRecord['level'];
  peakValue: number | null;
  owner: string | null;
  /** What made the present state: a fact's id, or `alarm:<transition>`. */
  mover: string;
  /** An operator closed it with evidence though the sensor is not back to normal. */
  isProven: boolean;
  readonly hops: Record<Hop, number | null>;
  readonly tasks: Map<string, TaskDraft>;
  /** What called each recalled task back. */
  readonly recalledBy: Map<string, string>;
  readonly roles: Partial<Record<IncidentRole, string>>;
  readonly assets: Set<string>;
  readonly steps: Map<string, StepTick>;
  readonly objectives: Incident['objectives'][number][];
  readonly decisions: Incident['decisions'][number][];
  readonly evidence: Incident['evidence'][number][];
  readonly escalations: Incident['escalations'][number][];
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

export function makeTask(id: string, officer: string, by: string, instruction: Bilingual, atMs: number): TaskDraft {
  const never = { isUnreachable: false, signAt: null, isCheckInMissed: false, helpAt: null };
  return { id, officer, by, instruction, state: 'sent', times: { sent: atMs }, ...never };
}

export function isOpenTask({ state }: Pick<Task, 'state'>): boolean {
  return state !== 'done' && state !== 'recalled';
}

export function recallTask(draft: Draft, task: TaskDraft, by: string, atMs: number): void {
  task.state = 'recalled';
  task.times.recalled ??= atMs;
  task.isUnreachable = false;
  task.isCheckInMissed = false;
  draft.recalledBy.set(task.id, by);
}

export function recallOpenTasks(draft: Draft, by: string, atMs: number): void {
  for (const task of draft.tasks.values()) if (isOpenTask(task)) recallTask(draft, task, by, atMs);
}

export function isOver({ alarmState, isProven }: Pick<Draft, 'alarmState' | 'isProven'>): boolean {
  return isProven || alarmState === 'normal' || alarmState === 'cleared-unacknowledged';
}

/** The sensor says that it is over: a handled incident is verified, one nobody was sent to needs the acknowledgement. */
export function verify(draft: Draft, atMs: number, by: string): void {
  if (!isOver(draft) || (draft.alarmState !== 'normal' && draft.state !== 'resolved')) return;
  if (draft.state === 'closed' || !move(draft, 'verify', by)) return;
  stamp(draft, 'verified', atMs);
  stamp(draft, 'closed', atMs);
}

export function startDraft({ record, wallMs, stamps }: SeenAlarm): Draft {
  const hops = Object.fromEntries(HOPS.map((hop) => [hop, null])) as Record<Hop, number | null>;
  const sent = stamps?.sent ?? record.observedAt;
  const observed = Math.min(stamps?.observed ?? sent, sent);
  Object.assign(hops, { observed, sent, committed: stamps?.committed ?? null, fired: wallMs });
  const { state: alarmState, level } = record;
  const mover = `alarm:${record.transition}`;
  const lists = {
    notes: [],
    superseded: [],
    pending: [],
    objectives: [],
    decisions: [],
    evidence: [],
    escalations: [],
  };
  const maps = { tasks: new Map(), recalledBy: new Map(), steps: new Map(), assets: new Set<string>(), roles: {} };
  const begun = { state: 'open', owner: null, isProven: false, peakValue: record.value } as const;
  return { ...begun, alarmState, record, level, mover, hops, ...lists, ...maps };
}

/** Applies a fact to the alarm's state ahead of the engine's answer; false when the state does not allow it. */
export function moveAlarm(draft: Draft, transition: AlarmTransition, fact: FactRecord): boolean {
  const next = nextAlarmState(draft.alarmState, transition);
  if (next === null) return false;
  draft.alarmState = next;
  draft.pending.push({ fact, transition });
  return true;
}
