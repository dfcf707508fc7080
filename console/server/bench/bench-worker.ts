/**
 * Runs one job of the test bench in a thread of its own, so that nobody at a desk waits for it: the cases of a rule, or
 * its text over the stored history against what runs now.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { runBackTest } from '@chengyun/analytics/backtest/back-test.ts';
import type { Episode } from '@chengyun/analytics/backtest/episodes.ts';
import { summaryOf } from '@chengyun/analytics/backtest/summary.ts';
import { runRuleCases } from '@chengyun/analytics/cases/run-rule-cases.ts';
import { loadRules, type RuleFile, ruleIdIn } from '@chengyun/analytics/rules/load-rules.ts';
import { withReferences } from '@chengyun/analytics/rules/references.ts';
import type { Rule } from '@chengyun/analytics/rules/rule.ts';
import { cityAssets, DOMAINS, metricStandards } from '@chengyun/domains/index.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { listAssets } from '@chengyun/platform/store/assets.ts';
import { createStore, type Store } from '@chengyun/platform/store/store.ts';
import { listSeries, readingSpan, tickSpan } from '@chengyun/platform/store/stored-records.ts';
import type { Bar, BenchMessage, BenchRequest, BenchResult } from './bench-job.ts';

const BARS_MAX = 2000;
const STEP_MS = 60_000;
const TELL_EVERY_MS = 250;

const { databaseUrl, request } = workerData as { databaseUrl: string; request: BenchRequest };
const tell = (message: BenchMessage): void => parentPort?.postMessage(message);

const store = await createStore({ databaseUrl, poolMax: 2, clock: systemClock });
try {
  tell({ say: 'done', result: await run(store) });
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  tell({ say: 'failed', message: error.message });
} finally {
  await store.close();
}

async function run(open: Store): Promise<BenchResult> {
  const { draft, changes, job } = request;
  const assets = cityAssets(DOMAINS, await listAssets(open));
  const id = ruleIdIn(draft.text)?.id ?? '';
  const others = changes.instead.filter(({ text }) => ruleIdIn(text)?.id !== id);
  const load = (instead: readonly RuleFile[]) =>
    loadRules(DOMAINS, metricStandards(DOMAINS), assets, { instead, without: new Set(changes.without) });
  const { rules, problems } = load([...others, draft]);
  const own = rules.find(({ file }) => file === draft.file);
  if (!own)
    throw new AppError(
      'RULES',
      problems.find(({ place }) => place.file === draft.file)?.message ?? `${id} does not load.`,
    );
  if (job.kind === 'cases') {
    const domain = DOMAINS.find((each) => each.id === own.domain)!;
    return { kind: 'cases', results: runRuleCases(domain, own.id, rules) };
  }
  const now = load(changes.instead).rules;
  return backTest(
    open,
    job.timeline,
    job.hours,
    withReferences([own], rules),
    withReferences(
      now.filter((rule) => rule.id === own.id),
      now,
    ),
    own.id,
  );
}

async function backTest(
  open: Store,
  timeline: string,
  hours: number,
  rules: readonly Rule[],
  against: readonly Rule[],
  id: string,
): Promise<BenchResult> {
  const { fromMs, toMs } = await spanOf(open, timeline, hours);
  let toldMs = Number.NEGATIVE_INFINITY;
  const report = await runBackTest(open, {
    ...{ timeline, fromMs, toMs, rules, against, truth: null, operators: 1, stepMs: STEP_MS },
    nowMs: () => systemClock.monotonicMs(),
    onProgress: ({ atMs, observations }) => {
      if (systemClock.monotonicMs() - toldMs < TELL_EVERY_MS) return;
      toldMs = systemClock.monotonicMs();
      tell({ say: 'progress', share: Math.max(0, (atMs - fromMs) / (toMs - fromMs)), observations });
    },
  });
  const bars = (episodes: readonly Episode[]): Bar[] =>
    episodes
      .filter(({ rule }) => rule === id)
      .map(({ asset, raisedAt, clearedAt, peak }) => ({ asset, raisedAt, clearedAt, peak }));
  const [tested, before] = [bars(report.tested.episodes), bars(report.against?.episodes ?? [])];
  const { seconds, timesRealTime, warmUpFromMs, ticks } = report;
  return {
    kind: 'backtest',
    result: {
      ...{ summary: summaryOf(report), seconds, timesRealTime, warmUpFromMs, ticks },
      ...{ tested: tested.slice(0, BARS_MAX), against: before.slice(0, BARS_MAX) },
      left: Math.max(0, tested.length - BARS_MAX) + Math.max(0, before.length - BARS_MAX),
    },
  };
}

/** The last hours of what is stored. */
async function spanOf(open: Store, timeline: string, hours: number): Promise<{ fromMs: number; toMs: number }> {
  const series = (await listSeries(open, timeline)).map(({ id }) => id);
  const readings = await readingSpan(open, series);
  if (readings === null) throw new AppError('NO_HISTORY', `No observation of the timeline ${timeline} is stored.`);
  const ticks = await tickSpan(open, timeline);
  const toMs = Math.max(readings.lastMs, ticks?.last.atMs ?? 0) + 1;
  return { fromMs: Math.max(readings.firstMs, toMs - hours * 3_600_000), toMs };
}
