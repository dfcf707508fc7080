/**
 * The five rules of the benchmark in plain JavaScript, as somebody would write them by hand into a function node or
 * beside a library that knows no windows. One event is all ten readings of an asset at one moment.
 */
import { METRICS, type Minute } from './workload.ts';

export interface AssetEvent {
  readonly asset: string;
  readonly atMs: number;
  readonly values: readonly number[];
}

export const PEER_RULES = 5;
const MINUTE_MS = 60_000;

/** The readings of a minute as events; the workload sends all ten of an asset together. */
export function eventsOf({ records }: Minute): AssetEvent[] {
  return records.flatMap(({ items }) => {
    const events: AssetEvent[] = [];
    for (let first = 0; first < items.length; first += METRICS) {
      const own = items.slice(first, first + METRICS);
      events.push({ asset: own[0]!.asset, atMs: own[0]!.at, values: own.map(({ value }) => value) });
    }
    return events;
  });
}

interface Windowed {
  readonly windowMin: number;
  readonly fold: (samples: readonly AssetEvent[], metric: number) => number;
}

const values = (samples: readonly AssetEvent[], metric: number) => samples.map((each) => each.values[metric]!);
const WINDOWS: readonly (Windowed | null)[] = [
  null,
  { windowMin: 5, fold: (all, metric) => values(all, metric).reduce((a, b) => a + b, 0) / all.length },
  { windowMin: 10, fold: (all, metric) => Math.max(...values(all, metric)) },
  { windowMin: 15, fold: (all, metric) => Math.min(...values(all, metric)) },
  null,
];
const ON: readonly number[] = [95, 500, 540, 480, 100];
const OFF: readonly number[] = [90, 480, 520, 460, 100];

/** The number that rule `n` compares, over the samples of its window. */
export function ruleValue(n: number, event: AssetEvent, samples: readonly AssetEvent[]): number {
  const window = WINDOWS[n];
  if (!window) return Math.max(...event.values);
  let sum = 0;
  for (let metric = 0; metric < METRICS; metric++) sum += window.fold(samples, metric);
  return sum;
}

export interface PeerRule {
  /** The number to compare, or null for an event that is not newer than the last. */
  measure(event: AssetEvent): number | null;
  /** Moves the alarm by whether its conditions hold; true when it is raised. */
  settle(event: AssetEvent, isOn: boolean, isOff: boolean): boolean;
  readonly on: number;
  readonly off: number;
}

/** Rule `n` with its state for all assets. */
export function createPeerRule(n: number): PeerRule {
  const spanMs = (WINDOWS[n]?.windowMin ?? 0) * MINUTE_MS;
  const samples = new Map<string, AssetEvent[]>();
  const newest = new Map<string, number>();
  const raised = new Set<string>();
  return {
    on: ON[n]!,
    off: OFF[n]!,
    measure: (event) => {
      const { asset, atMs } = event;
      if (atMs <= (newest.get(asset) ?? -1)) return null;
      newest.set(asset, atMs);
      if (spanMs === 0) return ruleValue(n, event, []);
      const inside = samples.get(asset) ?? [];
      samples.set(asset, inside);
      inside.push(event);
      while (inside[0]!.atMs <= atMs - spanMs) inside.shift();
      return ruleValue(n, event, inside);
    },
    settle: ({ asset }, isOn, isOff) => {
      if (raised.has(asset)) {
        if (isOff) raised.delete(asset);
        return false;
      }
      if (isOn) raised.add(asset);
      return isOn;
    },
  };
}

/** Whether the conditions of a rule hold; the last rule wants more than its line, the others at least. */
export function conditions(n: number, { on, off }: PeerRule, value: number): readonly [isOn: boolean, isOff: boolean] {
  return n === 4 ? [value > on, !(value > off)] : [value >= on, value < off];
}
