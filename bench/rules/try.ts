import { measureEngine } from './engine-rate.ts';
import { type RuleCount, ruleSet } from './rule-sets.ts';

const n = Number(process.argv[2] ?? 50) as RuleCount;
const rules = ruleSet(n);
const r = measureEngine(rules, Number(process.argv[3] ?? 40), 15, () => performance.now());
console.log(n, JSON.stringify(r), 'per transition', r.observations / r.transitions);
