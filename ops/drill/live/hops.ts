/**
 * How long each hop of the live path takes, from stamps of one wall clock. A reading is followed on its own; an alarm
 * is put down to a reading only when that reading was decided in the alarm's own tick: what a rule held back, or what
 * came of a silence, is the rule's time and not the path's, and is counted apart.
 */
import type { AlarmRecord, AlarmView, TelemetryRecord } from '@chengyun/contracts';
import { percentile } from '../set-score.ts';

export const LIVE_HOPS = [
  'observed_to_sent',
  'sent_to_committed',
  'committed_to_fired',
  'fired_to_shown',
  'observed_to_shown',
  'shown_to_acknowledged',
  'acknowledged_to_dispatched',
  'dispatched_to_delivered',
  'delivered_to_accepted',
] as const;
export type LiveHop = (typeof LIVE_HOPS)[number];

export interface HopFigures {
  readonly hop: LiveHop;
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

export interface HopBook {
  observed(asset: string, metric: string, atMs: number, wallMs: number): void;
  /** A record of telemetry could be read from the log. */
  committed(partition: number, record: TelemetryRecord, wallMs: number): void;
  fired(alarm: AlarmRecord, wallMs: number): void;
  shown(alarm: Shown, wallMs: number): void;
  took(hop: LiveHop, ms: number): void;
  samplesOf(hop: LiveHop): readonly number[];
  /** Alarm records that no reading of their own tick decided. */
  held(): number;
  /** Alarm records that a later one overtook before the socket showed them. */
  overtaken(): number;
}

interface Committed {
  readonly observedMs: number;
  readonly committedMs: number;
  tick: number;
}

interface Fired {
  readonly look: string;
  readonly wallMs: number;
  /** The reading that decided it in its own tick. */
  readonly cause: Committed | null;
}

type Shown = Pick<AlarmView, 'id' | 'state' | 'level' | 'value' | 'title' | 'why'>;

/** What tells one record of an alarm from the next: a view carries no number of its record. */
const lookOf = ({ state, level, value, title, why }: Omit<Shown, 'id'>) =>
  JSON.stringify([state, level, value, title, why]);

export function createHopBook(timeline: string): HopBook {
  const samples = new Map<LiveHop, number[]>();
  const observedMs = new Map<string, number>();
  const waiting = new Map<number, Committed[]>();
  /** By the device's time of sending, which is what an alarm keeps of its reading. */
  const bySent = new Map<number, Committed[]>();
  const fired = new Map<string, Fired[]>();
  const shownEarly = new Map<string, { look: string; wallMs: number }[]>();
  const shownLast = new Map<string, string>();
  let [held, overtaken] = [0, 0];
  const took = (hop: LiveHop, ms: number) => {
    const list = samples.get(hop);
    if (list) list.push(ms);
    else samples.set(hop, [ms]);
  };
  const appear = ({ wallMs, cause }: Fired, shownMs: number) => {
    // The socket may be faster than this reader of the log: when either of them had it, it was in the log.
    const firedMs = Math.min(wallMs, shownMs);
    took('fired_to_shown', shownMs - firedMs);
    if (cause === null) return;
    took('committed_to_fired', Math.max(0, firedMs - cause.committedMs));
    took('observed_to_shown', shownMs - cause.observedMs);
  };

  return {
    took,
    observed: (asset, metric, atMs, wallMs) => void observedMs.set(`${asset}|${metric}|${atMs}`, wallMs),
    committed: (partition, record, wallMs) => {
      if (record.tl !== timeline) return;
      if (record.k === 'tick') {
        for (const one of waiting.get(partition) ?? []) one.tick = record.n;
        waiting.delete(partition);
      }
      if (record.k !== 'obs') return;
      const keys = record.items.map(({ asset, metric, at }) => `${asset}|${metric}|${at}`);
      const times = keys.flatMap((key) => observedMs.get(key) ?? []);
      if (times.length === 0) return;
      for (const time of times) took('observed_to_sent', record.sentAt - time);
      for (const key of keys) observedMs.delete(key);
      took('sent_to_committed', wallMs - record.sentAt);
      const one: Committed = { observedMs: Math.max(...times), committedMs: wallMs, tick: -1 };
      waiting.set(partition, [...(waiting.get(partition) ?? []), one]);
      bySent.set(record.sentAt, [...(bySent.get(record.sentAt) ?? []), one]);
    },
    fired: (alarm, wallMs) => {
      if (alarm.tl !== timeline) return;
      const cause = bySent.get(alarm.observedAt)?.find(({ tick }) => tick === alarm.n) ?? null;
      if (cause === null) held += 1;
      const one: Fired = { look: lookOf(alarm), wallMs, cause };
      const early = shownEarly.get(alarm.id);
      const at = early?.findIndex(({ look }) => look === one.look) ?? -1;
      if (early && at >= 0) appear(one, early.splice(0, at + 1).at(-1)!.wallMs);
      else fired.set(alarm.id, [...(fired.get(alarm.id) ?? []), one]);
    },
    shown: (alarm, wallMs) => {
      const look = lookOf(alarm);
      // What a person did is shown with the same record once more.
      if (shownLast.get(alarm.id) === look) return;
      shownLast.set(alarm.id, look);
      const list = fired.get(alarm.id) ?? [];
      const at = list.findIndex((one) => one.look === look);
      if (at < 0) {
        shownEarly.set(alarm.id, [...(shownEarly.get(alarm.id) ?? []), { look, wallMs }]);
        return;
      }
      overtaken += at;
      appear(list.splice(0, at + 1).at(-1)!, wallMs);
    },
    samplesOf: (hop) => samples.get(hop) ?? [],
    held: () => held,
    overtaken: () => overtaken,
  };
}

/** Of all runs together, ms; only hops that were measured. */
export function hopFigures(books: readonly Pick<HopBook, 'samplesOf'>[]): readonly HopFigures[] {
  return LIVE_HOPS.flatMap((hop) => {
    const all = books.flatMap((book) => book.samplesOf(hop));
    if (all.length === 0) return [];
    const at = (share: number) => Math.round(percentile(all, share) ?? 0);
    return [{ hop, count: all.length, p50: at(0.5), p95: at(0.95), max: at(1) }];
  });
}
