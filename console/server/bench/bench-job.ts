/** What the test bench of rules is asked and what it tells, between the console and its worker. */
import type { BackTest } from '@chengyun/analytics/backtest/back-test.ts';
import type { Episode } from '@chengyun/analytics/backtest/episodes.ts';
import type { summaryOf } from '@chengyun/analytics/backtest/summary.ts';
import type { CaseResult } from '@chengyun/analytics/cases/run-cases.ts';
import type { RuleChanges, RuleFile } from '@chengyun/analytics/rules/load-rules.ts';

/** The text that is tried, and what else runs instead of the files of the domains. */
export interface BenchRequest {
  readonly draft: RuleFile;
  readonly changes: { readonly instead: RuleChanges['instead']; readonly without: readonly string[] };
  readonly job:
    | { readonly kind: 'cases' }
    | { readonly kind: 'backtest'; readonly timeline: string; readonly hours: number };
}

/** One alarm of the picture. */
export type Bar = Pick<Episode, 'asset' | 'raisedAt' | 'clearedAt' | 'peak'>;

export interface BackTestResult {
  readonly summary: ReturnType<typeof summaryOf>;
  readonly seconds: number;
  readonly timesRealTime: number;
  readonly warmUpFromMs: number;
  readonly ticks: BackTest['ticks'];
  readonly tested: readonly Bar[];
  readonly against: readonly Bar[];
  /** Alarms beyond what the picture holds. */
  readonly left: number;
}

export type BenchResult =
  | { readonly kind: 'cases'; readonly results: readonly CaseResult[] }
  | { readonly kind: 'backtest'; readonly result: BackTestResult };

export type BenchMessage =
  | { readonly say: 'progress'; readonly share: number; readonly observations: number }
  | { readonly say: 'done'; readonly result: BenchResult }
  /** One sentence for people. */
  | { readonly say: 'failed'; readonly message: string };
