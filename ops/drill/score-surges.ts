import { runSeries } from '@chengyun/analytics/backtest/run-series.ts';
import type { Rule } from '@chengyun/analytics/rules/rule.ts';
import { makeSurge, SURGE_SET } from '@chengyun/simulators/scenarios/surge/set.ts';
import { createOutcome, type SetScore, shareOf } from './set-score.ts';

const MINUTE_MS = 60_000;

/** Red before the water is over the crest finds it; red in the scored hours without such water is false or a near miss. */
export function scoreSurges(rules: readonly Rule[], seeds: Iterable<number>, note: (seed: number) => void): SetScore {
  const leadsMin: number[] = [];
  let [runs, events, falseAlarms, nearMisses, raised] = [0, 0, 0, 0, 0];
  for (const seed of seeds) {
    const { readings, scoredFromMs, crossedMs, peakM } = makeSurge(seed);
    const alarms = runSeries(rules, readings).filter(({ at }) => at >= scoredFromMs);
    const red = alarms.find(({ level, transition }) => level === 'red' && transition !== 'clear');
    runs += 1;
    raised += alarms.filter(({ transition }) => transition === 'raise').length;
    if (crossedMs !== null) events += 1;
    if (crossedMs !== null && red && red.at <= crossedMs) leadsMin.push((crossedMs - red.at) / MINUTE_MS);
    if (crossedMs === null && red) {
      if (peakM >= SURGE_SET.crestM - SURGE_SET.nearMissM) nearMisses += 1;
      else falseAlarms += 1;
    }
    note(seed);
  }
  const found = leadsMin.length;
  return createOutcome(runs, leadsMin, {
    ...{ runs, events, found, false_alarms: falseAlarms, near_misses: nearMisses },
    pod: shareOf(found, events),
    lead_30min_share: shareOf(leadsMin.filter((lead) => lead >= SURGE_SET.horizonMin).length, events),
    far: shareOf(falseAlarms, found + falseAlarms),
    far_raw: shareOf(falseAlarms + nearMisses, found + falseAlarms + nearMisses),
    alarms_per_run: shareOf(raised, runs),
  });
}
