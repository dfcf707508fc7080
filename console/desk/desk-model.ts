/**
 * What the desk remembers: which row is chosen, in which mode the keyboard is, which page is open, what the list is
 * narrowed to. Signals, no DOM. The chosen row keeps the rank it had when it was chosen, so that acting on it never
 * moves it from under the eye.
 */
import type { AlarmState, AlarmView, OfficerView } from '@chengyun/contracts';
import { isActiveState } from '@chengyun/contracts/alarm.ts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { compareAlarms } from '../state/alarm-order.ts';
import type { DeskMode } from '../state/keymap.ts';
import type { LiveState } from '../state/live.ts';
import { type DeskRowItem, deskRows, groupRowId } from './desk-rows.ts';

/** `quiet`: its condition holds, and a root cause or a service window keeps it from calling. */
export const DESK_TABS = ['active', 'cleared', 'shelved', 'quiet'] as const;
export type DeskTab = (typeof DESK_TABS)[number];
export const DESK_PAGES = [
  'map',
  'station',
  'alarms',
  'rules',
  'catalogue',
  'devices',
  'zones',
  'handover',
  'report',
  'citizens',
  'shares',
] as const;
export type DeskPage = (typeof DESK_PAGES)[number];
/** What the text field is for. */
export type TextPurpose = 'note' | 'search' | 'response';

export interface DeskModel {
  readonly tab: Signal<DeskTab>;
  readonly mode: Signal<DeskMode>;
  readonly purpose: Signal<TextPurpose>;
  readonly query: Signal<string>;
  /** 1: level I only … 4: all. */
  readonly depth: Signal<number>;
  /** Id of the domain that the list is narrowed to; empty: all. */
  readonly domain: Signal<string>;
  readonly page: Signal<DeskPage>;
  /** Station of the station page; null: that of the chosen alarm. */
  readonly stationId: Signal<string | null>;
  readonly isTopView: Signal<boolean>;
  /** The scrubber is shown while nothing is replayed, too. */
  readonly isTimeOpen: Signal<boolean>;
  /** Id of the chosen row: of an alarm or of a group. */
  readonly chosenId: ReadonlySignal<string | null>;
  /** The chosen alarm, of a group the first one; as it was last seen when it is over. */
  readonly chosen: ReadonlySignal<AlarmView | null>;
  /** What a verb acts on: the chosen alarm, or every alarm of the chosen group. */
  readonly chosenAlarms: ReadonlySignal<readonly AlarmView[]>;
  /** Who could be sent to the chosen alarm, best first; distances come from the server a moment later. */
  readonly officers: Signal<readonly OfficerView[]>;
  readonly officerAt: Signal<number>;
  readonly helpOpen: Signal<boolean>;
  readonly paletteQuery: Signal<string>;
  readonly paletteAt: Signal<number>;
  /** Asked once more before a red is resolved. */
  readonly confirmingId: Signal<string | null>;
  /** The one line that answers the last key. */
  readonly message: Signal<string>;
  readonly counts: ReadonlySignal<Readonly<Record<DeskTab, number>>>;
  readonly rows: ReadonlySignal<readonly DeskRowItem[]>;
  /** The rows stand still, because a person aims at one, until `release` or a step. */
  readonly hold: () => void;
  readonly release: () => void;
  /** Shows a state that was asked for before the server says so; null ends it. */
  readonly expect: (id: string, state: AlarmState | null) => void;
  /** Chooses a row; an alarm behind a group's row expands it. */
  readonly choose: (id: string | null) => void;
  /** Chooses an alarm from elsewhere (map, palette): its tab opens and nothing narrows it away. */
  readonly reveal: (id: string) => void;
  /** Opens the page of a station. */
  readonly openStation: (id: string) => void;
  readonly step: (by: 1 | -1) => void;
  readonly chooseFirst: () => void;
  /** Expands or collapses the group of the chosen row; nothing happens without one. */
  readonly setOpen: (open: boolean) => void;
}

const tabOf = (alarm: AlarmView): DeskTab | null => {
  if (alarm.state === 'shelved') return 'shelved';
  if (alarm.state === 'suppressed' || alarm.state === 'out-of-service') return 'quiet';
  if (alarm.state === 'cleared-unacknowledged') return 'cleared';
  return isActiveState(alarm.state) ? 'active' : null;
};

/** An alarm that has left the list is back to normal. */
const over = (alarm: AlarmView | null): AlarmView | null => alarm && { ...alarm, state: 'normal' };

export function createDeskModel(live: Pick<LiveState, 'alarms' | 'assets'>): DeskModel {
  const tab = signal<DeskTab>('active');
  const query = signal('');
  const depth = signal(4);
  const domain = signal('');
  const page = signal<DeskPage>('map');
  const stationId = signal<string | null>(null);
  const open = signal<ReadonlySet<string>>(new Set());
  const chosenId = signal<string | null>(null);
  const held = signal<AlarmView | null>(null);
  const officerAt = signal(0);
  const confirmingId = signal<string | null>(null);
  const expected = signal<ReadonlyMap<string, { readonly from: AlarmState; readonly to: AlarmState }>>(new Map());
  const alarms = computed(() => {
    if (expected.value.size === 0) return live.alarms.value;
    const shown = new Map(live.alarms.value);
    for (const [id, { from, to }] of expected.value) {
      const alarm = shown.get(id);
      if (alarm?.state === from) shown.set(id, { ...alarm, state: to });
    }
    return shown;
  });

  const matches = (alarm: AlarmView, text: string): boolean => {
    if (domain.value !== '' && alarm.domain !== domain.value) return false;
    if (4 - LEVEL_FACTS[alarm.level].rank > depth.value) return false;
    if (text === '') return true;
    const place = live.assets.value.get(alarm.asset)?.name;
    const hay = [alarm.title.zh, alarm.title.en, place?.zh, place?.en, alarm.rule, alarm.domain];
    return hay.join(' ').toLowerCase().includes(text);
  };
  /** The held alarm is listed where it was, with the values it has now. */
  const placed = (alarm: AlarmView): AlarmView => {
    const before = held.value;
    return before?.id === alarm.id ? { ...alarm, state: before.state, level: before.level } : alarm;
  };

  const heldRows = signal<readonly DeskRowItem[] | null>(null);
  const freshRows = computed(() => {
    const text = query.value.trim().toLowerCase();
    const listed = [...alarms.value.values()]
      .map((alarm) => ({ alarm, place: placed(alarm) }))
      .filter(({ place }) => tabOf(place) === tab.value)
      .filter(({ alarm }) => matches(alarm, text))
      .sort((a, b) => compareAlarms(a.place, b.place))
      .map(({ alarm }) => alarm);
    return deskRows(listed, open.value, chosenId.value);
  });
  const rows = computed(() => heldRows.value ?? freshRows.value);
  const release = (): void => {
    heldRows.value = null;
  };
  const chosenRow = computed(() => rows.value.find((row) => row.id === chosenId.value) ?? null);
  const chosen = computed(() => {
    const row = chosenRow.value;
    if (row?.kind === 'group') return row.alarms.find((alarm) => alarm.id === held.value?.id) ?? row.lead;
    return alarms.value.get(chosenId.value ?? '') ?? over(held.value);
  });

  const choose = (id: string | null): void => {
    if (id === chosenId.peek()) return;
    const row = rows.peek().find((one) => one.id === id);
    const alarm = row?.kind === 'group' ? row.lead : (alarms.peek().get(id ?? '') ?? null);
    if (!row && alarm?.group) open.value = new Set(open.peek()).add(groupRowId(alarm.group));
    held.value = alarm;
    chosenId.value = id;
    officerAt.value = 0;
    confirmingId.value = null;
  };

  return {
    ...{ tab, query, depth, domain, chosenId, chosen, officerAt, confirmingId, rows, choose, release },
    mode: signal<DeskMode>('list'),
    purpose: signal<TextPurpose>('search'),
    ...{ page, stationId },
    openStation: (id) =>
      batch(() => {
        stationId.value = id;
        page.value = 'station';
      }),
    isTopView: signal(false),
    isTimeOpen: signal(false),
    chosenAlarms: computed(() => {
      const row = chosenRow.value;
      if (row?.kind === 'group') return row.alarms;
      return chosen.value ? [chosen.value] : [];
    }),
    officers: signal<readonly OfficerView[]>([]),
    helpOpen: signal(false),
    paletteQuery: signal(''),
    paletteAt: signal(0),
    message: signal(''),
    counts: computed(() => {
      const counts = { active: 0, cleared: 0, shelved: 0, quiet: 0 };
      for (const alarm of alarms.value.values()) {
        const own = tabOf(alarm);
        if (own) counts[own]++;
      }
      return counts;
    }),
    expect: (id, to) => {
      const next = new Map(expected.peek());
      const from = live.alarms.peek().get(id)?.state;
      if (to === null || from === undefined) next.delete(id);
      else next.set(id, { from, to });
      expected.value = next;
    },
    reveal: (id) => {
      const alarm = alarms.peek().get(id);
      const own = alarm && tabOf(alarm);
      if (own) tab.value = own;
      if (alarm && !matches(alarm, query.peek().trim().toLowerCase())) {
        query.value = '';
        domain.value = '';
        depth.value = 4;
      }
      choose(id);
    },
    hold: () => {
      heldRows.value = freshRows.peek();
    },
    step: (by) => {
      release();
      const list = rows.peek();
      const at = list.findIndex((row) => row.id === chosenId.peek());
      const next = at === -1 ? (by === 1 ? 0 : list.length - 1) : Math.max(0, Math.min(list.length - 1, at + by));
      choose(list[next]?.id ?? null);
    },
    chooseFirst: () => choose(rows.peek()[0]?.id ?? null),
    setOpen: (isOpen) => {
      release();
      const row = chosenRow.peek();
      const id = row?.kind === 'group' ? row.id : row?.isMember ? groupRowId(row.alarm.group ?? '') : null;
      if (id === null) return;
      const next = new Set(open.peek());
      if (isOpen) next.add(id);
      else next.delete(id);
      // The row of a member goes with the group: what was chosen is then the group.
      if (!isOpen) choose(id);
      open.value = next;
    },
  };
}
