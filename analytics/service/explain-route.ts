/**
 * GET /explain?timeline=&rule=&asset=[&at=]: why an alarm stands or a rule is silent, as JSON (Explanation in
 * contracts). Without `at` the running engine is asked, else the stored history is replayed. On the loopback address
 * only; people come to it through the console, which knows who they are.
 */
import type { Explanation } from '@chengyun/contracts';
import type { HealthReply, HealthRoutes } from '@chengyun/platform/service/health.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { tickSpan } from '@chengyun/platform/store/stored-records.ts';
import { explainAt } from '../backtest/explain-at.ts';
import { momentFrom } from '../backtest/truth.ts';
import { explainUnwatched } from '../engine/explain-unwatched.ts';
import type { RuleSet } from './rule-set.ts';

export interface ExplainRouteDeps {
  readonly explain: (timeline: string, rule: string, asset: string) => Explanation | null;
  readonly rules: () => RuleSet;
  readonly store: Store;
}

const STEP_MS = 60_000;

export function createExplainRoute({ explain, rules, store }: ExplainRouteDeps): HealthRoutes {
  const reply = (status: number, body: unknown): HealthReply => ({
    ...{ status, contentType: 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  });
  return async (path, query) => {
    if (path !== '/explain') return null;
    const [timeline, rule, asset] = ['timeline', 'rule', 'asset'].map((name) => query?.get(name) ?? '');
    const at = query?.get('at') ?? null;
    const atMs = at === null ? null : momentFrom(at);
    if (!timeline || !rule || !asset || (at !== null && atMs === null)) {
      return reply(400, {
        error: { code: 'schema', message: 'Asked are timeline, rule, asset and perhaps a time at.' },
      });
    }
    const set = rules();
    const problems = set.problems.map(({ message }) => message);
    if (atMs !== null) {
      const about = { timeline, rule, asset, atMs, rules: set.rules, assets: set.assets, problems, stepMs: STEP_MS };
      return reply(200, (await explainAt(store, about)).explanation);
    }
    const newest = (await tickSpan(store, timeline))?.last.atMs ?? 0;
    const now = { timeline, rule, asset, at: newest };
    return reply(200, explain(timeline, rule, asset) ?? explainUnwatched(now, set.rules, set.assets, problems));
  };
}
