/**
 * What the desk remembers: which row is chosen, in which mode the keyboard is, what the list is narrowed to. Signals, no
 * DOM. The chosen row keeps the rank it had when it was chosen, so that acting on it never moves it from under the eye.
 */
import type { AlarmState, AlarmView, OfficerView } from '@chengyun/contracts';
import { isActiveState } from '@chengyun/contracts/alarm.ts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { compareAlarms } from '../state/alarm-order.ts';
import type { DeskMode } from '../state/keymap.ts';
import type { LiveState } from '../state/live.ts';

export const DESK_TABS = ['active', 'cleared', 'shelved'] as const;
export type DeskTab = (typeof DESK_TABS)[number];
/** What the text field is for. */
export type TextPurpose = 'note' | 'search';

export interface DeskModel {
  readonly tab: Signal<DeskTab>;
  readonly mode: Signal<DeskMode>;
  readonly purpose: Signal<TextPurpose>;
  readonly query: Signal<string>;
  /** 1: level I only … 4: all. */
  readonly depth: Signal<number>;
  readonly chosenId: ReadonlySignal<string | null>;
  /** The chosen alarm; as it was last seen when it is over. */
  readonly chosen: ReadonlySignal<AlarmView | null>;
  /** Who could be sent to the chosen alarm, best first; distances come from the server a moment later. */
  readonly officers: Signal<readonly OfficerView[]>;
  readonly officerAt: Signal<number>;
  readonly helpOpen: Signal<boolean>;
  /** Asked once more before a red is resolved. */
  readonly confirmingId: Signal<string | null>;
  /** The one line that answers the last key. */
  readonly message: Signal<string>;
  readonly counts: ReadonlySignal<Readonly<Record<DeskTab, number>>>;
  readonly rows: ReadonlySignal<readonly AlarmView[]>;
  /** Shows a state that was asked for before the server says so; null ends it. */
  readonly expect: (id: string, state: AlarmState | null) => void;
  readonly choose: (id: string | null) => void;
  readonly step: (by: 1 | -1) => void;
}

const tabOf = (alarm: AlarmView): DeskTab | null => {
  if (alarm.state === 'shelved') return 'shelved';
  if (alarm.state === 'cleared-unacknowledged') return 'cleared';
  return isActiveState(alarm.state) ? 'active' : null;
};

/** An alarm that has left the list is back to normal. */
const over = (alarm: AlarmView | null): AlarmView | null => alarm && { ...alarm, state: 'normal' };

export function createDeskModel(live: Pick<LiveState, 'alarms' | 'assets'>): DeskModel {
  const tab = signal<DeskTab>('active');
  const query = signal('');
  const depth = signal(4);
  const chosenId = signal<string | null>(null);
  const held = signal<AlarmView | null>(null);
  const officerAt = signal(0);
  const officers = signal<readonly OfficerView[]>([]);
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
    if (text === '') return true;
    const place = live.assets.value.get(alarm.asset)?.name;
    const hay = [alarm.title.zh, alarm.title.en, place?.zh, place?.en, alarm.rule, alarm.domain]
      .join(' ')
      .toLowerCase();
    return hay.includes(text);
  };
  /** The held alarm is listed where it was, with the values it has now. */
  const placed = (alarm: AlarmView): AlarmView => {
    const before = held.value;
    return before?.id === alarm.id ? { ...alarm, state: before.state, level: before.level } : alarm;
  };

  const rows = computed(() => {
    const text = query.value.trim().toLowerCase();
    return [...alarms.value.values()]
      .map((alarm) => ({ alarm, place: placed(alarm) }))
      .filter(({ place }) => tabOf(place) === tab.value)
      .filter(({ alarm }) => 4 - LEVEL_FACTS[alarm.level].rank <= depth.value && matches(alarm, text))
      .sort((a, b) => compareAlarms(a.place, b.place))
      .map(({ alarm }) => alarm);
  });

  const choose = (id: string | null): void => {
    if (id === chosenId.peek()) return;
    held.value = id === null ? null : (alarms.peek().get(id) ?? null);
    chosenId.value = id;
    officerAt.value = 0;
    confirmingId.value = null;
  };

  return {
    tab,
    mode: signal<DeskMode>('list'),
    purpose: signal<TextPurpose>('search'),
    query,
    depth,
    chosenId,
    chosen: computed(() => alarms.value.get(chosenId.value ?? '') ?? over(held.value)),
    officers,
    officerAt,
    helpOpen: signal(false),
    confirmingId,
    message: signal(''),
    counts: computed(() => {
      const counts = { active: 0, cleared: 0, shelved: 0 };
      for (const alarm of alarms.value.values()) {
        const own = tabOf(alarm);
        if (own) counts[own]++;
      }
      return counts;
    }),
    rows,
    expect: (id, to) => {
      const next = new Map(expected.peek());
      const from = live.alarms.peek().get(id)?.state;
      if (to === null || from === undefined) next.delete(id);
      else next.set(id, { from, to });
      expected.value = next;
    },
    choose,
    step: (by) => {
      const list = rows.peek();
      const at = list.findIndex((alarm) => alarm.id === chosenId.peek());
      const next = at === -1 ? (by === 1 ? 0 : list.length - 1) : Math.max(0, Math.min(list.length - 1, at + by));
      choose(list[next]?.id ?? null);
    },
  };
}
