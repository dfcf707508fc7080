/**
 * Saved state of an engine: JSON in UTF-8. Keys are names (rule, asset, metric), so that a state can be loaded under a
 * newer set of rules: what is still watched goes on, what is new begins empty, and an alarm whose rule or asset is gone
 * is kept as an orphan that the engine clears at its next tick.
 */
import type { AlarmRecord, ForecastRecord } from '@chengyun/contracts';
import type { Hygiene } from '../alarms/hygiene.ts';
import { type AlarmSlot, type Binding, type BindingTimes, CELLS, OBSERVED, WAKE } from './binding.ts';
import type { FeedState } from './feed.ts';
import type { ForecastBook } from './forecast-book.ts';
import { createLatch } from './latch.ts';
import type { Act } from './people.ts';
import type { Wiring } from './wiring.ts';

export interface EngineClock {
  /** Number and time of the last tick; 0 before the first. */
  n: number;
  nowMs: number;
  /** Distance of the last two ticks, to notice a gap. */
  stepMs: number;
  /** End of the last gap in the ticks; silence is counted from here. */
  resumedAtMs: number;
}

interface SavedBinding {
  readonly rule: number;
  readonly latches: readonly (readonly [level: string, on: boolean, sinceMs: number | null, onAtMs: number])[];
  readonly wakeAtMs: number | null;
  readonly observedAt: number;
  readonly isHeard: boolean;
  readonly alarm: AlarmSlot | null;
  readonly silence: AlarmSlot | null;
  /** State of the derived inputs by name, of those that have one. */
  readonly derived?: Readonly<Record<string, readonly (number | null)[]>>;
}

interface SavedEngine {
  readonly v: 1;
  readonly clock: EngineClock;
  readonly series: Readonly<Record<string, number>>;
  readonly feeds: Readonly<Record<string, FeedState>>;
  readonly bindings: Readonly<Record<string, SavedBinding>>;
  readonly orphans: readonly AlarmRecord[];
  readonly forecasts?: readonly ForecastRecord[];
  readonly loose?: readonly AlarmRecord[];
  readonly hygiene?: unknown;
  readonly acts: readonly Act[];
}

/** What the engine keeps beside its bindings. */
interface Beside {
  readonly orphans: readonly AlarmSlot[];
  readonly acts: readonly Act[];
  /** Alarms of no binding. */
  readonly loose: readonly AlarmSlot[];
}

/** Parts that save themselves. */
interface Kept {
  readonly book: ForecastBook;
  readonly hygiene: Hygiene;
}

export function saveState(
  wiring: Wiring,
  clock: EngineClock,
  { orphans, acts, loose, book, hygiene }: Beside & Kept,
): Uint8Array {
  const state: SavedEngine = {
    v: 1,
    clock,
    series: Object.fromEntries(wiring.series.map((each) => [`${each.asset}|${each.metric}`, each.newestAtMs])),
    feeds: Object.fromEntries([...wiring.taps].map(([key, tap]) => [key, tap.feed.save()])),
    bindings: Object.fromEntries(wiring.bindings.map((binding) => [binding.key, saveBinding(binding, wiring.times)])),
    orphans: orphans.flatMap((slot) => slot.record ?? []),
    forecasts: book.save(),
    loose: loose.flatMap((slot) => slot.record ?? []),
    hygiene: hygiene.save(),
    acts,
  };
  return new TextEncoder().encode(JSON.stringify(state));
}

function saveBinding(binding: Binding, times: BindingTimes): SavedBinding {
  const { levels } = binding.watched;
  const wakeAtMs = times[binding.index * CELLS + WAKE]!;
  return {
    rule: binding.rule.version,
    latches: (binding.latches ?? []).map((latch, i) => [levels[i]!.level, latch.on, latch.sinceMs, latch.onAtMs]),
    wakeAtMs: Number.isFinite(wakeAtMs) ? wakeAtMs : null,
    observedAt: times[binding.index * CELLS + OBSERVED]!,
    isHeard: binding.isHeard,
    alarm: binding.alarm,
    silence: binding.silence,
    ...(binding.derived.some(({ save }) => save) && { derived: saveDerived(binding) }),
  };
}

function saveDerived(binding: Binding): Record<string, readonly (number | null)[]> {
  return Object.fromEntries(binding.derived.flatMap(({ name, save }) => (save ? [[name, save()]] : [])));
}

/** Fills the wiring from a saved state and returns the rest of it. */
export function loadState(
  wiring: Wiring,
  bytes: Uint8Array,
  { book, hygiene }: Kept,
): { readonly clock: EngineClock; readonly orphans: AlarmSlot[]; readonly acts: Act[]; readonly loose: AlarmSlot[] } {
  const state = JSON.parse(new TextDecoder().decode(bytes)) as SavedEngine;
  if (state.v !== 1) throw new Error(`engine state has version ${String(state.v)}, this engine reads 1`);
  book.load(state.forecasts ?? []);
  if (state.hygiene !== undefined) hygiene.load(state.hygiene);
  for (const series of wiring.series) series.newestAtMs = state.series[`${series.asset}|${series.metric}`] ?? -1;
  for (const [key, tap] of wiring.taps) {
    const feed = state.feeds[key];
    if (feed) tap.feed.load(feed);
  }
  const orphans: AlarmSlot[] = state.orphans.map((record) => ({ record, spokeAtMs: record.at }));
  const byKey = new Map(wiring.bindings.map((binding) => [binding.key, binding]));
  for (const [key, saved] of Object.entries(state.bindings)) {
    const binding = byKey.get(key);
    if (binding) loadBinding(binding, wiring.times, saved);
    else orphans.push(...[saved.alarm, saved.silence].flatMap((slot) => (slot?.record ? [slot] : [])));
  }
  const loose = (state.loose ?? []).map((record): AlarmSlot => ({ record, spokeAtMs: record.at }));
  return { clock: { ...state.clock }, orphans, acts: [...state.acts], loose };
}

function loadBinding(binding: Binding, times: BindingTimes, saved: SavedBinding): void {
  const { levels } = binding.watched;
  const latches = levels.map(createLatch);
  for (const [level, on, sinceMs, onAtMs] of saved.latches) {
    const index = levels.findIndex((each) => each.level === level);
    if (index >= 0) latches[index] = { on, sinceMs, onAtMs };
  }
  binding.latches = saved.latches.length > 0 ? latches : null;
  times[binding.index * CELLS + WAKE] = saved.wakeAtMs ?? Number.POSITIVE_INFINITY;
  times[binding.index * CELLS + OBSERVED] = saved.observedAt;
  binding.isHeard = saved.isHeard;
  binding.alarm = saved.alarm;
  binding.silence = saved.silence;
  for (const { name, load } of binding.derived) if (saved.derived?.[name]) load?.(saved.derived[name]);
}
