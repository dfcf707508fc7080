import { explainAt, type PastExplanation } from '@chengyun/analytics/backtest/explain-at.ts';
import type { LoadedRules } from '@chengyun/analytics/rules/load-rules.ts';
import { IN_SHADOW } from '@chengyun/analytics/service/shadow-run.ts';
import { type AlarmRecord, foldRuleSteps } from '@chengyun/contracts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { readRuleSteps, readRuleText } from '@chengyun/platform/store/rule-versions.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { explanationLines } from '../../backtest/explanation-words.ts';
import { openRuleWorld, type RuleWorld } from '../../backtest/rule-world.ts';
import { historySpan, TIME_HELP, timeOf } from '../../backtest/span.ts';
import { dataDirOf, withStore } from '../../installation.ts';
import { type Command, type CommandContext, EXIT } from '../command.ts';
import { timelineOf } from './risk.ts';

const STEP_MS = 60_000;

interface Question {
  readonly timeline: string;
  readonly rule: string;
  readonly asset: string;
  readonly atMs: number;
  readonly sinceMs?: number;
  /** Version that is asked about, or that raised the alarm which is asked about. */
  readonly version?: number;
}

async function questionOf(store: Store, { args, options }: CommandContext): Promise<Question> {
  const [first, asset, ...more] = args;
  if (first === undefined || more.length > 0) throw new AppError('USAGE', 'name an alarm, or a rule and an asset.');
  if (asset === undefined) return questionAboutAlarm(store, first, options.at);
  const timeline = await timelineOf(store, options.timeline);
  const { toMs } = await historySpan(store, timeline);
  const atMs = typeof options.at === 'string' ? timeOf(options.at, 'at', toMs) : toMs - 1;
  const version = versionOf(options.version);
  return { timeline, rule: first, asset, atMs, ...(version === null ? {} : { version }) };
}

async function questionAboutAlarm(store: Store, id: string, at: string | boolean | undefined): Promise<Question> {
  const { rows } = await store.query<{ body: AlarmRecord }>(
    'SELECT body FROM alarm_transitions WHERE alarm = $1 ORDER BY log_offset',
    [id],
  );
  const [first] = rows.map(({ body }) => body);
  if (first === undefined) throw new AppError('NO_ALARM', `There is no alarm ${id} in the store.`);
  const peak = rows
    .map(({ body }) => body)
    .find(({ level, peak }) => level === peak && peak === rows.at(-1)?.body.peak);
  const { tl: timeline, rule, asset, raisedAt, ruleVersion: version } = first;
  const { toMs } = await historySpan(store, timeline);
  const atMs = typeof at === 'string' ? timeOf(at, 'at', toMs) : (peak ?? first).at;
  return { timeline, rule, asset, atMs, sinceMs: raisedAt, version };
}

/** Throws AppError USAGE. */
function versionOf(option: string | boolean | undefined): number | null {
  if (option === undefined) return null;
  const version = Number(option);
  if (!Number.isInteger(version) || version < 1) {
    throw new AppError('USAGE', '--version must be a whole number above 0.');
  }
  return version;
}

/** The version of the rule that runs in shadow: the one that is asked about, or any where none is in force. */
async function shadowVersion(store: Store, { rule, version }: Question, isInForce: boolean): Promise<number | null> {
  const found = foldRuleSteps(await readRuleSteps(store)).shadow.find(
    (one) => one.rule === rule && (version === undefined ? !isInForce : one.version === version),
  );
  return found?.version ?? null;
}

/** What runs now, with the version that is meant in its place where the store has it. */
async function rulesFor(store: Store, world: RuleWorld, { rule, version }: Question): Promise<LoadedRules> {
  const current = world.current();
  if (version === undefined || current.rules.some((one) => one.id === rule && one.version === version)) return current;
  const found = await readRuleText(store, rule, version);
  return found ? world.load([{ file: `rules/${rule}@${version}.yaml`, text: found.text }], 'current') : current;
}

export const explain: Command = {
  name: 'explain',
  usage: '<alarm> | <rule> <asset>',
  summary: 'why an alarm stands, or why a rule is silent on an asset',
  options: {
    at: { type: 'string', value: 'time', summary: `when (the newest moment; when an alarm was highest): ${TIME_HELP}` },
    version: {
      type: 'string',
      value: 'number',
      summary: 'which version of the rule, also one in shadow (the one in force, else the one in shadow)',
    },
    timeline: { type: 'string', value: 'id', summary: 'whose history (the exercise that runs, else live)' },
    'data-dir': { type: 'string', value: 'folder', summary: 'the installation (./.chengyun)' },
  },
  async run(context) {
    const found = await withStore(dataDirOf(context.options['data-dir']), async (store) => {
      const asked = await questionOf(store, context);
      const world = await openRuleWorld(store);
      const isInForce = world.current().rules.some(({ id }) => id === asked.rule);
      const shadow = await shadowVersion(store, asked, isInForce);
      const question = shadow === null ? asked : { ...asked, version: shadow };
      const { rules, problems } = await rulesFor(store, world, question);
      const replayed: PastExplanation = await explainAt(store, {
        ...question,
        ...{ rules, assets: world.assets, problems: problems.map(({ message }) => message), stepMs: STEP_MS },
      });
      const { explanation } = replayed;
      const isShadow = shadow !== null && explanation.ruleVersion === shadow;
      const said = { ...explanation, inShadow: true, reasons: [IN_SHADOW, ...explanation.reasons] };
      const past: PastExplanation = isShadow ? { ...replayed, explanation: said } : replayed;
      return { question, past, isAboutAlarm: context.args.length === 1 };
    });
    const { version } = found.question;
    for (const line of explanationLines(found.past)) context.print(line);
    const running = found.past.explanation.ruleVersion;
    if (version !== undefined && version !== running) {
      const why = found.isAboutAlarm
        ? `the alarm was raised by version ${version}`
        : `version ${version} was asked for`;
      context.note(`  ${why} of the rule, whose text is not in the store; explained by version ${running}`);
    }
    context.json(found.past);
    return EXIT.ok;
  },
};
