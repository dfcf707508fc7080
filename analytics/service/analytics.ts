/** What analytics is to those who start it: what it needs, and what can be asked of it. */
import type { Asset, Domain, Explanation } from '@chengyun/contracts';
import type { Log } from '@chengyun/platform/log/log.ts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { Metrics } from '@chengyun/platform/service/metrics.ts';
import type { Service } from '@chengyun/platform/service/service.ts';
import type { Rule } from '../rules/rule.ts';
import type { AssessorFactory } from './assessor.ts';
import type { SnapshotStore } from './checkpoint.ts';
import type { RuleTexts } from './rule-course.ts';
import type { RuleSet } from './rule-set.ts';

export interface AnalyticsDeps {
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly domains: readonly Domain[];
  readonly snapshots: SnapshotStore;
  /** Registered assets, the timelines that have ended, and the texts of rules' versions. Asked at start and after `reload`. */
  readonly registry: RuleTexts & {
    assets(): Promise<readonly Asset[]>;
    endedTimelines(): Promise<readonly string[]>;
  };
  /** What looks at each timeline beside its engine. */
  readonly assessors: AssessorFactory;
  /** Who holds the alarms stream, for the operator; any text. */
  readonly owner: string;
  /** Called once when the service cannot go on; the process is to end and be started again. */
  readonly onFailure: (error: unknown) => void;
}

export interface Analytics extends Service {
  ready(): { ok: boolean; detail: string };
  /** Reads rules and registry again and puts them in force between two ticks. */
  reload(): void;
  rules(): RuleSet;
  /**
   * As of the timeline's last tick, by the version in force, else by the one in shadow, unless one is named. null when
   * it does not run, does not watch the asset, or the timeline does not run.
   */
  explain(timeline: string, rule: string, asset: string, version?: number | null): Explanation | null;
  /** The rules in shadow on a timeline, and what they read. */
  shadow(timeline: string): { readonly rules: readonly Rule[]; readonly all: readonly Rule[] } | null;
}
