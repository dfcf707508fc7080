/**
 * Saved state of an engine: JSON in UTF-8. Keys are names (rule, asset, metric), so that a state can be loaded under a
 * newer set of rules: what is still watched goes on, what is new begins empty, and an alarm whose rule or asset is gone
 * is kept as an orphan that the engine clears at its next tick.
 */
import type { AlarmRecord, ForecastRecord } from '@chengyun/contracts';
import type { Hygiene } from '../alarms/hygiene.ts';
import { type AlarmSlot, type Binding, type BindingTimes, CELLS, OBSERVED, WAKE } from './binding.ts';
import type { EngineClock } from './engine-clock.ts';
import type { FeedState } from './feed.ts';
import type { ForecastBook } from './forecast-book.ts';
import { createLatch } from './latch.ts';
import type { Act } from './people.ts';
import type { Wiring } from './wiring.ts';

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

/** What stage 1 saves. */
export interface SavedRunner {
  readonly clock: EngineClock;
  readonly series: Readonly<Record<string, number>>;
  readonly feeds: Readonly<Record<string, FeedState>>;
  readonly bindings: Readonly<Record<string, SavedBinding>>;
  readonly forecasts?: readonly ForecastRecord[];
}

interface SavedEngine extends SavedRunner {
  readonly v: 1;
  readonly orphans: readonly AlarmRecord[];
  readonly loose?: readonly AlarmRecord[];
  readonly hygiene?: unknown;
  readonly acts: readonly Act[];
}

/** What the engine keeps beside stage 1. */
interface Beside {
  readonly orphans: readonly AlarmSlot[];
  readonly acts: readonly Act[];
  /** Alarms of no binding. */
  readonly loose: readonly AlarmSlot[];
}

export function writeState(runner: SavedRunner, kept: Beside & { readonly hygiene: Hygiene }): Uint8Array {
  const state: SavedEngine = {
    v: 1,
    ...runner,
    orphans: kept.orphans.flatMap((slot) => slot.record ?? []),
    loose: kept.loose.flatMap((slot) => slot.record ?? []),
    hygiene: kept.hygiene.save(),
    acts: kept.acts,
  };
  return new TextEncoder().encode(JSON.stringify(state));
}

/** Fills the hygiene and returns the rest. Throws on a state of another version. */
export function readState(
  bytes: Uint8Array,
  hygiene: Hygiene,
): { readonly saved: SavedRunner; readonly orphans: AlarmSlot[]; readonly acts: Act[]; readonly loose: AlarmSlot[] } {
  const state = JSON.parse(new TextDecoder().decode(bytes)) as SavedEngine;
  if (state.v !== 1) throw new Error(`engine state has version ${String(state.v)}, this engine reads 1`);
  if (state.hygiene !== undefined) hygiene.load(state.hygiene);
  const slotOf = (record: AlarmRecord): AlarmSlot => ({ record, spokeAtMs: record.at });
  const { orphans, loose = [], acts } = state;
  return { saved: state, orphans: orphans.map(slotOf), acts: [...acts], loose: loose.map(slotOf) };
}

export function saveRunner(wiring: Wiring, clock: EngineClock, book: ForecastBook): SavedRunner {
  return {
    clock,
    series: Object.fromEntries(wiring.series.map((each) => [`${each.asset}|${each.metric}`, each.newestAtMs])),
    feeds: Object.fromEntries([...wiring.taps].map(([key, tap]) => [key, tap.feed.save()])),
    bindings: Object.fromEntries(wiring.bindings.map((binding) => [binding.key, saveBinding(binding, wiring.times)])),
    forecasts: book.save(),
  };
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

/** Fills the wiring; gives the slots of bindings that are no longer there. */
export function loadRunner(wiring: Wiring, saved: SavedRunner, book: ForecastBook): readonly AlarmSlot[] {
  book.load(saved.forecasts ?? []);
  for (const series of wiring.series) series.newestAtMs = saved.series[`${series.asset}|${series.metric}`] ?? -1;
  for (const [key, tap] of wiring.taps) {
    const feed = saved.feeds[key];
    if (feed) tap.feed.load(feed);
  }
  const byKey = new Map(wiring.bindings.map((binding) => [binding.key, binding]));
  for (const [key, state] of Object.entries(saved.bindings)) {
    const binding = byKey.get(key);
    if (binding) loadBinding(binding, wiring.times, state);
  }
  return goneSlots(saved, (key) => byKey.has(key));
}

/** Alarms that are out of bindings that are no longer there. */
export function goneSlots(saved: SavedRunner, isThere: (key: string) => boolean): readonly AlarmSlot[] {
  return Object.entries(saved.bindings).flatMap(([key, { alarm, silence }]) =>
    isThere(key) ? [] : [alarm, silence].flatMap((slot) => (slot?.record ? [slot] : [])),
  );
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
