/**
 * A headless Node-RED with one flow: an entry, five function nodes with the rules, a counter. Run as its own process with
 * the folder for its files, the minutes to warm up and the minutes to measure.
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { conditions, createPeerRule, eventsOf, PEER_RULES } from './peer-rule.ts';
import { createWorkload } from './workload.ts';

interface RedNode {
  receive(message: object): void;
}
interface Red {
  init(server: null, settings: object): void;
  start(): Promise<void>;
  stop(): Promise<void>;
  readonly nodes: { getNode(id: string): RedNode | null };
}

const [folder = '', warmText = '0', minutesText = '0'] = process.argv.slice(2);
const RED = createRequire(new URL('../peers/package.json', import.meta.url))('node-red') as Red;

const tally = { done: 0, said: 0, raised: 0 };
/** One function node: measure, compare, keep the alarm; says something only when the alarm is raised. */
const CODE = (n: number) => `
const rule = context.get('rule') || global.get('createRule')(${n});
context.set('rule', rule);
const tally = global.get('tally');
const value = rule.measure(msg.payload);
let raised = false;
if (value !== null) {
  const [isOn, isOff] = global.get('conditions')(${n}, rule, value);
  raised = rule.settle(msg.payload, isOn, isOff);
}
tally.done += 1;
if (raised) tally.said += 1;
return raised ? msg : null;`;
const rules = Array.from({ length: PEER_RULES }, (_, n) => ({
  ...{ id: `rule${n}`, type: 'function', z: 'tab', name: `rule ${n}`, func: CODE(n), outputs: 1, wires: [['count']] },
}));
const entry = { id: 'entry', type: 'function', z: 'tab', name: 'entry', func: 'return msg;', outputs: 1 };
/** Without a place on the canvas Node-RED takes a node for a configuration. */
const PLACE = { x: 100, y: 100 };
const flows = [
  { id: 'tab', type: 'tab', label: 'rules' },
  { ...entry, ...PLACE, wires: [rules.map(({ id }) => id)] },
  ...rules.map((rule) => ({ ...rule, ...PLACE })),
  {
    id: 'count',
    type: 'function',
    z: 'tab',
    ...PLACE,
    func: "global.get('tally').raised += 1; return null;",
    outputs: 1,
    wires: [[]],
  },
];

writeFileSync(join(folder, 'flows.json'), JSON.stringify(flows));
RED.init(null, {
  ...{
    userDir: folder,
    flowFile: 'flows.json',
    credentialSecret: false,
    httpAdminRoot: false,
    httpNodeRoot: false,
    disableEditor: true,
    telemetry: { enabled: false },
  },
  logging: { console: { level: 'error', metrics: false, audit: false } },
  functionGlobalContext: { createRule: createPeerRule, conditions, tally },
});
await RED.start();
const inlet = await ready();

const next = createWorkload(1);
const [warm, minutes] = [Number(warmText), Number(minutesText)];
let events = 0;
let spentMs = 0;
for (let minute = 1; minute <= warm + minutes; minute++) {
  const batch = eventsOf(next());
  const goal = tally.done + batch.length * PEER_RULES;
  const beganMs = performance.now();
  for (const payload of batch) inlet.receive({ payload });
  while (tally.done < goal || tally.raised < tally.said) await new Promise(setImmediate);
  if (minute <= warm) continue;
  spentMs += performance.now() - beganMs;
  events += batch.length;
}
process.stdout.write(`${JSON.stringify({ events, seconds: spentMs / 1_000, raised: tally.raised })}\n`);
await RED.stop();
process.exit(0);

/** The flow is deployed when its entry is there. */
async function ready(): Promise<RedNode> {
  for (let turn = 0; turn < 10_000; turn++) {
    const node = RED.nodes.getNode('entry');
    if (node && RED.nodes.getNode('count')) return node;
    await new Promise(setImmediate);
  }
  throw new Error('the flow did not start');
}
