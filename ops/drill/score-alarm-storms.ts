import { createEngine } from '@chengyun/analytics/engine/engine.ts';
import type { Rule } from '@chengyun/analytics/rules/rule.ts';
import type { AlarmRecord, FactRecord, ObservationsRecord } from '@chengyun/contracts';
import {
  type MadeAlarmStorm,
  makeAlarmStorm,
  STORM_ASSETS,
  STORM_SET,
  type StormHazard,
} from '@chengyun/simulators/scenarios/storm/set.ts';
import { createOutcome, type DrillCase, type SetScore, shareOf } from './set-score.ts';

const TIMELINE = 'exercise:storm';
const MINUTE_MS = 60_000;
const WINDOW_MIN = 10;
const FLOOD_CALLS = 10;
/** A warning may come so long before the line, and at the latest so long after it. */
const EARLY_MS = 120 * MINUTE_MS;
const LATE_MS = 2 * MINUTE_MS;
const HUB_RULE = 'system.hub-down';
const STUCK_RULE = 'flood.depth-stuck';
const WATER_RULE = 'flood.underpass';

/** Everything that happened to alarms; the operator acknowledges what called, a minute later. */
function runStorm(rules: readonly Rule[], { readings }: MadeAlarmStorm): readonly AlarmRecord[] {
  const engine = createEngine({ timeline: TIMELINE, rules, assets: STORM_ASSETS });
  const said: AlarmRecord[] = [];
  let called: readonly string[] = [];
  let n = 0;
  let next = 0;
  while (next < readings.length) {
    const { at } = readings[next]!;
    n += 1;
    for (; readings[next]?.at === at; next++) {
      const { asset, metric, value } = readings[next]!;
      const envelope = { device: asset, epoch: '1-0000000000000000', seq: n, sentAt: at, rxAt: at };
      const items = [{ asset, metric, at, value }];
      engine.push({ k: 'obs', tl: TIMELINE, ...envelope, items } satisfies ObservationsRecord);
    }
    const facts = called.map(
      (alarm, i): FactRecord => ({
        ...{ k: 'fact', tl: TIMELINE, id: `operator/e/${n}-${i}`, actor: 'operator', role: 'operator', epoch: 'e' },
        ...{ seq: n, at, rxAt: at, body: { kind: 'ack', alarm } },
      }),
    );
    const moved = engine.tick({ k: 'tick', tl: TIMELINE, n, at, facts: 0 }, facts);
    said.push(...moved);
    called = moved.filter(({ call }) => call !== null).map(({ id }) => id);
  }
  return said;
}

/** The group of alarms that answers for the hazard: raised in time on one of its gauges, and people were called for it. */
function groupFor(hazard: StormHazard, said: readonly AlarmRecord[], taken: ReadonlySet<string>): AlarmRecord | null {
  const isInTime = ({ at }: AlarmRecord) => at >= hazard.fromMs - EARLY_MS && at <= hazard.fromMs + LATE_MS;
  const calls = said.filter((record) => record.call !== null && record.rule === WATER_RULE && isInTime(record));
  return calls.find((record) => hazard.gauges.includes(record.asset) && !taken.has(record.group ?? record.id)) ?? null;
}

/** One operator through twelve hours: who was called how often, and whether every hazard has an alarm of its own. */
export function scoreAlarmStorms(
  rules: readonly Rule[],
  seeds: Iterable<number>,
  note: (seed: number) => void,
): SetScore {
  const leadsMin: number[] = [];
  const cases: DrillCase[] = [];
  const callsMin: number[] = [];
  let [runs, calls, floodWindows, raw, worst] = [0, 0, 0, 0, 0];
  let [hidden, hazards, stuckFound, stuck, hubsFound, falseCalls] = [0, 0, 0, 0, 0, 0];
  for (const seed of seeds) {
    const storm = makeAlarmStorm(seed);
    const said = runStorm(rules, storm);
    const calling = said.filter(({ call }) => call !== null);
    const beginMs = storm.readings[0]?.at ?? 0;
    const minuteOf = (ms: number) => (ms - beginMs) / MINUTE_MS;
    callsMin.push(...calling.map(({ at }) => minuteOf(at)));
    const bins = new Map<number, number>();
    for (const { at } of calling) {
      const bin = Math.floor(at / (WINDOW_MIN * MINUTE_MS));
      bins.set(bin, (bins.get(bin) ?? 0) + 1);
    }
    runs += 1;
    calls += calling.length;
    raw += storm.rawCrossings;
    worst = Math.max(worst, ...bins.values());
    floodWindows += [...bins.values()].filter((count) => count / STORM_SET.operators > FLOOD_CALLS).length;
    const taken = new Set<string>();
    for (const hazard of storm.hazards) {
      hazards += 1;
      const answer = groupFor(hazard, said, taken);
      const leadMin = answer && (hazard.fromMs - answer.at) / MINUTE_MS;
      const place = { seed, kind: 'underpass-close', asset: hazard.gauges[0] ?? '' };
      cases.push({ ...place, outcome: answer ? 'found' : 'missed', atMin: minuteOf(hazard.fromMs), leadMin });
      if (answer === null || leadMin === null) hidden += 1;
      else {
        taken.add(answer.group ?? answer.id);
        leadsMin.push(leadMin);
      }
    }
    stuck += storm.stuck.length;
    stuckFound += storm.stuck.filter(({ gauge, fromMs }) =>
      said.some(
        ({ rule, asset, at, transition }) =>
          rule === STUCK_RULE && asset === gauge && at >= fromMs && transition === 'raise',
      ),
    ).length;
    if (said.some(({ rule, asset, call }) => rule === HUB_RULE && asset === storm.hubDown.hub && call !== null))
      hubsFound += 1;
    const meant = new Set([
      ...storm.hazards.flatMap(({ gauges }) => gauges),
      ...storm.stuck.map(({ gauge }) => gauge),
      storm.hubDown.hub,
    ]);
    const cried = calling.filter(({ asset }) => !meant.has(asset));
    falseCalls += cried.length;
    for (const { asset, rule, at } of cried) {
      cases.push({ ...{ seed, outcome: 'false', kind: rule, asset }, atMin: minuteOf(at), leadMin: null });
    }
    note(seed);
  }
  const windows = (runs * STORM_SET.durationMin) / WINDOW_MIN;
  const figures = {
    alarms_per_10min_per_operator: shareOf(calls, windows * STORM_SET.operators),
    flood_windows: floodWindows,
    worst_10min: worst,
    reduction: shareOf(raw - calls, raw),
    hidden_hazards: hidden,
    hazards,
    raw_crossings_per_run: shareOf(raw, runs),
    calls_per_run: shareOf(calls, runs),
    false_calls_per_run: shareOf(falseCalls, runs),
    stuck_found_share: shareOf(stuckFound, stuck),
    hub_found_share: shareOf(hubsFound, runs),
  };
  const calls10 = { atMin: callsMin, runMin: STORM_SET.durationMin, operators: STORM_SET.operators };
  return createOutcome(runs, leadsMin, figures, { cases, calls: calls10 });
}
