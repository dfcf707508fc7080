import { explainAt, type PastExplanation } from '@chengyun/analytics/backtest/explain-at.ts';
import type { LoadedRules } from '@chengyun/analytics/rules/load-rules.ts';
import type { AlarmRecord } from '@chengyun/contracts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { readRuleText } from '@chengyun/platform/store/rule-versions.ts';
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
  /** Version that raised the alarm which is asked about. */
  readonly version?: number;
}

async function questionOf(store: Store, { args, options }: CommandContext): Promise<Question> {
  const [first, asset, ...more] = args;
  if (first === undefined || more.length > 0) throw new AppError('USAGE', 'name an alarm, or a rule and an asset.');
  if (asset === undefined) return questionAboutAlarm(store, first, options.at);
  const timeline = await timelineOf(store, options.timeline);
  const { toMs } = await historySpan(store, timeline);
  const atMs = typeof options.at === 'string' ? timeOf(options.at, 'at', toMs) : toMs - 1;
  return { timeline, rule: first, asset, atMs };
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

/** What runs now, with the version that raised the alarm in its place where the store has it. */
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
    timeline: { type: 'string', value: 'id', summary: 'whose history (the exercise that runs, else live)' },
    'data-dir': { type: 'string', value: 'folder', summary: 'the installation (./.chengyun)' },
  },
  async run(context) {
    const found = await withStore(dataDirOf(context.options['data-dir']), async (store) => {
      const question = await questionOf(store, context);
      const world = await openRuleWorld(store);
      const { rules, problems } = await rulesFor(store, world, question);
      const past: PastExplanation = await explainAt(store, {
        ...question,
        ...{ rules, assets: world.assets, problems: problems.map(({ message }) => message), stepMs: STEP_MS },
      });
      return { question, past };
    });
    const { version } = found.question;
    for (const line of explanationLines(found.past)) context.print(line);
    const running = found.past.explanation.ruleVersion;
    if (version !== undefined && version !== running) {
      context.note(
        `  the alarm was raised by version ${version} of the rule, whose text is not in the store; explained by version ${running}`,
      );
    }
    context.json(found.past);
    return EXIT.ok;
  },
};
