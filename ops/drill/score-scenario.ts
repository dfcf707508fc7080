/** Alarms of one run of the city against its sealed truth, hazard by hazard; the same for the engine alone and for live. */
import { type AlarmRecord, LEVEL_FACTS, type Level } from '@chengyun/contracts';
import { STEP_MS } from '@chengyun/simulators/city/city.ts';
import type { Hazard, HazardKind, Truth } from '@chengyun/simulators/scenarios/truth.ts';
import type { DrillCase } from './set-score.ts';

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
  /** Of these, those that say that a station is silent. */
  readonly silences: number;
  readonly rows: readonly DrillRow[];
  readonly cases: readonly DrillCase[];
  /** Minutes since the scenario began at which people were called. */
  readonly callsMin: readonly number[];
}

interface Answer {
  readonly rule: string;
  /** From this level on. */
  readonly level: Level;
  /** Water that is foreseen is warned of; what a station can only see when it is there is reported. */
  readonly is: 'warned' | 'reported';
}

/** Which rule answers for which hazard. */
const ANSWERS: Readonly<Record<HazardKind, Answer>> = {
  overtop: { rule: 'flood.overtopping', level: 'orange', is: 'warned' },
  'tide-warning': { rule: 'flood.tide-level', level: 'blue', is: 'reported' },
  'underpass-close': { rule: 'flood.underpass', level: 'orange', is: 'warned' },
  'pump-trip': { rule: 'flood.pump-tripped', level: 'blue', is: 'reported' },
};

export const isWarned = (kind: string): boolean => ANSWERS[kind as HazardKind]?.is === 'warned';

/** An alarm up to this long before a hazard counts as its warning. */
const WARNING_MIN_MAX = 240;
const SILENCE = 'no-data';

export function scoreScenario(truth: Truth, alarms: readonly AlarmRecord[], startMs: number): DrillReport {
  const minuteOf = (ms: number) => Math.round((ms - startMs) / STEP_MS);
  const isHighEnough = (level: Level, wanted: Level) => LEVEL_FACTS[level].rank >= LEVEL_FACTS[wanted].rank;
  const isInTime = ({ at }: AlarmRecord, { fromMin, toMin }: Hazard) =>
    minuteOf(at) >= fromMin - WARNING_MIN_MAX && minuteOf(at) <= toMin;
  const kindOf = ({ rule, level, condition }: AlarmRecord): HazardKind | null => {
    // That a station fell silent is said of the station, not of the water.
    if (condition === SILENCE) return null;
    const found = Object.entries(ANSWERS).find(([, one]) => one.rule === rule && isHighEnough(level, one.level));
    return (found?.[0] as HazardKind | undefined) ?? null;
  };
  const rows = truth.hazards.map((hazard): DrillRow => {
    const warning = alarms.find(
      (alarm) =>
        kindOf(alarm) === hazard.kind &&
        alarm.asset === hazard.asset &&
        (alarm.transition === 'raise' || alarm.transition === 'escalate') &&
        isInTime(alarm, hazard),
    );
    return { ...hazard, leadMin: warning ? hazard.fromMin - minuteOf(warning.at) : null };
  });
  const { seed } = truth;
  const cried = alarms.flatMap((alarm): DrillCase[] => {
    const kind = alarm.transition === 'raise' ? kindOf(alarm) : null;
    if (kind === null) return [];
    const isMeant = truth.hazards.some(
      (hazard) => hazard.kind === kind && hazard.asset === alarm.asset && isInTime(alarm, hazard),
    );
    const place = { seed, kind, asset: alarm.asset, atMin: minuteOf(alarm.at), leadMin: null };
    return isMeant ? [] : [{ ...place, outcome: 'false' }];
  });
  const judged = rows.map(({ kind, asset, fromMin: atMin, leadMin }): DrillCase => {
    const outcome = leadMin === null ? 'missed' : 'found';
    return { seed, outcome, kind, asset, atMin, leadMin };
  });
  return {
    ...{ drill: truth.scenario, seed, hazards: rows.length, rows, cases: [...judged, ...cried] },
    found: rows.filter((row) => row.leadMin !== null).length,
    falseAlarms: cried.length,
    alarms: alarms.filter((alarm) => alarm.transition === 'raise').length,
    silences: alarms.filter(({ transition, condition }) => transition === 'raise' && condition === SILENCE).length,
    callsMin: alarms.filter(({ call }) => call !== null).map(({ at }) => minuteOf(at)),
  };
}
