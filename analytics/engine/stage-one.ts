/**
 * Stage 1 of an engine: what the rules say of readings, timers and forecasts between two ticks. It may run in the
 * process (rule-runner.ts) or spread over worker threads (sharded-runner.ts); both say the same in the same order.
 */
import type { AlarmRecord, Explanation, ForecastRecord, TelemetryRecord, TickRecord } from '@chengyun/contracts';
import type { AlarmSlot } from './binding.ts';
import { compareText } from './compare-text.ts';
import type { EngineCounts } from './engine-api.ts';
import type { EngineClock } from './engine-clock.ts';
import type { SavedRunner } from './state.ts';

/** One step of an alarm, and the slot that holds the alarm. */
export interface Said {
  readonly record: AlarmRecord;
  readonly slot: AlarmSlot;
}

export interface StageOne {
  readonly counts: Readonly<Omit<EngineCounts, 'transitions' | 'superseded'>>;
  clock(): EngineClock;
  hears(asset: string, metric: string): boolean;
  push(record: TelemetryRecord): void;
  /** Everything up to the tick, ordered by (time, asset, rule, condition). */
  advance(tick: TickRecord, forecasts: readonly ForecastRecord[]): readonly Said[];
  explain(rule: string, asset: string): Explanation | null;
  save(): SavedRunner;
  /** Takes a saved state; gives the slots of alarms that are out, those of rules and assets that are gone apart. */
  load(saved: SavedRunner): { readonly out: readonly AlarmSlot[]; readonly gone: readonly AlarmSlot[] };
  /** Ends its threads, if it has any. */
  close(): void;
}

/** Alarms of one tick in an order that does not depend on who found them first. */
export function inOrderSaid<Each extends { readonly record: AlarmRecord }>(said: Each[]): Each[] {
  return said.sort(
    ({ record: a }, { record: b }) => a.at - b.at || compareText(a.asset, b.asset) || compareRules(a, b),
  );
}

function compareRules(a: AlarmRecord, b: AlarmRecord): number {
  return compareText(a.rule, b.rule) || compareText(a.condition, b.condition);
}
