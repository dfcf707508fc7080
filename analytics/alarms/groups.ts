/**
 * Groups of alarms that are one trouble: the same rule and condition on assets that are near each other or hang on each
 * other. People are called for a group once, and again when it gets worse. Another rule is another hazard and calls.
 */

import { type AlarmRecord, type Asset, LEVEL_FACTS } from '@chengyun/contracts';
import { distanceM } from '@chengyun/contracts/distance.ts';

/** Alarms this near are one trouble even when the hazard itself reaches less far. */
const NEAR_M = 800;
/** Beyond these a new alarm begins a group of its own, and so calls: rather a call too many than one too few. */
const MEMBERS_MAX = 200;
const GROUPS_MAX = 2_000;

interface Member {
  readonly asset: string;
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly radiusM: number;
}

interface Group {
  readonly rule: string;
  readonly condition: string;
  /** Rank of the highest level that people were called for; -1 before the first call. */
  calledRank: number;
  readonly members: Map<string, Member>;
}

interface SavedGroup {
  readonly id: string;
  readonly rule: string;
  readonly condition: string;
  readonly calledRank: number;
  readonly members: readonly (readonly [string, Member])[];
}

export interface Groups {
  /** Id of the group that the alarm is in, or joins, or begins. */
  join(record: AlarmRecord): string;
  /** The alarm no longer stands. */
  leave(alarm: string): void;
  /** Whether its level is worse than what people were called for; notes that they are called now. */
  call(group: string, record: AlarmRecord): 'new' | 'escalated' | null;
  save(): readonly SavedGroup[];
  load(saved: readonly SavedGroup[]): void;
}

export function createGroups(assets: readonly Asset[]): Groups {
  const neighbours = neighboursOf(assets);
  let groups = new Map<string, Group>();
  let groupOf = new Map<string, string>();

  const belongs = (group: Group, record: AlarmRecord): boolean => {
    const { rule, condition, asset, radiusM } = record;
    if (group.rule !== rule || group.condition !== condition || group.members.size >= MEMBERS_MAX) return false;
    const linked = neighbours.get(asset);
    for (const member of group.members.values()) {
      if (linked?.has(member.asset)) return true;
      const reachM = Math.max(NEAR_M, radiusM, member.radiusM);
      if (distanceM(member, record) <= reachM) return true;
    }
    return false;
  };
  return {
    join: (record) => {
      const known = groupOf.get(record.id);
      if (known !== undefined) return known;
      const { id, rule, condition, asset, lonDeg, latDeg, radiusM } = record;
      let found = [...groups].find(([, group]) => belongs(group, record))?.[0];
      if (found === undefined) {
        found = id;
        if (groups.size < GROUPS_MAX) groups.set(id, { rule, condition, calledRank: -1, members: new Map() });
      }
      const group = groups.get(found);
      if (group) {
        group.members.set(id, { asset, lonDeg, latDeg, radiusM });
        groupOf.set(id, found);
      }
      return found;
    },
    leave: (alarm) => {
      const id = groupOf.get(alarm);
      if (id === undefined) return;
      groupOf.delete(alarm);
      const group = groups.get(id);
      group?.members.delete(alarm);
      if (group?.members.size === 0) groups.delete(id);
    },
    call: (id, { level }) => {
      const { rank } = LEVEL_FACTS[level];
      const group = groups.get(id);
      if (!group) return 'new';
      const before = group.calledRank;
      if (rank <= before) return null;
      group.calledRank = rank;
      return before < 0 ? 'new' : 'escalated';
    },
    save: () => [...groups].map(([id, group]) => ({ id, ...group, members: [...group.members] })),
    load: (saved) => {
      groups = new Map(saved.map(({ id, members, ...group }) => [id, { ...group, members: new Map(members) }]));
      groupOf = new Map(saved.flatMap(({ id, members }) => members.map(([alarm]): [string, string] => [alarm, id])));
    },
  };
}

/** Assets that hang on each other by one link, or on the same third. */
function neighboursOf(assets: readonly Asset[]): ReadonlyMap<string, ReadonlySet<string>> {
  const around = new Map<string, Set<string>>();
  const tie = (a: string, b: string) => {
    if (a !== b) around.set(a, (around.get(a) ?? new Set()).add(b));
  };
  const children = new Map<string, string[]>();
  for (const { id, links } of assets) {
    for (const { to } of links ?? []) {
      tie(id, to);
      tie(to, id);
      children.set(to, [...(children.get(to) ?? []), id]);
    }
  }
  for (const siblings of children.values()) for (const a of siblings) for (const b of siblings) tie(a, b);
  return around;
}
