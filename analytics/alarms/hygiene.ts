/**
 * What makes alarms bearable, at the end of each tick (stage 2): maintenance, root causes, groups, chatter, and whom to
 * call when. It only ever adds: every alarm that a rule raised stays visible, and the record says why it does not call.
 * Pure and deterministic; all that it remembers is saved with the engine.
 *
 * Order: what is out of service → hubs → silence explained by a hub → groups and calls → calls that were held back →
 * calls that nobody answered.
 */
import {
  type AlarmRecord,
  type AlarmTransition,
  type Asset,
  alarmIdentity,
  type FactRecord,
  isActiveState,
  isStandingState,
  LEVEL_FACTS,
  type Level,
  REPORTED_RULE,
} from '@chengyun/contracts';
import { type AlarmContent, type AlarmSource, type Moment, raiseAlarm } from '../engine/alarm-record.ts';
import type { AlarmSlot } from '../engine/binding.ts';
import { SILENCE } from '../engine/content.ts';
import { createChatter } from './chatter.ts';
import { createGroups } from './groups.ts';
import { rememberNewest } from './remember-newest.ts';
import { createRootCauses, type HubState } from './root-cause.ts';
import { createServiceWindows } from './service-windows.ts';

export const HUB_RULE = 'system.hub-down';
const HUB_CONDITION = 'down';
const HUB_LEVEL: Level = 'yellow';
const MINUTE_MS = 60_000;
/** A station's silence waits this long for its hub to be found down before it calls anybody. */
const HOLD_MS = 3 * MINUTE_MS;
/** An alarm that called and came again within this time does not call again at the same level. */
const RECALL_MS = 10 * MINUTE_MS;
/** Unacknowledged for so long, it calls again; each time after twice as long. Blue and yellow wait on the screen. */
const AGAIN_AFTER_MS: Readonly<Partial<Record<Level, number>>> = { red: 2 * MINUTE_MS, orange: 5 * MINUTE_MS };
const AGAIN_MAX = 3;
/** Identities whose last call is remembered. */
const CALLS_MAX = 10_000;

/** Moves the alarm in the slot and hands the record on. */
export type Move = (slot: AlarmSlot, transition: AlarmTransition, patch: Partial<AlarmRecord>) => void;

export interface Hygiene {
  /** False when the fact is not about service. */
  note(fact: FactRecord, moment: Moment): boolean;
  /**
   * `out`: what the tick has said so far; records are replaced in place by ones that say whether they call. Further
   * moves go through `move`, new alarms through `raise`. `slots`: every alarm out of `normal`, in a fixed order.
   */
  settle(
    out: AlarmRecord[],
    slots: readonly AlarmSlot[],
    moment: Moment,
    act: { readonly move: Move; readonly raise: (record: AlarmRecord, slot: AlarmSlot) => void },
  ): void;
  save(): unknown;
  load(saved: unknown): void;
}

interface Called {
  readonly alarm: string;
  readonly atMs: number;
  readonly rank: number;
  readonly times: number;
}

interface Saved {
  readonly windows: ReturnType<ReturnType<typeof createServiceWindows>['save']>;
  readonly chatter: ReturnType<ReturnType<typeof createChatter>['save']>;
  readonly groups: ReturnType<ReturnType<typeof createGroups>['save']>;
  readonly held: readonly (readonly [string, number])[];
  readonly called: readonly (readonly [string, Called])[];
}

const CALLING: readonly AlarmTransition[] = ['raise', 'escalate', 'unshelve'];
const isOut = ({ state }: AlarmRecord) => isStandingState(state);
const isActive = ({ state }: AlarmRecord) => isActiveState(state);

export function createHygiene(assets: readonly Asset[]): Hygiene {
  const windows = createServiceWindows();
  const causes = createRootCauses(assets);
  const chatter = createChatter();
  const groups = createGroups(assets);
  /** Silence alarms whose call is held back, until when. */
  let held = new Map<string, number>();
  /** Last call by identity, with the alarm that it was for. */
  let called = new Map<string, Called>();

  const noteCall = (record: AlarmRecord, times: number, atMs: number) => {
    const call: Called = { alarm: record.id, atMs, rank: LEVEL_FACTS[record.level].rank, times };
    rememberNewest(called, alarmIdentity(record), call, CALLS_MAX);
  };
  /** What the record calls for, once its group is known; notes the call. */
  const callFor = (record: AlarmRecord, group: string, atMs: number): AlarmRecord['call'] => {
    const last = called.get(alarmIdentity(record));
    const call = groups.call(group, record);
    const isRepeat = last && atMs - last.atMs < RECALL_MS && last.rank >= LEVEL_FACTS[record.level].rank;
    if (call === null || record.isChattering || isRepeat) return null;
    noteCall(record, 0, atMs);
    return call;
  };

  const settleHubs = (
    slots: readonly AlarmSlot[],
    moment: Moment,
    { move, raise }: Parameters<Hygiene['settle']>[3],
  ) => {
    const raised: AlarmSlot[] = [];
    const silent = new Set<string>();
    const hubSlots = new Map<string, AlarmSlot>();
    for (const slot of slots) {
      const record = slot.record!;
      if (record.condition === SILENCE && isOut(record)) silent.add(record.asset);
      if (record.rule === HUB_RULE) hubSlots.set(record.asset, slot);
    }
    if (silent.size === 0 && hubSlots.size === 0) return raised;
    for (const state of causes.states((asset) => silent.has(asset))) {
      const slot = hubSlots.get(state.hub.id);
      const wasDown = slot?.record != null && isOut(slot.record);
      const isDown = causes.isDown(state, wasDown);
      if (isDown === wasDown) continue;
      if (slot?.record) move(slot, isDown ? 'raise' : 'clear', { clearedAt: isDown ? null : moment.atMs });
      else {
        const record = raiseAlarm(moment, hubSource(state.hub), { asset: state.hub }, HUB_CONDITION, hubContent(state));
        const fresh: AlarmSlot = { record, spokeAtMs: moment.atMs };
        raise(record, fresh);
        raised.push(fresh);
      }
    }
    return raised;
  };

  return {
    note: (fact, { atMs }) => windows.note(fact, atMs),
    settle: (out, before, moment, act) => {
      const { atMs } = moment;
      const { move } = act;
      const calling = new Set<string>();
      const slotOf = new Map(before.map((slot) => [slot.record, slot]));
      for (const [i, record] of out.entries()) {
        if (!isOut(record)) {
          groups.leave(record.id);
          held.delete(record.id);
          continue;
        }
        if (CALLING.includes(record.transition)) calling.add(record.id);
        if (record.transition !== 'raise') continue;
        const slot = slotOf.get(record);
        out[i] = { ...record, isChattering: chatter.raised(record) };
        if (slot) slot.record = out[i]!;
      }

      for (const slot of before) {
        const record = slot.record!;
        // Work on a station says nothing about a hazard that somebody saw near it.
        if (record.rule === REPORTED_RULE) continue;
        const window = windows.covering(record.asset, atMs);
        if (window && (isActive(record) || record.state === 'suppressed')) {
          move(slot, 'take-out', { reason: window.reason, by: window.by });
        } else if (!window && record.state === 'out-of-service') {
          move(slot, 'return', { reason: null, by: null });
          calling.add(record.id);
        }
      }

      const slots = [...before, ...settleHubs(before, moment, act)].filter(({ record }) => record !== null);
      const down = new Map<string, string>();
      for (const { record } of slots) if (record?.rule === HUB_RULE && isOut(record)) down.set(record.asset, record.id);
      for (const slot of slots) {
        const record = slot.record!;
        if (record.rule === HUB_RULE && record.at === atMs && record.transition === 'raise') calling.add(record.id);
        if (record.condition !== SILENCE) continue;
        const above = causes.above(record.asset);
        const cause = above.map((hub) => down.get(hub)).find((id) => id !== undefined);
        if (cause !== undefined && isActive(record)) {
          move(slot, 'suppress', { inhibitedBy: cause });
          held.delete(record.id);
        } else if (cause === undefined && record.state === 'suppressed') {
          move(slot, 'unsuppress', { inhibitedBy: null });
          calling.add(record.id);
        } else if (cause === undefined && above.length > 0 && calling.has(record.id)) {
          held.set(record.id, atMs + HOLD_MS);
        }
      }

      for (const slot of slots) {
        const record = slot.record!;
        if (record.state !== 'active-unacknowledged') continue;
        const dueMs = held.get(record.id);
        if (calling.has(record.id) || (record.group === null && dueMs === undefined)) {
          const group = groups.join(record);
          const call = dueMs === undefined ? callFor(record, group, atMs) : null;
          const said = { ...record, group, call };
          const place = out.lastIndexOf(record);
          if (place >= 0) out[place] = said;
          slot.record = said;
        } else if (dueMs !== undefined && dueMs <= atMs) {
          held.delete(record.id);
          const call = callFor(record, groups.join(record), atMs);
          if (call !== null) move(slot, 'update', { call });
        } else {
          const last = called.get(alarmIdentity(record));
          const afterMs = AGAIN_AFTER_MS[record.level];
          if (last?.alarm !== record.id || afterMs === undefined || last.times >= AGAIN_MAX) continue;
          if (atMs - last.atMs < afterMs * 2 ** last.times) continue;
          noteCall(record, last.times + 1, atMs);
          move(slot, 'renotify', { call: 'again' });
        }
      }
    },
    save: (): Saved => ({
      windows: windows.save(),
      chatter: chatter.save(),
      groups: groups.save(),
      held: [...held],
      called: [...called],
    }),
    load: (state) => {
      const saved = state as Saved;
      windows.load(saved.windows);
      chatter.load(saved.chatter);
      groups.load(saved.groups);
      held = new Map(saved.held);
      called = new Map(saved.called);
    },
  };
}

function hubSource(hub: Asset): AlarmSource {
  return { id: HUB_RULE, version: 1, domain: hub.domain, unit: '1', radiusM: 0, primary: { metric: 'system.silent' } };
}

function hubContent({ hub, silent, stations }: HubState): AlarmContent {
  return {
    level: HUB_LEVEL,
    title: { zh: `${hub.name.zh} 中断`, en: `${hub.name.en} is down` },
    why: {
      zh: `其 ${stations} 个站点中 ${silent} 个同时无数据`,
      en: `${silent} of the ${stations} stations behind it fell silent together`,
    },
    action: {
      zh: '先查汇聚节点的供电和通信；恢复前其站点改用邻近站点或人工观测。',
      en: 'Check power and link of the hub first; until it is back use neighbours or people on site.',
    },
    value: silent,
    threshold: null,
    inputs: { silent, stations },
    observedAt: 0,
  };
}
