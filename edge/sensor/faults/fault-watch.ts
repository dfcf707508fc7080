/**
 * Between the driver of a device and its outbox: each reading of a watched metric is judged and carries what was found
 * as its quality. Nothing is dropped, nothing is changed but the quality, and the order of the device stays. One thing is
 * put right: a time of a clock that was never set, which the centre would refuse with the whole message, becomes the
 * agent's own time, and the reading says that its clock is wrong.
 */
import { GATE_BOUNDS, GATE_LIMIT_NAMES, type GateLimit, type Observation } from '@chengyun/contracts';
import { GATE_LIMITS, type GateLimits } from '@chengyun/models/sensor-faults/gate.ts';
import type { FaultJudge } from '@chengyun/models/sensor-faults/judge.ts';
import type { FaultKind } from '@chengyun/models/sensor-faults/kinds.ts';
import type { FaultVerdict } from '@chengyun/models/sensor-faults/verdict.ts';
import { isNeverSet } from '@chengyun/models/sensor-faults/watch/clock-watch.ts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import { aList, aNumber, anObject, aText, optional, type Reader, withDefault } from '../../agent/json-config.ts';
import { createQualityOf } from './quality-of.ts';

/** Those that are left out are the shipped ones. */
export type SaidLimits = Readonly<Partial<Record<GateLimit, number | undefined>>>;

const aLimits: Reader<SaidLimits> = anObject(
  Object.fromEntries(GATE_LIMIT_NAMES.map((name) => [name, optional(aNumber(...GATE_BOUNDS[name]))])),
);

export interface FaultWatchConfig {
  readonly metrics: readonly string[];
  readonly limits?: SaidLimits | undefined;
}

export const faultWatchConfig: Reader<FaultWatchConfig> = anObject({
  /** Levels in metres are what the judge was made for; an empty list watches nothing. */
  metrics: withDefault(aList(aText), ['water.level']),
  /** Of the gate, where this gauge needs others. */
  limits: optional(aLimits),
});
export const WATCH_LEVELS: FaultWatchConfig = { metrics: ['water.level'] };

export interface FaultWatch {
  /** Resolves when the reading is safe on disk, as the outbox says. */
  observe(observation: Observation): Promise<void>;
  /** Readings flagged so far, by kind. */
  flagged(): Readonly<Partial<Record<FaultKind, number>>>;
  /** Resolves when everything handed over so far was handed on. */
  idle(): Promise<void>;
  /** Limits of the gate from the next reading on; those that are left out are as configured. */
  limit(limits: SaidLimits): void;
  /** These metrics are measured otherwise from now on: their series are learned anew. */
  forget(metrics: ReadonlySet<string>): void;
}

export interface FaultWatchDeps {
  readonly device: string;
  readonly judge: FaultJudge;
  readonly observe: (observation: Observation) => Promise<void>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly counted?: (kind: FaultKind) => void;
}

/** A reading whose own time is further from now than this is of another timeline: arrival tells nothing about its clock. */
const SAME_TIME_MS = 10 * 86_400_000;
/** No silence of a gauge is so long. */
const UNBELIEVABLE_MS = 700 * 86_400_000;
const CM_PER_M = 100;

export function createFaultWatch(config: FaultWatchConfig, deps: FaultWatchDeps): FaultWatch {
  const { device, judge, observe, clock } = deps;
  const watched = new Set(config.metrics);
  const flagged = new Map<FaultKind, number>();
  const qualityOf = new Map<string, ReturnType<typeof createQualityOf>>();
  /** Newest believable time of a series. */
  const lastAtMs = new Map<string, number>();
  let limits = withShipped(config.limits);
  let turn: Promise<void> = Promise.resolve();
  let underWay = 0;

  async function withQuality(observation: Observation): Promise<Observation> {
    const { asset = '', metric, at, value, unit } = observation;
    const series = `${device}|${asset}|${metric}`;
    const nowMs = clock.nowMs();
    const reading = {
      atMs: at,
      value: unit === 'cm' ? value / CM_PER_M : value,
      arrivedMs: Math.abs(nowMs - at) < SAME_TIME_MS ? nowMs : Number.NaN,
    };
    return said(observation, series, await judge.judge(series, reading, limits));
  }

  function said(observation: Observation, series: string, verdict: FaultVerdict | null): Observation {
    const own = qualityOf.get(series) ?? createQualityOf();
    qualityOf.set(series, own);
    const quality = own(observation.quality, verdict, observation.at);
    if (verdict !== null) {
      flagged.set(verdict.kind, (flagged.get(verdict.kind) ?? 0) + 1);
      deps.counted?.(verdict.kind);
    }
    const at = timeFor(observation.at, series, verdict?.kind === 'clock');
    return quality === undefined ? observation : { ...observation, at, quality };
  }

  function timeFor(atMs: number, series: string, isClock: boolean): number {
    const last = lastAtMs.get(series);
    const isFar = last !== undefined && Math.abs(atMs - last) > UNBELIEVABLE_MS;
    if (!isClock || !(isFar || isNeverSet(atMs))) {
      lastAtMs.set(series, atMs);
      return atMs;
    }
    const nowMs = Math.round(clock.nowMs());
    // A recording that keeps its own times goes on in them.
    return last === undefined || Math.abs(nowMs - last) < SAME_TIME_MS ? nowMs : last;
  }

  return {
    observe: (observation) => {
      const isWatched = watched.has(observation.metric);
      if (!isWatched && underWay === 0) return observe(observation);
      const judged = isWatched ? withQuality(observation) : Promise.resolve(observation);
      underWay++;
      return new Promise((resolve, reject) => {
        turn = turn
          .then(async () => {
            const handed = observe(await judged);
            handed.then(resolve, reject);
          })
          .finally(() => {
            underWay--;
          });
      });
    },
    flagged: () => Object.fromEntries(flagged),
    idle: () => turn,
    limit: (said) => {
      limits = withShipped({ ...config.limits, ...said });
    },
    forget: (metrics) => {
      for (const series of qualityOf.keys()) {
        if (!metrics.has(series.split('|').at(-1) ?? '')) continue;
        judge.forget(series);
        qualityOf.delete(series);
        lastAtMs.delete(series);
      }
    },
  };
}

function withShipped(said: SaidLimits | undefined): GateLimits {
  const set = Object.entries(said ?? {}).filter(([, limit]) => limit !== undefined);
  return { ...GATE_LIMITS, ...Object.fromEntries(set) };
}
