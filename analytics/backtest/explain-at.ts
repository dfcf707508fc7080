/** Explains a moment of the past: the stored history is replayed up to it, with what people did, and then asked. */
import type { AlarmRecord, Asset, Explanation, FactRecord } from '@chengyun/contracts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { createEngine } from '../engine/engine.ts';
import { explainUnwatched } from '../engine/explain-unwatched.ts';
import { withReferences } from '../rules/references.ts';
import type { Rule } from '../rules/rule.ts';
import { forecastMetricsOf, lookbackMsOf } from './lookback.ts';
import { openHistory } from './stored-history.ts';

export interface ExplainRequest {
  readonly timeline: string;
  readonly rule: string;
  readonly asset: string;
  readonly atMs: number;
  /** Everything that runs, and every asset, to say what is not watched and why. */
  readonly rules: readonly Rule[];
  readonly assets: readonly Asset[];
  /** Complaints about rule files that are refused. */
  readonly problems: readonly string[];
  /** Replay begins no later than this, besides what the rule looks back: an alarm may stand for long. */
  readonly sinceMs?: number;
  readonly stepMs: number;
}

export interface PastExplanation {
  readonly explanation: Explanation;
  /** `stored`: replayed with the ticks of that time, exactly. `derived`: with ticks made at a step. */
  readonly ticks: 'stored' | 'derived' | null;
  readonly fromMs: number;
  readonly observations: number;
  /** What people did to alarms of this rule and asset in the replayed span. */
  readonly facts: readonly FactRecord[];
}

/** An alarm that stands is searched for this far back. */
const STANDING_MS = 24 * 3_600_000;

export async function explainAt(store: Store, request: ExplainRequest): Promise<PastExplanation> {
  const { timeline, rule, asset, atMs, rules, assets, problems, stepMs } = request;
  const own = withReferences(
    rules.filter(({ id }) => id === rule),
    rules,
  );
  const engine = createEngine({ timeline, rules: own });
  const fromMs = Math.min(request.sinceMs ?? atMs, atMs - STANDING_MS) - lookbackMsOf(own);
  const none = () => explainUnwatched({ timeline, at: atMs, rule, asset }, rules, assets, problems);
  if (engine.explain(rule, asset) === null) {
    return { explanation: none(), ticks: null, fromMs, observations: 0, facts: [] };
  }
  const range = { timeline, fromMs, toMs: atMs + 1, order: 'log' as const, stepMs };
  const history = await openHistory(store, {
    ...range,
    hears: engine.hears,
    withFacts: true,
    forecastsOf: forecastMetricsOf(own),
  });
  let read = 0;
  const facts: FactRecord[] = [];
  const seen = new Set<string>();
  for await (const { tick, records, observations, facts: people, forecasts } of history.read()) {
    for (const record of records) engine.push(record);
    const alarms: readonly AlarmRecord[] = engine.tick(tick, people, forecasts);
    for (const alarm of alarms) if (alarm.asset === asset) seen.add(alarm.id);
    facts.push(...people.filter(({ body }) => 'alarm' in body && seen.has(body.alarm)));
    read += observations;
  }
  return {
    explanation: engine.explain(rule, asset) ?? none(),
    ticks: history.ticks,
    fromMs,
    observations: read,
    facts,
  };
}
