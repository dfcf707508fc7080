/**
 * The life of a rule's version from the command line: `rules submit`, `rules backtest`, `rules approve`, `rules shadow`,
 * `rules live`, `rules retire`, `rules rollback`, `rules list`, `rules history`. Each acts as a person, through the
 * console; nothing here writes to the log or the store.
 */
import { basename } from 'node:path';
import { cityTime, summaryOf } from '@chengyun/analytics/backtest/summary.ts';
import type { RuleStepKind, RuleVersionState } from '@chengyun/contracts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { readRuleFiles } from '../../backtest/rule-world.ts';
import { TIME_HELP } from '../../backtest/span.ts';
import { linesOf } from '../../backtest/words.ts';
import { consoleUrlOf, dataDirOf, withStore } from '../../installation.ts';
import { type ConsoleClient, passwordOf, signInAt } from '../../rules/console-client.ts';
import { type Command, type CommandContext, EXIT } from '../command.ts';
import { backTestFrom } from './backtest.ts';

const PERSON = {
  as: {
    type: 'string',
    value: 'account',
    summary: 'who acts (engineer); the password from CHENGYUN_PASSWORD or asked for',
  },
  console: { type: 'string', value: 'url', summary: 'the console (that of the running city)' },
  'data-dir': { type: 'string', value: 'folder', summary: 'the installation (./.chengyun)' },
} as const;
const VERSION = { type: 'string', value: 'number', summary: 'which version (the newest)' } as const;
const NOTE = { type: 'string', value: 'text', summary: 'why, for the record' } as const;

/** Signs in, does the work, signs out. */
async function asPerson<T>(
  { options }: CommandContext,
  work: (client: ConsoleClient, store: Store) => Promise<T>,
): Promise<T> {
  const account = typeof options.as === 'string' ? options.as : 'engineer';
  return withStore(dataDirOf(options['data-dir']), async (store, { basePort }) => {
    const url = typeof options.console === 'string' ? options.console.replace(/\/$/, '') : consoleUrlOf(basePort);
    const password = await passwordOf(account);
    const client = await signInAt({ url, account, password, nowMs: () => systemClock.nowMs() });
    try {
      return await work(client, store);
    } finally {
      await client.close();
    }
  });
}

async function versionsOf(client: ConsoleClient, rule?: string): Promise<readonly RuleVersionState[]> {
  const { rules } = await client.get<{ rules: RuleVersionState[] }>('/api/rules');
  return rule === undefined ? rules : rules.filter((one) => one.rule === rule);
}

/** The version that is meant. Throws AppError USAGE that names the rule. */
async function versionOf(client: ConsoleClient, { args, options }: CommandContext): Promise<RuleVersionState> {
  const [rule, ...more] = args;
  if (rule === undefined || more.length > 0) throw new AppError('USAGE', 'name one rule.');
  const known = await versionsOf(client, rule);
  const wanted = options.version === undefined ? known.at(-1)?.version : Number(options.version);
  const found = known.find(({ version }) => version === wanted);
  if (found) return found;
  const versions = known.map(({ version }) => version).join(', ') || 'none';
  throw new AppError('USAGE', `There is no version ${options.version ?? ''} of ${rule}; handed in were: ${versions}.`);
}

function stepCommand(step: RuleStepKind, summary: string): Command {
  return {
    name: `rules ${step}`,
    usage: '<rule>',
    summary,
    options: { version: VERSION, note: NOTE, ...PERSON },
    async run(context) {
      const result = await asPerson(context, async (client) => {
        const { rule, version } = await versionOf(client, context);
        const note = typeof context.options.note === 'string' ? { note: context.options.note } : {};
        await client.post(`/api/rules/${rule}/${version}/${step}`, note);
        return versionsOf(client, rule);
      });
      for (const one of result) context.print(line(one));
      context.json(result);
      return EXIT.ok;
    },
  };
}

function line({ rule, version, state, author, approvedBy }: RuleVersionState): string {
  return `${rule.padEnd(28)} v${String(version).padEnd(4)} ${state.padEnd(9)} by ${author}${approvedBy ? `, approved by ${approvedBy}` : ''}`;
}

const rulesList: Command = {
  name: 'rules list',
  usage: '[rule]',
  summary: 'the versions of rules that were handed in, and where each stands',
  options: PERSON,
  async run(context) {
    const found = await asPerson(context, (client) => versionsOf(client, context.args[0]));
    for (const one of found) context.print(line(one));
    if (found.length === 0) context.print('no version was handed in: every rule runs as its file says');
    context.json(found);
    return EXIT.ok;
  },
};

const rulesHistory: Command = {
  name: 'rules history',
  usage: '<rule>',
  summary: 'who took which step with the versions of a rule, and when',
  options: PERSON,
  async run(context) {
    const [rule] = context.args;
    if (rule === undefined) throw new AppError('USAGE', 'name one rule.');
    const steps = await asPerson(context, async (client) =>
      (await versionsOf(client, rule)).flatMap((one) => one.steps),
    );
    const ordered = [...steps].sort((a, b) => a.offset - b.offset);
    for (const { at, version, step, actor, note } of ordered) {
      context.print(`${cityTime(at)}  v${String(version).padEnd(4)} ${step.padEnd(9)} ${actor.padEnd(12)} ${note}`);
    }
    context.json(ordered);
    return EXIT.ok;
  },
};

const rulesSubmit: Command = {
  name: 'rules submit',
  usage: '<file>',
  summary: 'hand in a version of a rule as a draft; refused with file, line and column when it is wrong',
  options: { note: NOTE, ...PERSON },
  async run(context) {
    const [path, ...more] = context.args;
    if (path === undefined || more.length > 0) throw new AppError('USAGE', 'name one rule file.');
    const [file] = readRuleFiles(path);
    const note = typeof context.options.note === 'string' ? { note: context.options.note } : {};
    const body = { file: basename(path), text: file!.text, ...note };
    const answer = await asPerson(context, (client) =>
      client.post<{ rule: string; version: number }>('/api/rules', body),
    );
    context.print(`${answer.rule} v${answer.version} is a draft; next: npx chengyun rules backtest ${answer.rule}`);
    context.json(answer);
    return EXIT.ok;
  },
};

const rulesBacktest: Command = {
  name: 'rules backtest',
  usage: '<rule>',
  summary: 'back-test a draft against what runs now and put the figures beside it',
  options: {
    version: VERSION,
    from: { type: 'string', value: 'time', summary: TIME_HELP },
    to: { type: 'string', value: 'time', summary: 'the end; the newest observation when left out' },
    truth: { type: 'string', value: 'file', summary: 'what happened, as for backtest' },
    timeline: { type: 'string', value: 'id', summary: 'whose history (the exercise that runs, else live)' },
    ...PERSON,
  },
  async run(context) {
    const report = await asPerson(context, async (client, store) => {
      const { rule, version } = await versionOf(client, context);
      const { text } = await client.get<{ text: string }>(`/api/rules/${rule}/${version}`);
      const files = [{ file: `rules/${rule}@${version}.yaml`, text }];
      const test = await backTestFrom(store, { ...context.options, against: 'current' }, files);
      const summary = summaryOf(test);
      await client.post(`/api/rules/${rule}/${version}/backtest`, { backtest: summary, note: summary.sentence });
      return test;
    });
    for (const each of linesOf(report)) context.print(each);
    context.json(summaryOf(report));
    return EXIT.ok;
  },
};

export const RULE_LIFE: readonly Command[] = [
  rulesList,
  rulesSubmit,
  rulesBacktest,
  stepCommand('approve', 'approve a back-tested version; a second person, never its author'),
  stepCommand('shadow', 'let an approved version run along: it counts and tells nobody'),
  stepCommand('live', 'put a version in force in place of the one that runs'),
  stepCommand('retire', 'take a version out; nothing stands in its place'),
  stepCommand('rollback', "take back the rule's last change in force, in one step"),
  rulesHistory,
];
