/**
 * What each kind of client may see. Wall and desk see a timeline whole; the field sees its own tasks and the alarms of
 * level II and I without counts of people. Rooms are named so that everything sent to one room is encoded once.
 */
import type { AlarmView, Delta, Incident, OfficerView, Snapshot, Subscribe, View } from '@chengyun/contracts';
import { compareLevels } from '@chengyun/contracts';
import { isPeopleMetric } from '../state/people-metrics.ts';
import { VIEW_ROLES } from './access/access-table.ts';
import { type Scope, scopeKey } from './access/scope.ts';
import type { Changes, TimelineState } from './timeline-state.ts';
import { isTravelWish } from './travel/travel-wish.ts';

/** The slow-moving parts of a snapshot that are not in the log. */
export type Surroundings = Pick<Snapshot, 'timelines' | 'assets' | 'vitals' | 'trust' | 'officers'>;

export interface Audience {
  readonly view: View;
  readonly timeline: string;
  /** The officer for whom a field view is made; empty otherwise. */
  readonly officer: string;
  /** Limits of the accounts in the room; what lies outside is cut off in scope-filter.ts. */
  readonly scope: Scope;
}

export function isSubscribe(value: unknown): value is Subscribe {
  if (typeof value !== 'object' || value === null) return false;
  const { view, timeline, travel } = value as Partial<Record<keyof Subscribe, unknown>>;
  const known = typeof view === 'string' && Object.hasOwn(VIEW_ROLES, view);
  return (
    known && (timeline === undefined || typeof timeline === 'string') && (travel === undefined || isTravelWish(travel))
  );
}

export function roomOf({ view, timeline, officer, scope }: Audience): string {
  return view === 'field' ? `field|${timeline}|${officer}` : `${view}|${timeline}|${scopeKey(scope)}`;
}

/** A phone in the street gets the hazard, not how many people there are. */
function fieldAlarm(alarm: AlarmView): AlarmView {
  return isPeopleMetric(alarm.metric) ? { ...alarm, value: null, threshold: null, inputs: {} } : alarm;
}

const isOwn = (incident: Incident, officer: string): boolean => incident.tasks.some((task) => task.officer === officer);

/** Of an incident of theirs, an officer sees who else comes, not what the desk wrote about it. */
function fieldIncident(incident: Incident, officer: string): Incident {
  return {
    ...incident,
    notes: incident.notes.filter((note) => note.by === officer),
    superseded: incident.superseded.filter((lost) => lost.fact.startsWith(`${officer}/`)),
  };
}

/** Oneself, and who else was sent to the same incidents. */
function companions(officers: readonly OfficerView[], incidents: readonly Incident[], officer: string) {
  const sent = new Set(incidents.flatMap(({ tasks }) => tasks.map((task) => task.officer)));
  return officers.filter(({ id }) => id === officer || sent.has(id));
}

function seesAlarm(state: TimelineState, alarm: AlarmView, officer: string): boolean {
  const incident = state.incident(alarm.id);
  return compareLevels(alarm.peak, 'orange') >= 0 || (incident !== null && isOwn(incident, officer));
}

export function snapshotFor(
  audience: Audience,
  state: TimelineState,
  around: Surroundings,
  stamp: { readonly epoch: string; readonly n: number },
): Snapshot {
  const { view, officer } = audience;
  const common = { ...stamp, view, timeline: state.view(), timelines: around.timelines, trust: around.trust };
  if (view !== 'field') {
    const live = {
      alarms: state.alarms(),
      incidents: state.incidents(),
      series: state.allSeries(),
      strip: state.strip(),
      risk: state.risk(),
      response: state.response(),
    };
    return { ...common, ...live, assets: around.assets, vitals: around.vitals, officers: around.officers };
  }
  const alarms = state.alarms().filter((alarm) => seesAlarm(state, alarm, officer));
  const incidents = state.incidents().filter((incident) => isOwn(incident, officer));
  const places = new Set([...alarms, ...incidents].map((item) => item.asset));
  return {
    ...common,
    alarms: alarms.map(fieldAlarm),
    incidents: incidents.map((incident) => fieldIncident(incident, officer)),
    assets: around.assets.filter((asset) => places.has(asset.id)),
    series: [],
    vitals: [],
    officers: companions(around.officers, incidents, officer),
    strip: [],
    risk: null,
    response: null,
  };
}

/**
 * The part of a change that an audience sees; null when nothing. A field view knows no places and no teams but those of
 * its alarms and tasks: they come with them, out of `around`.
 */
export function deltaFor(
  audience: Audience,
  state: TimelineState,
  changes: Changes,
  around: () => Pick<Surroundings, 'assets' | 'officers'>,
): Omit<Delta, 'epoch' | 'n'> | null {
  const { view, officer } = audience;
  const field = view === 'field';
  const some = <T>(items: readonly T[]): readonly T[] | undefined => (items.length > 0 ? items : undefined);
  const alarms = [...changes.alarms].flatMap((id) => {
    const alarm = state.alarm(id);
    if (!alarm) return [];
    if (!field) return [alarm];
    return seesAlarm(state, alarm, officer) ? [fieldAlarm(alarm)] : [];
  });
  const incidents = [...changes.incidents].flatMap((id) => {
    const incident = state.incident(id);
    if (!incident) return [];
    if (!field) return [incident];
    return isOwn(incident, officer) ? [fieldIncident(incident, officer)] : [];
  });
  const places = new Set(field ? [...alarms, ...incidents].map((item) => item.asset) : []);
  const beside = field && incidents.length > 0 ? state.incidents().filter((one) => isOwn(one, officer)) : [];
  const near = places.size > 0 ? around() : null;
  const series = field ? [] : [...changes.series].flatMap((key) => state.series(key) ?? []);
  const parts = {
    timeline: changes.timeline && !field ? state.view() : undefined,
    alarms: some(alarms),
    incidents: some(incidents),
    assets: near?.assets.filter((asset) => places.has(asset.id)),
    officers: near && beside.length > 0 ? companions(near.officers, beside, officer) : undefined,
    series: some(series),
    strip: changes.strip && !field ? state.strip() : undefined,
    risk: (changes.risk && !field && state.risk()) || undefined,
    response: (changes.response && !field && state.response()) || undefined,
  };
  const present = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
  return Object.keys(present).length > 0 ? present : null;
}
