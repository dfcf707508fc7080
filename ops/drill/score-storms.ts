import { runSeries } from '@chengyun/analytics/backtest/run-series.ts';
import type { Rule } from '@chengyun/analytics/rules/rule.ts';
import { compareLevels, type Level } from '@chengyun/contracts';
import { makeStorm } from '@chengyun/simulators/scenarios/underpass/set.ts';
import { createOutcome, percentile, type SetScore, shareOf } from './set-score.ts';

const MINUTE_MS = 60_000;

/** Yellow is the advisory, orange the recommendation to close; each is false when the water never reached the line. */
export function scoreStorms(rules: readonly Rule[], seeds: Iterable<number>, note: (seed: number) => void): SetScore {
  const leads: Record<'yellow' | 'orange', number[]> = { yellow: [], orange: [] };
  const falseAlerts = { yellow: 0, orange: 0 };
  const tripsS: number[] = [];
  let [runs, events, trips, raised] = [0, 0, 0, 0];
  for (const seed of seeds) {
    const { readings, crossedMs, trippedMs } = makeStorm(seed);
    const alarms = runSeries(rules, readings);
    const firstOf = (rule: string, wanted: Level) =>
      alarms.find(
        (alarm) =>
          alarm.rule === rule &&
          (alarm.transition === 'raise' || alarm.transition === 'escalate') &&
          compareLevels(alarm.level, wanted) >= 0,
      );
    runs += 1;
    raised += alarms.filter(({ transition }) => transition === 'raise').length;
    if (crossedMs !== null) events += 1;
    for (const level of ['yellow', 'orange'] as const) {
      const alert = firstOf('flood.underpass', level);
      if (!alert) continue;
      if (crossedMs === null) falseAlerts[level] += 1;
      else leads[level].push((crossedMs - alert.at) / MINUTE_MS);
    }
    if (trippedMs !== null) {
      trips += 1;
      const alarm = firstOf('flood.pump-tripped', 'yellow');
      if (alarm) tripsS.push((alarm.at - trippedMs) / 1000);
    }
    note(seed);
  }
  const share = (level: 'yellow' | 'orange', min: number) =>
    shareOf(leads[level].filter((lead) => lead >= min).length, events);
  const far = (level: 'yellow' | 'orange') => shareOf(falseAlerts[level], falseAlerts[level] + leads[level].length);
  return createOutcome(runs, leads.yellow, {
    ...{ events, pump_trips: trips, pump_trips_found: tripsS.length },
    advisory_5min_share: share('yellow', 5),
    advisory_10min_share: share('yellow', 10),
    advisory_far: far('yellow'),
    close_5min_share: share('orange', 5),
    close_far: far('orange'),
    // A trip that raised no alarm makes the percentile unknown rather than better.
    pump_trip_s_p95: tripsS.length === trips ? percentile(tripsS, 0.95) : null,
    alarms_per_run: shareOf(raised, runs),
  });
}
