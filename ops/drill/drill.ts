/**
 * A scenario at full speed through the rules engine alone, scored hazard by hazard against its sealed truth: was it
 * found, how long before it began, and what was cried without cause.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine } from '@chengyun/analytics/engine/engine.ts';
import { loadRules } from '@chengyun/analytics/rules/load-rules.ts';
import { type AlarmRecord, LEVEL_FACTS, type Level, type TelemetryRecord } from '@chengyun/contracts';
import { DOMAINS, metricStandards } from '@chengyun/domains/index.ts';
import { createCity, STEP_MS } from '@chengyun/simulators/city/city.ts';
import { scenarioNamed } from '@chengyun/simulators/scenarios/index.ts';
import { type Hazard, type HazardKind, type Truth, truthOf } from '@chengyun/simulators/scenarios/truth.ts';
import { stationDevice } from '@chengyun/simulators/stations.ts';
import { ROOT } from '../root.ts';

export interface DrillRow extends Hazard {
  /** Minutes between the alarm and the beginning of the hazard; negative when it came after. Null: missed. */
  readonly leadMin: number | null;
}

export interface DrillReport {
  readonly drill: string;
  readonly seed: number;
  readonly hazards: number;
  readonly found: number;
  readonly falseAlarms: number;
  readonly alarms: number;
  readonly rows: readonly DrillRow[];
}

/** Which rule answers for which hazard, and from which level on. */
const ANSWERS: Readonly<Record<HazardKind, { rule: string; level: Level }>> = {
  overtop: { rule: 'flood.overtopping', level: 'orange' },
  'tide-warning': { rule: 'flood.tide-level', level: 'blue' },
  'underpass-close': { rule: 'flood.underpass', level: 'orange' },
  'pump-trip': { rule: 'flood.pump-tripped', level: 'blue' },
};

/** An alarm up to this long before a hazard counts as its warning. */
const WARNING_MIN_MAX = 240;
const TIMELINE = 'exercise:drill';

function truthFor(name: string, seed: number | undefined): Truth {
  if (seed === undefined) {
    return JSON.parse(readFileSync(join(ROOT, 'simulators', 'scenarios', name, 'truth.json'), 'utf8')) as Truth;
  }
  const assets = DOMAINS.flatMap((domain) => domain.assets);
  return truthOf(scenarioNamed(name, seed), assets);
}

/** Every alarm of the scenario, from the engine alone. */
export function runScenario(name: string, seed?: number): AlarmRecord[] {
  const scenario = scenarioNamed(name, seed);
  const assets = DOMAINS.flatMap((domain) => domain.assets);
  const { rules } = loadRules(DOMAINS, metricStandards(), assets);
  const engine = createEngine({ timeline: TIMELINE, rules, assets });
  // Some hours of calm come first, so that windows and trends are filled as they are in life.
  const startMs = scenario.startMs - 6 * 3_600_000;
  const city = createCity({ scenario, assets, startMs });
  const alarms: AlarmRecord[] = [];
  let n = 0;
  for (let atMs = startMs + STEP_MS; atMs <= scenario.endMs; atMs += STEP_MS) {
    n += 1;
    for (const [index, { asset, metric, at, value }] of city.advance(atMs).entries()) {
      const record: TelemetryRecord = {
        ...{
          k: 'obs',
          tl: TIMELINE,
          device: stationDevice(asset),
          epoch: '1-0000000000000000',
          seq: n * 1_000 + index,
        },
        ...{ sentAt: at, rxAt: at, items: [{ asset, metric, at, value }] },
      };
      engine.push(record);
    }
    alarms.push(...engine.tick({ k: 'tick', tl: TIMELINE, n, at: atMs, facts: 0 }));
  }
  return alarms;
}

export function drillScenario(name: string, seed?: number): DrillReport {
  const scenario = scenarioNamed(name, seed);
  const truth = truthFor(name, seed);
  const alarms = runScenario(name, seed);
  const minuteOf = (ms: number) => Math.round((ms - scenario.startMs) / STEP_MS);
  const isHighEnough = (level: Level, wanted: Level) => LEVEL_FACTS[level].rank >= LEVEL_FACTS[wanted].rank;

  const rows = truth.hazards.map((hazard): DrillRow => {
    const { rule, level } = ANSWERS[hazard.kind];
    const warning = alarms.find((alarm) => {
      const minute = minuteOf(alarm.at);
      const isInTime = minute >= hazard.fromMin - WARNING_MIN_MAX && minute <= hazard.toMin;
      const isUp = alarm.transition === 'raise' || alarm.transition === 'escalate';
      return (
        alarm.rule === rule && alarm.asset === hazard.asset && isUp && isInTime && isHighEnough(alarm.level, level)
      );
    });
    return { ...hazard, leadMin: warning ? hazard.fromMin - minuteOf(warning.at) : null };
  });
  const answered = new Set(truth.hazards.map((hazard) => `${ANSWERS[hazard.kind].rule} ${hazard.asset}`));
  const cried = Object.values(ANSWERS);
  const falseAlarms = alarms.filter(
    (alarm) =>
      alarm.transition === 'raise' &&
      cried.some(({ rule, level }) => alarm.rule === rule && isHighEnough(alarm.level, level)) &&
      !answered.has(`${alarm.rule} ${alarm.asset}`),
  ).length;
  return {
    drill: name,
    seed: scenario.seed,
    hazards: rows.length,
    found: rows.filter((row) => row.leadMin !== null).length,
    falseAlarms,
    alarms: alarms.filter((alarm) => alarm.transition === 'raise').length,
    rows,
  };
}
