/**
 * Which alarms are one incident. Neighbours of a group are by themselves; what operators merged or split counts more,
 * in the order of the log. A merge makes its own alarm the head, so that no circle can come about.
 */
import type { FactRecord, Incident } from '@chengyun/contracts';
import { INCIDENT_STATES } from '@chengyun/contracts/incident.ts';
import { compareLevels } from '@chengyun/contracts/levels.ts';

export interface MergeMap {
  /** A merge, a split, or what takes one back, in the order of the log. */
  note(fact: FactRecord): void;
  /** The engine put the alarm into the group that the other one began. */
  group(alarm: string, head: string): void;
  /** The alarm whose incident this one is in; itself when it is not merged. */
  headOf(alarm: string): string;
  /** All alarms of the incident of this head, itself first. */
  membersOf(head: string): readonly string[];
  forget(alarm: string): void;
}

/** Circles cannot come about; a broken log must not hang the console. */
const DEPTH_MAX = 100;

/** `isUndone`: the fact was taken back. */
export function createMergeMap(isUndone: (fact: FactRecord) => boolean): MergeMap {
  const facts: FactRecord[] = [];
  const groups = new Map<string, string>();
  let said = new Map<string, string | null>();
  let members: ReadonlyMap<string, readonly string[]> | null = null;

  const refresh = (): ReadonlyMap<string, readonly string[]> => {
    if (members) return members;
    said = new Map();
    for (const fact of facts) {
      const { body } = fact;
      if (isUndone(fact)) continue;
      if (body.kind === 'split') said.set(body.alarm, null);
      if (body.kind !== 'merge') continue;
      for (const other of body.others) if (other !== body.alarm) said.set(other, body.alarm);
      said.set(body.alarm, null);
    }
    const lists = new Map<string, string[]>();
    for (const alarm of new Set([...said.keys(), ...groups.keys()])) {
      const head = climb(alarm);
      if (head !== alarm) lists.set(head, [...(lists.get(head) ?? []), alarm]);
    }
    members = lists;
    return lists;
  };
  const climb = (alarm: string): string => {
    let at = alarm;
    for (let depth = 0; depth < DEPTH_MAX; depth++) {
      const above = said.has(at) ? said.get(at) : groups.get(at);
      if (above === undefined || above === null || above === at) return at;
      at = above;
    }
    return alarm;
  };

  return {
    note: (fact) => {
      if (fact.body.kind !== 'undo') facts.push(fact);
      members = null;
    },
    group: (alarm, head) => {
      if (groups.get(alarm) === head) return;
      groups.set(alarm, head);
      members = null;
    },
    headOf: (alarm) => {
      refresh();
      return climb(alarm);
    },
    membersOf: (head) => [head, ...(refresh().get(head) ?? [])],
    forget: (alarm) => {
      if (groups.delete(alarm)) members = null;
    },
  };
}

const byTime = <T extends { readonly at: number }>(lists: readonly (readonly T[])[]): readonly T[] =>
  lists.flat().sort((a, b) => a.at - b.at);
const EARLIEST = ['acknowledged', 'dispatched', 'delivered', 'seen', 'accepted', 'onScene'] as const;

export interface MergedPart {
  readonly incident: Incident;
  /** Its sensor is back to normal, acknowledged or not. */
  readonly isOver: boolean;
}

/**
 * The incident of the head with everything that stands in those merged into it. Where one part is handled the others
 * are handled with it; closed it is when none of them stands any more.
 */
export function combine(head: Incident, others: readonly MergedPart[]): Incident {
  const all = [head, ...others.map(({ incident }) => incident)];
  const isAside = ({ incident, isOver }: MergedPart) =>
    head.state === 'closed' && isOver && incident.state !== 'closed';
  const aside = new Set(others.filter(isAside).map(({ incident }) => incident));
  const standing = all.filter((one) => one.state !== 'closed' && !aside.has(one));
  const rank = ({ state }: Incident) => INCIDENT_STATES.indexOf(state);
  const state = standing.reduce((a, b) => (rank(b) > rank(a) ? b : a), standing[0] ?? head).state;
  const levels = (standing.length > 0 ? standing : [head]).map(({ level }) => level);
  return {
    ...head,
    ...{ alarms: all.map(({ alarm }) => alarm), state, hops: combinedHops(head, all, state) },
    level: worst(levels),
    peak: worst(all.map(({ peak }) => peak)),
    owner: head.owner ?? all.find(({ owner }) => owner !== null)?.owner ?? null,
    assets: [...new Set(all.flatMap(({ asset, assets }) => [asset, ...assets]))].filter((id) => id !== head.asset),
    steps: byTime(all.map(({ steps }) => steps)),
    evidence: byTime(all.map(({ evidence }) => evidence)),
    objectives: byTime(all.map(({ objectives }) => objectives)),
    decisions: byTime(all.map(({ decisions }) => decisions)),
    notes: byTime(all.map(({ notes }) => notes)),
    escalations: byTime(all.map(({ escalations }) => escalations)),
    tasks: all.flatMap(({ tasks }) => tasks),
    superseded: all.flatMap(({ superseded }) => superseded),
  };
}

const worst = (levels: readonly Incident['level'][]) => levels.reduce((a, b) => (compareLevels(b, a) > 0 ? b : a));

function combinedHops(head: Incident, all: readonly Incident[], state: Incident['state']): Incident['hops'] {
  const hops = { ...head.hops };
  const stamps = (hop: keyof Incident['hops']) => all.flatMap((one) => one.hops[hop] ?? []);
  for (const hop of EARLIEST) hops[hop] = stamps(hop).length > 0 ? Math.min(...stamps(hop)) : null;
  const isResolved = state === 'resolved' || state === 'closed';
  for (const hop of ['resolved', 'verified', 'closed'] as const) {
    const isReached = hop === 'resolved' ? isResolved : state === 'closed';
    hops[hop] = isReached && stamps(hop).length > 0 ? Math.max(...stamps(hop)) : null;
  }
  return hops;
}
