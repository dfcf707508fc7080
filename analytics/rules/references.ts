/** Rules that read other rules: each must be there, and none may read itself, not even through others. */
import type { DerivedInput, Rule } from './rule.ts';
import { RuleError } from './rule-error.ts';

type RuleReference = Extract<DerivedInput, { of: 'rule' }>;

export function referencesOf(rule: Rule): readonly RuleReference[] {
  return rule.derived.filter((input): input is RuleReference => input.of === 'rule');
}

/** The rules and those of `all` whose state they read, directly or through others. */
export function withReferences(rules: readonly Rule[], all: readonly Rule[]): readonly Rule[] {
  const taken = new Map(rules.map((rule) => [rule.id, rule]));
  const queue = [...rules];
  for (let rule = queue.pop(); rule !== undefined; rule = queue.pop()) {
    for (const { rule: id } of referencesOf(rule)) {
      const found = taken.has(id) ? undefined : all.find((each) => each.id === id);
      if (!found) continue;
      taken.set(id, found);
      queue.push(found);
    }
  }
  return [...taken.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The rules that can run, and why the others cannot. A rule that reads a refused one is refused as well. */
export function checkReferences(rules: readonly Rule[]): { rules: Rule[]; problems: readonly RuleError[] } {
  const problems: RuleError[] = [];
  let left = new Map(rules.map((rule) => [rule.id, rule]));
  for (;;) {
    const wrong = new Map<string, RuleError>();
    for (const rule of left.values()) {
      const error = wrongReference(rule, left);
      if (error) wrong.set(rule.id, error);
    }
    if (wrong.size === 0) return { rules: [...left.values()], problems };
    problems.push(...wrong.values());
    left = new Map([...left].filter(([id]) => !wrong.has(id)));
  }
}

function wrongReference(rule: Rule, rules: ReadonlyMap<string, Rule>): RuleError | null {
  for (const reference of referencesOf(rule)) {
    if (!rules.has(reference.rule)) return new RuleError(reference.place, `unknown rule ${reference.rule}`);
    const circle = wayBack(rule.id, reference.rule, rules, []);
    if (circle) return new RuleError(reference.place, `rules read each other in a circle: ${circle.join(' reads ')}`);
  }
  return null;
}

/** The way from one rule by what it reads to `goal`, or null. */
function wayBack(
  goal: string,
  from: string,
  rules: ReadonlyMap<string, Rule>,
  path: readonly string[],
): readonly string[] | null {
  if (from === goal) return [goal, ...path, goal];
  if (path.includes(from)) return null;
  const rule = rules.get(from);
  for (const reference of rule ? referencesOf(rule) : []) {
    const way = wayBack(goal, reference.rule, rules, [...path, from]);
    if (way) return way;
  }
  return null;
}
