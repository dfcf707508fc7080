/**
 * Saved state of an engine: JSON in UTF-8. Keys are names (rule, asset, metric), so that a state can be loaded under a
 * newer set of rules: what is still watched goes on, what is new begins empty, and an alarm whose rule or asset is gone
 * is kept as an orphan that the engine clears at its next tick.
 */
import type { AlarmRecord } from '@chengyun/contracts';
import type { AlarmSlot, Binding } from './binding.ts';
import type { FeedState } from './feed.ts';
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

interface SavedSlot {
  readonly record: AlarmRecord | null;
  readonly spokeAtMs: number;
}

interface SavedBinding {
  readonly rule: number;
  readonly latches: readonly (readonly [level: string, on: boolean, sinceMs: number | null])[];
  readonly wakeAtMs: number | null;
  readonly observedAt: number;
  readonly isHeard: boolean;
  readonly alarm: SavedSlot;
  readonly silence: SavedSlot;
}

interface SavedEngine {
  readonly v: 1;
  readonly clock: EngineClock;
  readonly series: Readonly<Record<string, number>>;
  readonly feeds: Readonly<Record<string, FeedState>>;
  readonly bindings: Readonly<Record<string, SavedBinding>>;
  readonly orphans: readonly AlarmRecord[];
  readonly acts: readonly Act[];
}

export function saveState(
  wiring: Wiring,
  clock: EngineClock,
  orphans: readonly AlarmSlot[],
  acts: readonly Act[],
): Uint8Array {
  const state: SavedEngine = {
    v: 1,
    clock,
    series: Object.fromEntries(wiring.series.map((each) => [each.key, each.newestAtMs])),
    feeds: Object.fromEntries([...wiring.taps].map(([key, tap]) => [key, tap.feed.save()])),
    bindings: Object.fromEntries(wiring.bindings.map((binding) => [binding.key, saveBinding(binding)])),
    orphans: orphans.flatMap((slot) => slot.record ?? []),
    acts,
  };
  return new TextEncoder().encode(JSON.stringify(state));
}

function saveBinding(binding: Binding): SavedBinding {
  return {
    rule: binding.rule.version,
    latches: binding.latches.map((latch, i) => [binding.watched.levels[i]!.level.level, latch.on, latch.sinceMs]),
    wakeAtMs: Number.isFinite(binding.wakeAtMs) ? binding.wakeAtMs : null,
    observedAt: binding.observedAt,
    isHeard: binding.isHeard,
    alarm: { ...binding.alarm },
    silence: { ...binding.silence },
  };
}

/** Fills the wiring from a saved state and returns the rest of it. */
export function loadState(
  wiring: Wiring,
  bytes: Uint8Array,
): { readonly clock: EngineClock; readonly orphans: AlarmSlot[]; readonly acts: Act[] } {
  const state = JSON.parse(new TextDecoder().decode(bytes)) as SavedEngine;
  if (state.v !== 1) throw new Error(`engine state has version ${String(state.v)}, this engine reads 1`);
  for (const series of wiring.series) series.newestAtMs = state.series[series.key] ?? -1;
  for (const [key, tap] of wiring.taps) {
    const feed = state.feeds[key];
    if (feed) tap.feed.load(feed);
  }
  const orphans: AlarmSlot[] = state.orphans.map((record) => ({ record, spokeAtMs: record.at }));
  const byKey = new Map(wiring.bindings.map((binding) => [binding.key, binding]));
  for (const [key, saved] of Object.entries(state.bindings)) {
    const binding = byKey.get(key);
    if (binding) loadBinding(binding, saved);
    else orphans.push(...[{ ...saved.alarm }, { ...saved.silence }].filter((slot) => slot.record !== null));
  }
  return { clock: { ...state.clock }, orphans, acts: [...state.acts] };
}

function loadBinding(binding: Binding, saved: SavedBinding): void {
  for (const [level, on, sinceMs] of saved.latches) {
    const index = binding.watched.levels.findIndex((each) => each.level.level === level);
    if (index >= 0) Object.assign(binding.latches[index]!, { on, sinceMs });
  }
  binding.wakeAtMs = saved.wakeAtMs ?? Number.POSITIVE_INFINITY;
  binding.observedAt = saved.observedAt;
  binding.isHeard = saved.isHeard;
  Object.assign(binding.alarm, saved.alarm);
  Object.assign(binding.silence, saved.silence);
}
