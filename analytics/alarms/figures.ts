/**
 * Live figures of the alarms after EEMUA 191 and ISA-18.2: how often people are called, floods, what stands for long,
 * which sources are loudest. A call is a record that calls people; what is grouped, explained or taken out is shown
 * and not counted. Said at most once a minute of the timeline, and only when something changed.
 */
import { type AlarmFigures, type AlarmRecord, isActiveState, LEVELS, type Level } from '@chengyun/contracts';
import type { Assessor } from '../service/assessor.ts';

const MINUTE_MS = 60_000;
const WINDOW_MS = 10 * MINUTE_MS;
/** Figures look back so far. */
const SPAN_MS = 24 * 60 * MINUTE_MS;
const STALE_MS = 24 * 60 * MINUTE_MS;
/** More than this many calls in a window is a flood (EEMUA 191). */
const FLOOD_CALLS = 10;
const BAD_ACTORS = 10;
/** Calls remembered; in a flood beyond it the oldest go, and the averages are too low rather than the process too large. */
const CALLS_MAX = 20_000;

interface Call {
  readonly at: number;
  readonly rule: string;
  readonly asset: string;
}

interface Saved {
  readonly beganMs: number | null;
  readonly saidMs: number;
  readonly said: string;
  readonly calls: readonly Call[];
}

export interface FiguresDeps {
  /** How many people share the calls. */
  readonly operators: number;
  readonly onFigures?: (figures: AlarmFigures) => void;
}

export function createAlarmFigures({ operators, onFigures = () => undefined }: FiguresDeps): Assessor {
  let beganMs: number | null = null;
  let saidMs = Number.NEGATIVE_INFINITY;
  let said = '';
  let calls: Call[] = [];

  return {
    name: 'alarm-figures',
    assess: ({ tl, n, at }, alarms, _facts, moved) => {
      beganMs ??= at;
      for (const { call, rule, asset, at: callAt } of moved) if (call !== null) calls.push({ at: callAt, rule, asset });
      calls = calls.filter((call) => at - call.at < SPAN_MS).slice(-CALLS_MAX);
      if (at - saidMs < MINUTE_MS) return [];
      const figures = figuresOf(calls, alarms, operators, beganMs, at);
      const text = JSON.stringify(figures);
      if (text === said) return [];
      said = text;
      saidMs = at;
      const record: AlarmFigures = { k: 'alarm-figures', tl, n, at, ...figures };
      onFigures(record);
      return [record];
    },
    save: (): Saved => ({ beganMs, saidMs: Number.isFinite(saidMs) ? saidMs : 0, said, calls }),
    load: (state) => {
      const saved = state as Saved;
      ({ beganMs, said } = saved);
      saidMs = said === '' ? Number.NEGATIVE_INFINITY : saved.saidMs;
      calls = [...saved.calls];
    },
  };
}

function figuresOf(
  calls: readonly Call[],
  alarms: readonly AlarmRecord[],
  operators: number,
  beganMs: number,
  nowMs: number,
): Omit<AlarmFigures, 'k' | 'tl' | 'n' | 'at'> {
  const standing = alarms.filter(({ state }) => isActiveState(state));
  const fromMs = Math.max(beganMs, nowMs - SPAN_MS);
  const windows = Math.max(1, Math.ceil((nowMs - fromMs) / WINDOW_MS));
  const bins = new Map<number, number>();
  const sources = new Map<string, { rule: string; asset: string; calls: number }>();
  for (const { at, rule, asset } of calls) {
    const bin = Math.floor((at - fromMs) / WINDOW_MS);
    bins.set(bin, (bins.get(bin) ?? 0) + 1);
    const source = sources.get(`${rule}|${asset}`) ?? { rule, asset, calls: 0 };
    source.calls += 1;
    sources.set(`${rule}|${asset}`, source);
  }
  const perOperator = [...bins.values()].map((count) => count / operators);
  const loudest = [...sources.values()].sort(
    (a, b) => b.calls - a.calls || (`${a.rule}|${a.asset}` < `${b.rule}|${b.asset}` ? -1 : 1),
  );
  const badActors = loudest.slice(0, BAD_ACTORS);
  const count = (level: Level) => standing.filter((alarm) => alarm.level === level).length;
  return {
    operators,
    callsLast10Min: calls.filter(({ at }) => nowMs - at < WINDOW_MS).length,
    callsPer10MinAvg: round(calls.length / windows / operators),
    callsPer10MinPeak: round(Math.max(0, ...perOperator)),
    floodShare: round(perOperator.filter((each) => each > FLOOD_CALLS).length / windows),
    standing: standing.length,
    stale: standing.filter(({ raisedAt }) => nowMs - raisedAt > STALE_MS).length,
    mix: Object.fromEntries(LEVELS.map((level) => [level, count(level)])) as Record<Level, number>,
    badActors,
    topTenShare: calls.length === 0 ? 0 : round(badActors.reduce((sum, each) => sum + each.calls, 0) / calls.length),
    chattering: standing.filter(({ isChattering }) => isChattering).map(({ id }) => id),
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
