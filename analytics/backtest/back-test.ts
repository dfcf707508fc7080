/**
 * A back-test: one or two sets of rules over the same stored history, each in an engine of its own, read once. Nobody
 * acts in it: acknowledgements and shelvings of that time were answers to the alarms of that time. Windows are filled
 * before the span begins, from as far back as the rules look; alarms of that warm-up count only while they still stand.
 */
import { LEVELS, type Level } from '@chengyun/contracts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import type { EngineThreads } from '../engine/engine-api.ts';
import type { Rule } from '../rules/rule.ts';
import { type AlarmDiff, diffAlarms } from './diff.ts';
import { createEpisodes, EPISODES_MAX, type Episode, type EpisodeLog } from './episodes.ts';
import { type OperatorLoad, operatorLoad } from './load.ts';
import { forecastMetricsOf, lookbackMsOf } from './lookback.ts';
import { type Score, scoreAlarms, truthFromEpisodes } from './score.ts';
import { openHistory } from './stored-history.ts';
import type { TruthEvent } from './truth.ts';

export interface BackTestRequest {
  readonly timeline: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly rules: readonly Rule[];
  /** The set to compare with. */
  readonly against: readonly Rule[] | null;
  readonly truth: readonly TruthEvent[] | null;
  /** Spreads the rules over worker threads. */
  readonly threads?: EngineThreads;
  /** People among whom the calls are shared. */
  readonly operators: number;
  /** Distance of ticks where none are stored. */
  readonly stepMs: number;
  /** Monotonic milliseconds, for the speed. */
  readonly nowMs: () => number;
  readonly onProgress?: (progress: { readonly atMs: number; readonly observations: number }) => void;
}

export interface SetResult {
  readonly rules: readonly RuleResult[];
  readonly fires: number;
  readonly load: OperatorLoad;
  readonly episodes: readonly Episode[];
}

export interface RuleResult {
  readonly rule: string;
  readonly version: number;
  readonly fires: number;
  readonly calls: number;
  /** Fires by the highest level that they reached. */
  readonly byPeak: Readonly<Record<Level, number>>;
  /** Minutes for which some asset was in alarm. */
  readonly standingMin: number;
}

export interface BackTest {
  readonly timeline: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly warmUpFromMs: number;
  readonly ticks: { readonly are: 'stored' | 'derived'; readonly count: number; readonly stepMs: number | null };
  readonly series: number;
  /** Readings in the warm-up and the span. */
  readonly observations: number;
  readonly seconds: number;
  readonly timesRealTime: number;
  readonly observationsPerS: number;
  readonly tested: SetResult;
  readonly against: SetResult | null;
  readonly diff: AlarmDiff | null;
  readonly score: Score | null;
  /** What the score compares with. */
  readonly scoredBy: 'truth' | 'against' | null;
  readonly againstScore: Score | null;
  /** Rules that read forecasts, where ticks are made and none can be given: their inputs had no value, or their default. */
  readonly withoutForecasts: readonly string[];
}

interface Side {
  readonly engine: Engine;
  readonly episodes: EpisodeLog;
  readonly rules: readonly Rule[];
}

export async function runBackTest(store: Store, request: BackTestRequest): Promise<BackTest> {
  const { timeline, fromMs, toMs, rules, against, truth, operators, stepMs, nowMs } = request;
  const lookbackMs = Math.max(lookbackMsOf(rules), lookbackMsOf(against ?? []));
  const warmUpFromMs = fromMs - lookbackMs;
  const spread = request.threads ? { threads: request.threads } : {};
  const sideOf = (set: readonly Rule[]): Side => ({
    ...{ engine: createEngine({ timeline, rules: set, ...spread }), episodes: createEpisodes(), rules: set },
  });
  const tested = sideOf(rules);
  const other = against ? sideOf(against) : null;
  const sides = other ? [tested, other] : [tested];

  const startedMs = nowMs();
  const hears = (asset: string, metric: string) => sides.some(({ engine }) => engine.hears(asset, metric));
  const forecastsOf = forecastMetricsOf([...rules, ...(against ?? [])]);
  const range = { timeline, fromMs: warmUpFromMs, toMs, order: 'log' as const, stepMs };
  const history = await openHistory(store, { ...range, hears, forecastsOf });
  let observations = 0;
  let count = 0;
  let firstMs = toMs;
  try {
    for await (const { tick, records, observations: fresh, forecasts } of history.read()) {
      for (const { engine, episodes } of sides) {
        for (const record of records) engine.push(record);
        for (const alarm of engine.tick(tick, [], forecasts)) episodes.add(alarm);
      }
      observations += fresh;
      count += 1;
      firstMs = Math.min(firstMs, tick.at);
      if (tested.episodes.all().length > EPISODES_MAX) {
        throw new AppError(
          'TOO_MANY_ALARMS',
          `The rules raised more than ${EPISODES_MAX} alarms; test a shorter span.`,
        );
      }
      request.onProgress?.({ atMs: tick.at, observations });
    }
  } finally {
    for (const { engine } of sides) engine.close();
  }
  const seconds = Math.max((nowMs() - startedMs) / 1000, 1e-3);

  const result = (side: Side) => resultOf(side, fromMs, toMs, operators);
  const [now, before] = [result(tested), other ? result(other) : null];
  const events = truth?.filter((event) => event.fromMs < toMs && event.toMs >= fromMs) ?? null;
  const scoredBy = events ? 'truth' : before ? 'against' : null;
  return {
    ...{ timeline, fromMs, toMs, warmUpFromMs },
    ticks: { are: history.ticks, count, stepMs: history.ticks === 'derived' ? stepMs : null },
    series: history.series,
    ...{ observations, seconds },
    timesRealTime: (toMs - firstMs) / 1000 / seconds,
    observationsPerS: observations / seconds,
    tested: now,
    against: before,
    diff: before ? diffAlarms(now.episodes, before.episodes) : null,
    score: events
      ? scoreAlarms(now.episodes, events)
      : before && scoreAlarms(now.episodes, truthFromEpisodes(before.episodes, toMs), { warnMs: 0, graceMs: 0 }),
    scoredBy,
    withoutForecasts:
      history.ticks === 'stored'
        ? []
        : rules.filter((rule) => forecastMetricsOf([rule]).length > 0).map(({ id }) => id),
    againstScore: events && before ? scoreAlarms(before.episodes, events) : null,
  };
}

function resultOf({ rules, episodes }: Side, fromMs: number, toMs: number, operators: number): SetResult {
  const inSpan = episodes.all().filter(({ clearedAt }) => clearedAt === null || clearedAt >= fromMs);
  const results = rules.map(({ id, version }): RuleResult => {
    const own = inSpan.filter(({ rule }) => rule === id);
    const standingMs = own.reduce(
      (sum, { raisedAt, clearedAt }) => sum + Math.min(clearedAt ?? toMs, toMs) - Math.max(raisedAt, fromMs),
      0,
    );
    return {
      ...{ rule: id, version, fires: own.length },
      calls: own.reduce((sum, { calls }) => sum + calls.filter((at) => at >= fromMs).length, 0),
      byPeak: Object.fromEntries(
        LEVELS.map((level) => [level, own.filter(({ peak }) => peak === level).length]),
      ) as Record<Level, number>,
      standingMin: Math.round(standingMs / 60_000),
    };
  });
  return {
    rules: results,
    fires: inSpan.length,
    load: operatorLoad(inSpan, fromMs, toMs, operators),
    episodes: inSpan,
  };
}
