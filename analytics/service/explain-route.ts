/**
 * GET /explain?timeline=&rule=&asset=[&version=][&at=]: why an alarm stands or a rule is silent, as JSON (Explanation in
 * contracts). Without `at` the running engine is asked, else the stored history is replayed. Without `version` the one
 * in force answers, or the one in shadow where none is in force. On the loopback address
 * only; people come to it through the console, which knows who they are.
 */
import type { Explanation } from '@chengyun/contracts';
import type { HealthReply, HealthRoutes } from '@chengyun/platform/service/health.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { tickSpan } from '@chengyun/platform/store/stored-records.ts';
import { explainAt } from '../backtest/explain-at.ts';
import { momentFrom } from '../backtest/truth.ts';
import { explainUnwatched } from '../engine/explain-unwatched.ts';
import type { Rule } from '../rules/rule.ts';
import type { RuleSet } from './rule-set.ts';
import { IN_SHADOW } from './shadow-run.ts';

export interface ExplainRouteDeps {
  readonly explain: (timeline: string, rule: string, asset: string, version: number | null) => Explanation | null;
  readonly shadow: (timeline: string) => { readonly rules: readonly Rule[]; readonly all: readonly Rule[] } | null;
  readonly rules: () => RuleSet;
  readonly store: Store;
}

const STEP_MS = 60_000;

export function createExplainRoute({ explain, shadow, rules, store }: ExplainRouteDeps): HealthRoutes {
  const reply = (status: number, body: unknown): HealthReply => ({
    ...{ status, contentType: 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  });
  return async (path, query) => {
    if (path !== '/explain') return null;
    const [timeline, rule, asset] = ['timeline', 'rule', 'asset'].map((name) => query?.get(name) ?? '');
    const at = query?.get('at') ?? null;
    const atMs = at === null ? null : momentFrom(at);
    const asked = query?.get('version') ?? null;
    const version = asked === null ? null : Number(asked);
    const isWhole = version === null || (Number.isInteger(version) && version > 0);
    if (!timeline || !rule || !asset || (at !== null && atMs === null) || !isWhole) {
      const message = 'Asked are timeline, rule, asset, and perhaps a version and a time at.';
      return reply(400, { error: { code: 'schema', message } });
    }
    const set = rules();
    const beside = shadow(timeline);
    const isMeant = (one: Rule) => one.id === rule && (version === null || one.version === version);
    const inForce = set.rules.some(isMeant);
    const inShadow = !inForce && (beside?.rules.some(isMeant) ?? false);
    if (version !== null && !inForce && !inShadow) {
      const message = `Version ${version} of ${rule} runs neither in force nor in shadow on ${timeline}.`;
      return reply(404, { error: { code: 'unknown-version', message } });
    }
    const running = inShadow ? (beside?.all ?? []) : set.rules;
    const say = (one: Explanation) =>
      reply(200, inShadow && !one.inShadow ? { ...one, inShadow, reasons: [IN_SHADOW, ...one.reasons] } : one);
    const problems = set.problems.map(({ message }) => message);
    if (atMs !== null) {
      const about = { timeline, rule, asset, atMs, rules: running, assets: set.assets, problems, stepMs: STEP_MS };
      return say((await explainAt(store, about)).explanation);
    }
    const newest = (await tickSpan(store, timeline))?.last.atMs ?? 0;
    const now = { timeline, rule, asset, at: newest };
    return say(explain(timeline, rule, asset, version) ?? explainUnwatched(now, running, set.assets, problems));
  };
}
