/**
 * Which alarms the wall lists, which it only counts, and which stand for many. Pure. Unlike the desk, whose list is a
 * queue of work (unacknowledged first), the wall answers "what is worst?" and therefore goes by level.
 */
import type { AlarmView } from '@chengyun/contracts';
import { compareLevels } from '@chengyun/contracts/levels.ts';
import { isListed } from '../state/alarm-order.ts';
import { isActive } from '../ui/alarm-look.ts';

const waits = (alarm: AlarmView): number => (alarm.state === 'active-unacknowledged' ? 0 : 1);

/** Cleared ones last; then by level, unacknowledged first, newest last raised first; the id makes it total. */
export function byUrgency(a: AlarmView, b: AlarmView): number {
  const over = Number(a.state === 'cleared-unacknowledged') - Number(b.state === 'cleared-unacknowledged');
  return (
    over ||
    compareLevels(b.level, a.level) ||
    waits(a) - waits(b) ||
    b.raisedAt - a.raisedAt ||
    a.id.localeCompare(b.id)
  );
}

/** One row of the wall: an alarm, those of its group or of the same rule behind it, and what it keeps quiet. */
export interface WallRow {
  readonly alarm: AlarmView;
  readonly behind: readonly AlarmView[];
  /** Alarms that this one explains and keeps quiet. */
  readonly quieted: number;
}

export interface WallList {
  readonly rows: readonly WallRow[];
  /** Level IV: counted only. */
  readonly counted: readonly AlarmView[];
  /** Alarms that did not fit even after grouping. */
  readonly beyond: number;
  readonly grouped: number;
}

/**
 * At most `capacity` rows. What the engine found to be one event (`group`) is one row from the start, its worst alarm in
 * front; if there are still too many, the same rule at the same level is one row, largest first, until they fit.
 */
export function wallList(alarms: readonly AlarmView[], capacity: number): WallList {
  const open = alarms.filter((alarm) => isListed(alarm.state)).sort(byUrgency);
  const quietedBy = new Map<string, number>();
  for (const { inhibitedBy } of alarms) {
    if (inhibitedBy !== null) quietedBy.set(inhibitedBy, (quietedBy.get(inhibitedBy) ?? 0) + 1);
  }
  const single = open
    .filter((alarm) => alarm.level !== 'blue')
    .map((alarm): WallRow => ({ alarm, behind: [], quieted: quietedBy.get(alarm.id) ?? 0 }));
  let rows = joined(single, ({ alarm }) => eventOf(alarm));
  while (rows.length > capacity) {
    const sizes = new Map<string, number>();
    for (const row of rows) sizes.set(likeness(row), (sizes.get(likeness(row)) ?? 0) + 1);
    const [largest, size] = [...sizes].reduce((best, entry) => (entry[1] > best[1] ? entry : best), ['', 1]);
    if (size < 2) break;
    rows = joined(rows, (row) => (likeness(row) === largest ? largest : row.alarm.id));
  }
  return {
    rows: rows.slice(0, capacity),
    counted: open.filter((alarm) => alarm.level === 'blue' && isActive(alarm.state)),
    beyond: rows.slice(capacity).reduce((sum, row) => sum + 1 + row.behind.length, 0),
    grouped: rows.reduce((sum, row) => sum + row.behind.length, 0),
  };
}

const likeness = ({ alarm }: WallRow): string => `${alarm.rule}|${alarm.level}|${alarm.state}`;

/** What is over no longer belongs to an event that stands. */
const eventOf = (alarm: AlarmView): string =>
  alarm.group === null ? alarm.id : `${alarm.group}|${isActive(alarm.state) ? 'stands' : 'over'}`;

/** Rows of the same key become the first of them, which is the worst; the order stays. */
function joined(rows: readonly WallRow[], keyOf: (row: WallRow) => string): WallRow[] {
  const byKey = new Map<string, { alarm: AlarmView; behind: AlarmView[]; quieted: number }>();
  for (const row of rows) {
    const { alarm, behind, quieted } = row;
    const key = keyOf(row);
    const first = byKey.get(key);
    if (first) {
      first.behind.push(alarm, ...behind);
      first.quieted += quieted;
    } else byKey.set(key, { alarm, behind: [...behind], quieted });
  }
  return [...byKey.values()];
}

/** Alarms per domain, most first. */
export function countByDomain(alarms: readonly AlarmView[]): [domain: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { domain } of alarms) counts.set(domain, (counts.get(domain) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

/** Whose evidence is open: what a person chose, else the worst active red. */
export function focusOf(alarms: readonly AlarmView[], chosen: string | null): AlarmView | null {
  const picked = alarms.find((alarm) => alarm.id === chosen);
  if (picked) return picked;
  return alarms.filter((alarm) => alarm.level === 'red' && isActive(alarm.state)).sort(byUrgency)[0] ?? null;
}
