/** The made sets that can be drilled, each with the rules that answer for it and the marks that must hold. */
import { loadRules } from '@chengyun/analytics/rules/load-rules.ts';
import type { Rule } from '@chengyun/analytics/rules/rule.ts';
import type { Asset } from '@chengyun/contracts';
import { DOMAINS, metricStandards } from '@chengyun/domains/index.ts';
import { STORM_ASSETS, STORM_MARKS } from '@chengyun/simulators/scenarios/storm/set.ts';
import { SURGE_ASSETS, SURGE_MARKS } from '@chengyun/simulators/scenarios/surge/set.ts';
import { UNDERPASS_ASSETS, UNDERPASS_MARKS } from '@chengyun/simulators/scenarios/underpass/set.ts';
import { scoreAlarmStorms } from './score-alarm-storms.ts';
import { scoreStorms } from './score-storms.ts';
import { scoreSurges } from './score-surges.ts';
import type { Mark, SetScore } from './set-score.ts';

export interface DrillSet {
  readonly name: string;
  readonly marks: Readonly<Record<string, Mark>>;
  readonly assets: readonly Asset[];
  readonly rules: readonly string[];
  readonly score: (rules: readonly Rule[], seeds: Iterable<number>, note: (seed: number) => void) => SetScore;
}

export const DRILL_SETS: readonly DrillSet[] = [
  { name: 'surge', marks: SURGE_MARKS, assets: SURGE_ASSETS, rules: ['flood.overtopping'], score: scoreSurges },
  {
    ...{ name: 'underpass', marks: UNDERPASS_MARKS, assets: UNDERPASS_ASSETS },
    ...{ rules: ['flood.depth-stuck', 'flood.underpass', 'flood.pump-tripped'], score: scoreStorms },
  },
  {
    ...{ name: 'storm', marks: STORM_MARKS, assets: STORM_ASSETS },
    ...{ rules: ['flood.depth-stuck', 'flood.underpass'], score: scoreAlarmStorms },
  },
];

/** Throws when a rule of the set is refused or does not watch the place of the set: a silent rule would score 0. */
export function runSet(set: DrillSet, seeds: Iterable<number>, note: (seed: number) => void): SetScore {
  const ids = new Set(set.assets.map(({ id }) => id));
  const assets = [...DOMAINS.flatMap((domain) => domain.assets), ...set.assets];
  const { rules, problems } = loadRules(DOMAINS, metricStandards(), assets);
  if (problems[0]) throw problems[0];
  const own = set.rules.map((name): Rule => {
    const rule = rules.find(({ id }) => id === name);
    const watched = rule?.watched.filter(({ asset }) => ids.has(asset.id)) ?? [];
    if (!rule || watched.length === 0) throw new Error(`the set ${set.name} needs the rule ${name}`);
    return { ...rule, watched };
  });
  return set.score(own, seeds, note);
}
