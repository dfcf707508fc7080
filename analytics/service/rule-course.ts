/**
 * Which rules run at which place of the log. Steps of rules' versions are facts; the set of a tick is a fold over the
 * steps before the tick's offset of facts, over the files of the domains. Texts come from the store, whose versions
 * never change; a text that is not what its fact says is refused.
 */
import { createHash } from 'node:crypto';
import { courseKey, foldRuleSteps, type RuleCourse, type RuleStep, type RuleVersionState } from '@chengyun/contracts';
import { NO_CHANGES, type RuleChanges, type RuleFile } from '../rules/load-rules.ts';
import { withReferences } from '../rules/references.ts';
import type { Rule } from '../rules/rule.ts';
import type { RuleSet } from './rule-set.ts';

/** What runs: the set that speaks, and the rules in shadow. */
export interface RunningRules {
  /** Equal for equal sets; empty for the files alone. */
  readonly key: string;
  readonly set: RuleSet;
  /** The rules in shadow, and those that they read. */
  readonly shadow: readonly Rule[];
  readonly shadowIds: ReadonlySet<string>;
}

export interface RuleTexts {
  /** null when the store does not have it. */
  ruleText(rule: string, version: number): Promise<string | null>;
}

export interface CourseDeps {
  readonly texts: RuleTexts;
  /** Loads the domains' rules with these changes. */
  readonly load: (changes: RuleChanges) => RuleSet;
  readonly onProblem: (sentence: string) => void;
}

export interface RuleCourses {
  /** The rules after these steps; kept until `forget`. */
  runningAfter(steps: readonly RuleStep[]): Promise<RunningRules>;
  /** Files or assets changed: everything is loaded anew. */
  forget(): void;
}

export const storedFile = ({ rule, version }: Pick<RuleVersionState, 'rule' | 'version'>) =>
  `rules/${rule}@${version}.yaml`;

export function createRuleCourses({ texts, load, onProblem }: CourseDeps): RuleCourses {
  const known = new Map<string, RunningRules>();

  const fileOf = async (version: RuleVersionState): Promise<RuleFile | null> => {
    const text = await texts.ruleText(version.rule, version.version);
    if (text !== null && createHash('sha256').update(text).digest('hex') === version.sha256) {
      return { file: storedFile(version), text };
    }
    onProblem(
      `${storedFile(version)}: the store ${text === null ? 'lacks this text' : 'has another text than was approved'}`,
    );
    return null;
  };
  const filesOf = async (versions: readonly RuleVersionState[]) =>
    (await Promise.all(versions.map(fileOf))).filter((file) => file !== null);

  const build = async (key: string, { inForce, shadow }: RuleCourse): Promise<RunningRules> => {
    const live = await filesOf([...inForce.values()].filter((version) => version !== null));
    const out = [...inForce].filter(([, version]) => version === null).map(([rule]) => rule);
    const set = load({ instead: live, without: new Set(out) });
    const shadowFiles = await filesOf(shadow);
    const ids = new Set(shadow.map(({ rule }) => rule));
    const rest = live.filter(({ file }) => !ids.has(file.slice('rules/'.length, file.lastIndexOf('@'))));
    const beside = shadowFiles.length > 0 ? load({ instead: [...rest, ...shadowFiles], without: new Set(out) }) : null;
    const names = new Set(shadowFiles.map(({ file }) => file));
    const own = beside?.rules.filter(({ file }) => names.has(file)) ?? [];
    for (const { file } of shadowFiles) {
      if (!own.some((rule) => rule.file === file)) onProblem(`${file} does not load and does not run in shadow`);
    }
    return { key, set, shadow: withReferences(own, beside?.rules ?? []), shadowIds: new Set(own.map(({ id }) => id)) };
  };

  return {
    runningAfter: async (steps) => {
      const course = foldRuleSteps(steps);
      const key = courseKey(course);
      let running = known.get(key);
      if (running === undefined) {
        running =
          steps.length === 0
            ? { key, set: load(NO_CHANGES), shadow: [], shadowIds: new Set() }
            : await build(key, course);
        known.set(key, running);
      }
      return running;
    },
    forget: () => known.clear(),
  };
}
