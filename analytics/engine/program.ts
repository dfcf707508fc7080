/** The expressions of a rule, made ready to run. One for all assets of the rule: the slots hold one asset at a time. */
import { type CelRun, type CelSlots, createCelRun } from '../rules/cel-program.ts';
import type { Rule, RuleLevel, WatchedAsset } from '../rules/rule.ts';

export interface RuleProgram {
  readonly names: CelSlots;
  /** Inputs, derived inputs, lets: of the binding whose inputs were read last. */
  readonly slots: Float64Array;
  readonly lets: readonly CelRun[];
  /** Per set of levels in force; nearly always the same for all assets. */
  levelsFor(levels: readonly RuleLevel[]): LevelProgram;
  attributesOf(watched: WatchedAsset): Float64Array;
}

export interface LevelProgram {
  readonly when: readonly CelRun[];
  readonly clear: readonly (CelRun | null)[];
  /** Whether any level's `when` holds. */
  readonly isAnyOn: CelRun;
}

export function createProgram(rule: Rule): RuleProgram {
  const names = {
    names: [...rule.inputs, ...rule.derived, ...rule.lets].map(({ name }) => name),
    attributes: [...new Set(rule.watched.flatMap(({ attributes }) => Object.keys(attributes)))].sort(),
  };
  const run = (expression: RuleLevel['when']) => createCelRun(expression, names);
  const known = new Map<readonly RuleLevel[], LevelProgram>();
  return {
    names,
    slots: new Float64Array(names.names.length),
    lets: rule.lets.map(({ expression }) => run(expression)),
    levelsFor: (levels) => {
      const made = known.get(levels) ?? {
        when: levels.map((level) => run(level.when)),
        clear: levels.map((level) => level.clear && run(level.clear)),
        isAnyOn: anyOf(levels.map((level) => run(level.when))),
      };
      known.set(levels, made);
      return made;
    },
    attributesOf: ({ attributes }) => Float64Array.from(names.attributes, (name) => attributes[name] ?? Number.NaN),
  };
}

function anyOf(runs: readonly CelRun[]): CelRun {
  const [only] = runs;
  if (runs.length === 1 && only) return only;
  return (s, a) => {
    for (let i = 0; i < runs.length; i++) if (runs[i]!(s, a) === true) return true;
    return false;
  };
}
