/**
 * Late data, honestly: the rules that look at what came late are run again over the corrected history, in the order of
 * time. An alarm that would have been is kept as such: it goes to a table of its own, never to the stream of alarms.
 * What differs for other reasons (rules changed since, made ticks) is left out by running the same rules over the
 * history as it came: only what is in the first, but neither in the second nor among the alarms of that time, counts.
 */
import { compareLevels } from '@chengyun/contracts';
import {
  listLateSpans,
  type RetroAlarm,
  type RetroSpan,
  readTransitions,
  settleRetro,
} from '@chengyun/platform/store/retro.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { tickSpan } from '@chengyun/platform/store/stored-records.ts';
import { createEngine } from '../engine/engine.ts';
import { referencesOf, withReferences } from '../rules/references.ts';
import type { Rule } from '../rules/rule.ts';
import { createEpisodes, type Episode, overlaps } from './episodes.ts';
import { forecastMetricsOf, lookbackMsOf } from './lookback.ts';
import { openHistory } from './stored-history.ts';

export interface RetroRequest {
  /** What runs now. */
  readonly rules: readonly Rule[];
  readonly stepMs: number;
  readonly nowMs: number;
}

export interface RetroResult {
  readonly spans: number;
  readonly readings: number;
  readonly alarms: readonly RetroAlarm[];
}

/** Spans in one run; the rest waits for the next. */
const SPANS_MAX = 2_000;
/** Beginnings of one alarm in two runs may differ by ticks and delays. */
const SLACK_MS = 600_000;

export async function runRetro(store: Store, { rules, stepMs, nowMs }: RetroRequest): Promise<RetroResult> {
  const spans = await listLateSpans(store, SPANS_MAX);
  const alarms: RetroAlarm[] = [];
  for (const timeline of new Set(spans.map((span) => span.timeline))) {
    const own = spans.filter((span) => span.timeline === timeline);
    alarms.push(...(await evaluate(store, timeline, own, touchedRules(rules, own), rules, stepMs)));
  }
  await settleRetro(store, spans, alarms, nowMs);
  return { spans: spans.length, readings: spans.reduce((sum, { readings }) => sum + readings, 0), alarms };
}

/** The rules that hear a span, on the assets that hear it; rules that read such a rule, on all of theirs. */
export function touchedRules(rules: readonly Rule[], spans: readonly RetroSpan[]): readonly Rule[] {
  const late = new Set(spans.map(({ asset, metric }) => `${asset}|${metric}`));
  const touched = new Map<string, Rule>();
  for (const rule of rules) {
    const watched = rule.watched.filter(({ sources }) =>
      rule.inputs.some(({ metric }, i) => sources[i]?.some((asset) => late.has(`${asset}|${metric}`))),
    );
    if (watched.length > 0) touched.set(rule.id, { ...rule, watched });
  }
  for (let before = -1; before < touched.size; ) {
    before = touched.size;
    for (const rule of rules) {
      if (touched.has(rule.id) || !referencesOf(rule).some((read) => touched.has(read.rule))) continue;
      touched.set(rule.id, rule);
    }
  }
  return [...touched.values()];
}

async function evaluate(
  store: Store,
  timeline: string,
  spans: readonly RetroSpan[],
  touched: readonly Rule[],
  all: readonly Rule[],
  stepMs: number,
): Promise<RetroAlarm[]> {
  if (touched.length === 0) return [];
  const lookbackMs = lookbackMsOf(touched);
  const newest = (await tickSpan(store, timeline))?.last.atMs ?? Math.max(...spans.map(({ toMs }) => toMs));
  const beginMs = Math.min(...spans.map(({ fromMs }) => fromMs));
  const endMs = Math.min(Math.max(...spans.map(({ toMs }) => toMs)) + lookbackMs, newest);
  const ids = touched.map(({ id }) => id);
  const set = withReferences(touched, all);
  const run = (order: 'time' | 'log') =>
    episodesOf(store, { timeline, set, order, stepMs, fromMs: beginMs - lookbackMs, toMs: endMs });
  const [corrected, asItCame] = [await run('time'), await run('log')];
  const log = createEpisodes();
  const said = await readTransitions(store, timeline, ids, beginMs - lookbackMs, endMs + SLACK_MS);
  for (const record of said) log.add(record);
  return corrected.flatMap((episode) => {
    if (!ids.includes(episode.rule) || episode.raisedAt < beginMs) return [];
    const why = [asItCame, log.all()].map((others) => differenceTo(others, episode));
    if (why.includes(null)) return [];
    const { id, rule, ruleVersion, asset, condition, peak: level, raisedAt, clearedAt, title } = episode;
    const isMissed = why.every((each) => each === 'missed');
    return [
      {
        id,
        timeline,
        rule,
        ruleVersion,
        asset,
        condition,
        why: isMissed ? 'missed' : 'higher',
        level,
        raisedAt,
        clearedAt,
        title,
      },
    ];
  });
}

async function episodesOf(
  store: Store,
  {
    timeline,
    set,
    ...range
  }: { timeline: string; set: readonly Rule[]; order: 'time' | 'log'; stepMs: number; fromMs: number; toMs: number },
): Promise<readonly Episode[]> {
  const engine = createEngine({ timeline, rules: set });
  const history = await openHistory(store, {
    ...range,
    timeline,
    hears: engine.hears,
    forecastsOf: forecastMetricsOf(set),
  });
  const episodes = createEpisodes();
  for await (const { tick, records, forecasts } of history.read()) {
    for (const record of records) engine.push(record);
    for (const alarm of engine.tick(tick, [], forecasts)) episodes.add(alarm);
  }
  return episodes.all();
}

/** null: the others have this alarm, at its level or above. */
function differenceTo(others: readonly Episode[], episode: Episode): RetroAlarm['why'] | null {
  const endMs = episode.clearedAt ?? Number.POSITIVE_INFINITY;
  const same = others.filter(
    (other) =>
      other.rule === episode.rule &&
      other.asset === episode.asset &&
      other.condition === episode.condition &&
      overlaps(other, episode.raisedAt - SLACK_MS, endMs + SLACK_MS),
  );
  if (same.length === 0) return 'missed';
  return same.some(({ peak }) => compareLevels(peak, episode.peak) >= 0) ? null : 'higher';
}
