/**
 * json-rules-engine with the same five rules: it compares, windows and alarm states are kept beside it, because it knows
 * neither. Run as its own process with the minutes to warm up and the minutes to measure.
 */
import { createRequire } from 'node:module';
import { createPeerRule, eventsOf, PEER_RULES } from './peer-rule.ts';
import { createWorkload } from './workload.ts';

interface RulesEngine {
  addRule(rule: object): void;
  run(facts: object): Promise<{ readonly events: readonly { readonly type: string }[] }>;
}

const [warmText = '0', minutesText = '0'] = process.argv.slice(2);
const { Engine } = createRequire(new URL('../peers/package.json', import.meta.url))('json-rules-engine') as {
  Engine: new () => RulesEngine;
};

const rules = Array.from({ length: PEER_RULES }, (_, n) => createPeerRule(n));
const engine = new Engine();
for (const [n, { on, off }] of rules.entries()) {
  const isLast = n === PEER_RULES - 1;
  const compare = (operator: string, value: number) => ({ all: [{ fact: `value${n}`, operator, value }] });
  engine.addRule({
    conditions: compare(isLast ? 'greaterThan' : 'greaterThanInclusive', on),
    event: { type: `on${n}` },
  });
  engine.addRule({ conditions: compare(isLast ? 'lessThanInclusive' : 'lessThan', off), event: { type: `off${n}` } });
}

const next = createWorkload(1);
const [warm, minutes] = [Number(warmText), Number(minutesText)];
let events = 0;
let spentMs = 0;
let raised = 0;
for (let minute = 1; minute <= warm + minutes; minute++) {
  const batch = eventsOf(next());
  const beganMs = performance.now();
  for (const event of batch) {
    const measured = rules.map((rule) => rule.measure(event));
    if (measured[0] === null) continue;
    const facts = Object.fromEntries(measured.map((value, n) => [`value${n}`, value]));
    const said = new Set((await engine.run(facts)).events.map(({ type }) => type));
    for (const [n, rule] of rules.entries()) {
      if (rule.settle(event, said.has(`on${n}`), said.has(`off${n}`))) raised += 1;
    }
  }
  if (minute <= warm) continue;
  spentMs += performance.now() - beganMs;
  events += batch.length;
}
process.stdout.write(`${JSON.stringify({ events, seconds: spentMs / 1_000, raised })}\n`);
