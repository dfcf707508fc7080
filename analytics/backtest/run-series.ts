/** Runs series of readings through the engine and returns what happened to alarms: the core of every back-test. */
import type { AlarmRecord } from '@chengyun/contracts';
import { createEngine } from '../engine/engine.ts';
import type { Rule } from '../rules/rule.ts';

export interface SeriesReading {
  readonly asset: string;
  readonly metric: string;
  readonly at: number;
  readonly value: number;
}

const TIMELINE = 'replay:backtest';

/** `readings` in the order of time; one tick for each time that occurs. */
export function runSeries(rules: readonly Rule[], readings: Iterable<SeriesReading>): readonly AlarmRecord[] {
  const engine = createEngine({ timeline: TIMELINE, rules });
  const alarms: AlarmRecord[] = [];
  let n = 0;
  let nowMs = Number.NaN;
  const tick = () => {
    if (Number.isNaN(nowMs)) return;
    n += 1;
    alarms.push(...engine.tick({ k: 'tick', tl: TIMELINE, n, at: nowMs, facts: 0 }));
  };
  let seq = 0;
  for (const item of readings) {
    if (item.at !== nowMs) tick();
    nowMs = item.at;
    seq += 1;
    const envelope = { tl: TIMELINE, device: 'backtest', epoch: '1-0000000000000000', seq, sentAt: nowMs, rxAt: nowMs };
    engine.push({ k: 'obs', ...envelope, items: [item] });
  }
  tick();
  return alarms;
}
