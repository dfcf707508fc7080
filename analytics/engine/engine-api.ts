/** What the engine of a timeline offers. */
import type {
  AlarmRecord,
  Asset,
  Explanation,
  FactRecord,
  ForecastRecord,
  MetricStandard,
  TelemetryRecord,
  TickRecord,
} from '@chengyun/contracts';
import type { Rule } from '../rules/rule.ts';

export interface EngineConfig {
  readonly timeline: string;
  readonly rules: readonly Rule[];
  /** For hubs and neighbours; left out: those that the rules watch. */
  readonly assets?: readonly Asset[];
  /** Spreads stage 1 over worker threads; left out: all in the thread of the caller. */
  readonly threads?: EngineThreads;
}

export interface EngineThreads {
  readonly count: number;
  /** What the rules were compiled with: each thread compiles its own. */
  readonly metrics: ReadonlyMap<string, MetricStandard>;
  readonly assets: readonly Asset[];
}

/** Since the engine was made; not part of the saved state. */
export interface EngineCounts {
  /** Readings that some rule listens to. */
  readings: number;
  /** Readings that no rule listens to. */
  unheard: number;
  /** Readings older than the newest of their series. */
  late: number;
  /** Readings of a time that the series already has. */
  repeated: number;
  /** Readings that came so long after their time that they only fill windows. */
  backfilled: number;
  evaluations: number;
  transitions: number;
  /** Facts that no longer fitted their alarm. */
  superseded: number;
}

export interface Engine {
  readonly timeline: string;
  readonly counts: Readonly<EngineCounts>;
  /** Number of the last tick that was done; 0 before the first. */
  lastTick(): number;
  /** Some rule listens to this series. */
  hears(asset: string, metric: string): boolean;
  push(record: TelemetryRecord): void;
  /** Does everything up to the tick and returns what happened to alarms, in order. */
  tick(tick: TickRecord, facts?: readonly FactRecord[], forecasts?: readonly ForecastRecord[]): readonly AlarmRecord[];
  /** Alarms that are out of `normal`, by id. */
  activeAlarms(): readonly AlarmRecord[];
  /** Why the rule speaks or is silent on the asset, as of the last tick; null when it does not watch it. */
  explain(rule: string, asset: string): Explanation | null;
  /** State after the last tick; records pushed since then are not in it. */
  snapshot(): Uint8Array;
  restore(state: Uint8Array): void;
  /** Ends its threads, if it has any; it takes nothing more. */
  close(): void;
}
