import { AppError } from '@chengyun/platform/service/service.ts';
import type { Scenario } from './scenario.ts';
import { typhoon } from './typhoon/scenario.ts';

/** The only list of scenarios. */
const SCENARIOS: Readonly<Record<string, (seed?: number) => Scenario>> = { typhoon };

export const SCENARIO_NAMES: readonly string[] = Object.keys(SCENARIOS);

/** Throws AppError UNKNOWN_SCENARIO with the names that exist. */
export function scenarioNamed(name: string, seed?: number): Scenario {
  const build = SCENARIOS[name];
  if (!build) {
    throw new AppError('UNKNOWN_SCENARIO', `There is no scenario "${name}"; there is: ${SCENARIO_NAMES.join(', ')}.`);
  }
  return build(seed);
}
