import { runSeries } from '@chengyun/analytics/backtest/run-series.ts';
import type { Rule } from '@chengyun/analytics/rules/rule.ts';
import { compareLevels, type Level } from '@chengyun/contracts';
import { makeStorm, UNDERPASS_ASSETS } from '@chengyun/simulators/scenarios/underpass/set.ts';
import { createOutcome, type DrillCase, percentile, type SetScore, shareOf } from './set-score.ts';

const MINUTE_MS = 60_000;
const KINDS = { yellow: 'underpass-advisory', orange: 'underpass-close' } as const;

/** Yellow is the advisory, orange the recommendation to close; each is false when the water never reached the line. */
export function scoreStorms(rules: readonly Rule[], seeds: Iterable<number>, note: (seed: number) => void): SetScore {
  const leads: Record<'yellow' | 'orange', number[]> = { yellow: [], orange: [] };
  const falseAlerts = { yellow: 0, orange: 0 };
  const tripsS: number[] = [];
  const cases: DrillCase[] = [];
  const callsMin: number[] = [];
  let runMin = 0;
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
    const beginMs = readings[0]?.at ?? 0;
    const minuteOf = (ms: number) => (ms - beginMs) / MINUTE_MS;
    const asset = UNDERPASS_ASSETS[0]!.id;
    runs += 1;
    runMin = Math.max(runMin, minuteOf(readings.at(-1)?.at ?? beginMs));
    callsMin.push(...alarms.filter(({ call }) => call !== null).map(({ at }) => minuteOf(at)));
    raised += alarms.filter(({ transition }) => transition === 'raise').length;
    if (crossedMs !== null) events += 1;
    for (const level of ['yellow', 'orange'] as const) {
      const alert = firstOf('flood.underpass', level);
      const place = { seed, kind: KINDS[level], asset };
      if (crossedMs !== null) {
        const leadMin = alert ? (crossedMs - alert.at) / MINUTE_MS : null;
        if (leadMin !== null) leads[level].push(leadMin);
        cases.push({ ...place, outcome: leadMin === null ? 'missed' : 'found', atMin: minuteOf(crossedMs), leadMin });
      } else if (alert) {
        falseAlerts[level] += 1;
        cases.push({ ...place, outcome: 'false', atMin: minuteOf(alert.at), leadMin: null });
      }
    }
    if (trippedMs !== null) {
      trips += 1;
      const alarm = firstOf('flood.pump-tripped', 'yellow');
      if (alarm) tripsS.push((alarm.at - trippedMs) / 1000);
      const leadMin = alarm ? (trippedMs - alarm.at) / MINUTE_MS : null;
      const outcome = alarm ? 'found' : 'missed';
      cases.push({ ...{ seed, kind: 'pump-trip', asset, outcome }, atMin: minuteOf(trippedMs), leadMin });
    }
    note(seed);
  }
  const share = (level: 'yellow' | 'orange', min: number) =>
    shareOf(leads[level].filter((lead) => lead >= min).length, events);
  const far = (level: 'yellow' | 'orange') => shareOf(falseAlerts[level], falseAlerts[level] + leads[level].length);
  const figures = {
    ...{ events, pump_trips: trips, pump_trips_found: tripsS.length },
    advisory_5min_share: share('yellow', 5),
    advisory_10min_share: share('yellow', 10),
    advisory_far: far('yellow'),
    close_5min_share: share('orange', 5),
    close_far: far('orange'),
    // A trip that raised no alarm makes the percentile unknown rather than better.
    pump_trip_s_p95: tripsS.length === trips ? percentile(tripsS, 0.95) : null,
    alarms_per_run: shareOf(raised, runs),
  };
  return createOutcome(runs, leads.yellow, figures, { cases, calls: { atMin: callsMin, runMin, operators: 1 } });
}
