/**
 * The rows of the desk's list: alarms in their order, neighbours under one rule gathered behind one row. A group stands
 * where its first alarm stands, so that grouping never hides the worst. Pure.
 */
import type { AlarmView, Level } from '@chengyun/contracts';
import { compareLevels } from '@chengyun/contracts/levels.ts';

export interface AlarmRowItem {
  readonly kind: 'alarm';
  readonly id: string;
  readonly alarm: AlarmView;
  /** Inside of an expanded group. */
  readonly isMember: boolean;
}

export interface GroupRowItem {
  readonly kind: 'group';
  /** `group:<id of the group>`, which no alarm has. */
  readonly id: string;
  /** The first of its alarms: what the map shows when the group is chosen. */
  readonly lead: AlarmView;
  readonly alarms: readonly AlarmView[];
  readonly level: Level;
  readonly isOpen: boolean;
}

export type DeskRowItem = AlarmRowItem | GroupRowItem;

/** Fewer than this are no group: a row that hides one alarm only costs a keystroke. */
const GROUP_MIN = 2;

export const groupRowId = (group: string): string => `group:${group}`;

/** `alarms` in the order of the list. `keep`: the row of a chosen group stays one while a member is left. */
export function deskRows(
  alarms: readonly AlarmView[],
  open: ReadonlySet<string>,
  keep: string | null,
): readonly DeskRowItem[] {
  const members = new Map<string, AlarmView[]>();
  for (const alarm of alarms) {
    if (alarm.group !== null) members.set(alarm.group, [...(members.get(alarm.group) ?? []), alarm]);
  }
  const rows: DeskRowItem[] = [];
  const said = new Set<string>();
  for (const alarm of alarms) {
    const group = alarm.group === null ? [] : (members.get(alarm.group) ?? []);
    const id = groupRowId(alarm.group ?? '');
    if (group.length < GROUP_MIN && id !== keep) rows.push({ kind: 'alarm', id: alarm.id, alarm, isMember: false });
    else if (!said.has(id)) {
      said.add(id);
      rows.push(groupRow(id, group, open.has(id)));
      if (!open.has(id)) continue;
      for (const member of group) rows.push({ kind: 'alarm', id: member.id, alarm: member, isMember: true });
    }
  }
  return rows;
}

function groupRow(id: string, alarms: readonly AlarmView[], isOpen: boolean): GroupRowItem {
  const level = alarms.map((alarm) => alarm.level).reduce((a, b) => (compareLevels(a, b) >= 0 ? a : b));
  return { kind: 'group', id, lead: alarms[0]!, alarms, level, isOpen };
}
