import { runSeries } from '@chengyun/analytics/backtest/run-series.ts';
import type { Rule } from '@chengyun/analytics/rules/rule.ts';
import { makeSurge, SURGE_ASSETS, SURGE_SET } from '@chengyun/simulators/scenarios/surge/set.ts';
import { createOutcome, type DrillCase, type SetScore, shareOf } from './set-score.ts';

const MINUTE_MS = 60_000;

/** Red before the water is over the crest finds it; red in the scored hours without such water is false or a near miss. */
export function scoreSurges(rules: readonly Rule[], seeds: Iterable<number>, note: (seed: number) => void): SetScore {
  const leadsMin: number[] = [];
  const cases: DrillCase[] = [];
  const callsMin: number[] = [];
  let runMin = 0;
  let [runs, events, falseAlarms, nearMisses, raised] = [0, 0, 0, 0, 0];
  for (const seed of seeds) {
    const { readings, scoredFromMs, crossedMs, peakM } = makeSurge(seed);
    const alarms = runSeries(rules, readings).filter(({ at }) => at >= scoredFromMs);
    const red = alarms.find(({ level, transition }) => level === 'red' && transition !== 'clear');
    const minuteOf = (ms: number) => (ms - scoredFromMs) / MINUTE_MS;
    runs += 1;
    runMin = Math.max(runMin, minuteOf(readings.at(-1)?.at ?? scoredFromMs));
    callsMin.push(...alarms.filter(({ call }) => call !== null).map(({ at }) => minuteOf(at)));
    raised += alarms.filter(({ transition }) => transition === 'raise').length;
    if (crossedMs !== null) events += 1;
    const place = { seed, kind: 'overtop', asset: SURGE_ASSETS[0]!.id };
    if (crossedMs !== null) {
      const leadMin = red && red.at <= crossedMs ? (crossedMs - red.at) / MINUTE_MS : null;
      if (leadMin !== null) leadsMin.push(leadMin);
      cases.push({ ...place, outcome: leadMin === null ? 'missed' : 'found', atMin: minuteOf(crossedMs), leadMin });
    }
    if (crossedMs === null && red) {
      const isNear = peakM >= SURGE_SET.crestM - SURGE_SET.nearMissM;
      if (isNear) nearMisses += 1;
      else falseAlarms += 1;
      cases.push({ ...place, outcome: isNear ? 'near-miss' : 'false', atMin: minuteOf(red.at), leadMin: null });
    }
    note(seed);
  }
  const found = leadsMin.length;
  const figures = {
    ...{ runs, events, found, false_alarms: falseAlarms, near_misses: nearMisses },
    pod: shareOf(found, events),
    lead_30min_share: shareOf(leadsMin.filter((lead) => lead >= SURGE_SET.horizonMin).length, events),
    far: shareOf(falseAlarms, found + falseAlarms),
    far_raw: shareOf(falseAlarms + nearMisses, found + falseAlarms + nearMisses),
    alarms_per_run: shareOf(raised, runs),
  };
  return createOutcome(runs, leadsMin, figures, { cases, calls: { atMin: callsMin, runMin, operators: 1 } });
}
