/**
 * A scenario at full speed through the rules engine alone, scored hazard by hazard against its sealed truth: was it
 * found, how long before it began, and what was cried without cause.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine } from '@chengyun/analytics/engine/engine.ts';
import { loadRules } from '@chengyun/analytics/rules/load-rules.ts';
import type { AlarmRecord, TelemetryRecord } from '@chengyun/contracts';
import { DOMAINS, metricStandards } from '@chengyun/domains/index.ts';
import { createCity, STEP_MS } from '@chengyun/simulators/city/city.ts';
import { scenarioNamed } from '@chengyun/simulators/scenarios/index.ts';
import { type Truth, truthOf } from '@chengyun/simulators/scenarios/truth.ts';
import { stationDevice } from '@chengyun/simulators/stations.ts';
import { ROOT } from '../root.ts';
import { type DrillReport, scoreScenario } from './score-scenario.ts';

const TIMELINE = 'exercise:drill';

/** The sealed file for the scenario's own seed; for another seed the truth that the city makes of it. */
export function truthFor(name: string, seed: number | undefined): Truth {
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
  const { startMs } = scenarioNamed(name, seed);
  return scoreScenario(truthFor(name, seed), runScenario(name, seed), startMs);
}
