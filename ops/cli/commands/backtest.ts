import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type BackTest, runBackTest } from '@chengyun/analytics/backtest/back-test.ts';
import { readTruth, type TruthEvent } from '@chengyun/analytics/backtest/truth.ts';
import type { RuleFile } from '@chengyun/analytics/rules/load-rules.ts';
import { RuleError } from '@chengyun/analytics/rules/rule-error.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { pageOf } from '../../backtest/page.ts';
import { createProgressBar } from '../../backtest/progress-bar.ts';
import { openRuleWorld, type RuleWorld, readRuleFiles, rulesOrThrow } from '../../backtest/rule-world.ts';
import { spanOf, TIME_HELP } from '../../backtest/span.ts';
import { cityTime, linesOf } from '../../backtest/words.ts';
import { dataDirOf, withStore } from '../../installation.ts';
import { type Command, type CommandContext, EXIT } from '../command.ts';
import { timelineOf } from './risk.ts';

const STEP_MS_DEFAULT = 60_000;

function wholeOf(option: string | boolean | undefined, name: string, fallback: number): number {
  const value = Number(option ?? fallback);
  if (!Number.isInteger(value) || value < 1) throw new AppError('USAGE', `--${name} must be a whole number above 0.`);
  return value;
}

export function truthOf(file: string | boolean | undefined, world: RuleWorld): readonly TruthEvent[] | null {
  if (typeof file !== 'string') return null;
  try {
    return readTruth(file, readFileSync(file, 'utf8'), new Set(world.assets.map(({ id }) => id)));
  } catch (cause) {
    if (cause instanceof RuleError) throw new AppError('TRUTH', `The truth is refused. ${cause.message}`, { cause });
    throw new AppError('TRUTH', `The truth at ${file} cannot be read: ${(cause as Error).message}.`, { cause });
  }
}

/** Runs the back-test that the options ask for; progress goes to stderr. */
export async function backTestFrom(
  store: Store,
  options: CommandContext['options'],
  files: readonly RuleFile[] | null = typeof options.rules === 'string' ? readRuleFiles(options.rules) : null,
): Promise<BackTest> {
  const world = await openRuleWorld(store);
  const isAgainst = typeof options.against === 'string';
  const beside = isAgainst ? 'current' : 'nothing';
  const rules = rulesOrThrow(files ? world.load(files, beside) : world.current());
  const against = !isAgainst
    ? null
    : options.against === 'current'
      ? world.current().rules
      : rulesOrThrow(world.load(readRuleFiles(String(options.against)), 'current'));
  const timeline = await timelineOf(store, options.timeline);
  const { fromMs, toMs } = await spanOf(store, timeline, options);
  const bar = createProgressBar(process.stderr, () => systemClock.monotonicMs());
  const startedMs = systemClock.monotonicMs();
  let firstMs = Number.NaN;
  const report = await runBackTest(store, {
    ...{ timeline, fromMs, toMs, rules, against, truth: truthOf(options.truth, world) },
    operators: wholeOf(options.operators, 'operators', 1),
    ...(options.threads !== undefined && { threads: { count: wholeOf(options.threads, 'threads', 1), ...world } }),
    stepMs: wholeOf(options.step, 'step', STEP_MS_DEFAULT / 1000) * 1000,
    nowMs: () => systemClock.monotonicMs(),
    onProgress: ({ atMs, observations }) => {
      if (Number.isNaN(firstMs)) firstMs = atMs;
      const seconds = (systemClock.monotonicMs() - startedMs) / 1000;
      const times = Math.round((atMs - firstMs) / 1000 / Math.max(seconds, 1e-3));
      bar.show(
        (atMs - firstMs) / (toMs - firstMs),
        `${cityTime(atMs)}  ${observations} observations  ${times} x real time`,
      );
    },
  });
  bar.end();
  return report;
}

export const backtest: Command = {
  name: 'backtest',
  usage: '',
  summary: 'run rules over the stored history: fires, lead time, POD, FAR, operator load, what changes',
  options: {
    rules: { type: 'string', value: 'file|folder', summary: 'the rules to test (those that run now)' },
    from: { type: 'string', value: 'time', summary: TIME_HELP },
    to: { type: 'string', value: 'time', summary: 'the end; the newest observation when left out' },
    against: {
      type: 'string',
      value: 'current|path',
      summary: 'compare alarm by alarm with what runs now, or with other files',
    },
    truth: {
      type: 'string',
      value: 'file',
      summary: 'what happened: a YAML or JSON list of {asset, from, to, kind, level}',
    },
    timeline: { type: 'string', value: 'id', summary: 'whose history (the exercise that runs, else live)' },
    operators: { type: 'string', value: 'number', summary: 'people who share the calls (1)' },
    step: { type: 'string', value: 'seconds', summary: 'distance of ticks where the store has none (60)' },
    threads: { type: 'string', value: 'number', summary: 'spread the rules over so many worker threads' },
    html: { type: 'string', value: 'file', summary: 'write a page with the picture' },
    'data-dir': { type: 'string', value: 'folder', summary: 'the installation (./.chengyun)' },
  },
  async run({ args, options, print, json, note }) {
    if (args.length > 0) throw new AppError('USAGE', `"${args[0]}" is not expected; name rules with --rules.`);
    const report = await withStore(dataDirOf(options['data-dir']), (store) => backTestFrom(store, options));
    for (const line of linesOf(report)) print(line);
    if (typeof options.html === 'string') {
      const file = resolve(options.html);
      writeFileSync(file, pageOf(report));
      note(`  the picture is in ${file}`);
    }
    json(report);
    return EXIT.ok;
  },
};
