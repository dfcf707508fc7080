/**
 * Stage 1 in the process: readings in order, those of one moment and asset together, followed by the rules that they
 * touch; timers that fall due between them; forecasts. A reading that is not newer than the newest of its series never
 * changes live state.
 */
import { codeFromQuality, type ForecastRecord, type TickRecord } from '@chengyun/contracts';
import type { Rule } from '../rules/rule.ts';
import type { Moment } from './alarm-record.ts';
import { type Arrival, type Arrivals, createArrivals } from './arrivals.ts';
import { type AlarmSlot, type Binding, CELLS, OBSERVED, QUEUED, TOUCHED, WAKE } from './binding.ts';
import { BACKFILL_MS, CLOCK_AT_START, clockAfter, clockWithin } from './engine-clock.ts';
import { type Emit, evaluateBinding } from './evaluate.ts';
import { explainBinding } from './explain.ts';
import { createForecastBook } from './forecast-book.ts';
import { needsNoData } from './needs-no-data.ts';
import { inOrderSaid, type Said, type StageOne } from './stage-one.ts';
import { loadRunner, saveRunner } from './state.ts';
import { createWakeQueue } from './wake-queue.ts';
import { type Series, type Wiring, wireRules } from './wiring.ts';

const BAD = 1 << codeFromQuality('bad');

/** As it is in the process; a worker thread fills `arrivals` itself. */
export interface RuleRunner extends StageOne {
  readonly wiring: Wiring;
  readonly arrivals: Arrivals<Series>;
}

export function createRuleRunner(timeline: string, rules: readonly Rule[]): RuleRunner {
  const book = createForecastBook();
  const wiring = wireRules(rules, book);
  const { times } = wiring;
  const wakes = createWakeQueue();
  const alone = wiring.bindings.filter(({ rule }) => needsNoData(rule));
  const counts = { readings: 0, unheard: 0, late: 0, repeated: 0, backfilled: 0, evaluations: 0 };
  let clock = CLOCK_AT_START;
  const arrivals = createArrivals<Series>();
  let group = 0;
  let said: Said[] = [];

  const emit: Emit = (record, slot) => said.push({ record, slot });
  /** What has a value without any data is looked at from the first tick on: how else would it notice an absence. */
  const startAlone = (moment: Moment) => {
    for (const binding of alone)
      if (times[binding.index * CELLS + WAKE] === Number.POSITIVE_INFINITY) evaluate(binding, moment);
    alone.length = 0;
    evaluateWide(moment);
  };
  const momentAt = (tick: TickRecord, atMs: number): Moment => ({ tl: timeline, n: tick.n, atMs });

  const wakeAt = (index: number, dueMs: number) => {
    times[index * CELLS + QUEUED] = dueMs;
    wakes.add(dueMs, index);
  };
  const evaluate = (binding: Binding, moment: Moment) => {
    const { index, dependents } = binding;
    const before = binding.alarm?.record;
    counts.evaluations += 1;
    const dueMs = evaluateBinding(binding, times[index * CELLS + OBSERVED]!, moment, clock.resumedAtMs, emit);
    times[index * CELLS + WAKE] = dueMs;
    // A wake that moves later stays where it is queued; it is put off when it is due.
    if (dueMs < times[index * CELLS + QUEUED]!) wakeAt(index, dueMs);
    if (dependents.length > 0 && binding.alarm?.record !== before) for (const each of dependents) touchWide(each);
  };
  /** Once in a moment, unless something that it reads has changed since it was evaluated. */
  const touchWide = (binding: Binding) => {
    if (binding.isQueued) return;
    binding.isQueued = true;
    wide.push(binding);
    isWideSorted = false;
  };
  const wakeBefore = (tick: TickRecord, untilMs: number) => {
    while (wakes.nextMs() < untilMs) {
      const { dueMs, binding: index } = wakes.take();
      if (times[index * CELLS + QUEUED] !== dueMs) continue;
      times[index * CELLS + QUEUED] = Number.POSITIVE_INFINITY;
      const wantedMs = times[index * CELLS + WAKE]!;
      if (wantedMs <= dueMs) {
        const moment = momentAt(tick, Math.max(dueMs, clock.nowMs));
        evaluate(wiring.bindings[index]!, moment);
        evaluateWide(moment);
      } else if (wantedMs < Number.POSITIVE_INFINITY) wakeAt(index, wantedMs);
    }
  };

  /** Indexes of touched bindings; one that holds them all, since an array of numbers is sorted more slowly. */
  const near = new Int32Array(wiring.bindings.length);
  let nearCount = 0;
  const wide: Binding[] = [];
  let isWideSorted = true;
  const applyReading = ({ series, atMs, value, qualityBit, sentAt }: Arrival<Series>) => {
    if (atMs <= series.newestAtMs) {
      if (atMs < series.newestAtMs) counts.late += 1;
      else counts.repeated += 1;
      return;
    }
    series.newestAtMs = atMs;
    const isBackfill = atMs < clock.nowMs - BACKFILL_MS;
    if (isBackfill) counts.backfilled += 1;
    for (const tap of series.taps) {
      if ((tap.accept & qualityBit) === 0) continue;
      tap.feed.push(
        atMs,
        tap.ofQuality ? 31 - Math.clz32(qualityBit) : tap.endsOnBad && qualityBit === BAD ? Number.NaN : value,
      );
      if (isBackfill) continue;
      for (const index of tap.readers) {
        const cell = index * CELLS;
        if (sentAt > times[cell + OBSERVED]!) times[cell + OBSERVED] = sentAt;
        if (times[cell + TOUCHED] === group) continue;
        times[cell + TOUCHED] = group;
        const binding = wiring.bindings[index]!;
        if (binding.isWide) touchWide(binding);
        else near[nearCount++] = index;
      }
    }
  };
  const evaluateNear = (moment: Moment) => {
    if (nearCount > 1) near.subarray(0, nearCount).sort();
    for (let i = 0; i < nearCount; i++) evaluate(wiring.bindings[near[i]!]!, moment);
    nearCount = 0;
  };
  /** What reads other assets or other rules: the deeper it reads, the later. */
  const evaluateWide = (moment: Moment) => {
    while (wide.length > 0) {
      if (!isWideSorted) wide.sort(deepestLast);
      isWideSorted = true;
      const binding = wide.pop()!;
      binding.isQueued = false;
      evaluate(binding, moment);
    }
  };
  const putForecasts = (forecasts: readonly ForecastRecord[], moment: Moment) => {
    for (const record of forecasts) {
      if (!book.put(record)) continue;
      for (const binding of wiring.forecastReaders.get(`${record.asset}|${record.metric}`) ?? []) touchWide(binding);
    }
    evaluateWide(moment);
  };
  /** The readings of one moment asset by asset; rules that look at neighbours come after all of them. */
  const applyReadings = (tick: TickRecord) => {
    const readings = arrivals.sorted();
    const { length } = arrivals;
    let next = 0;
    while (next < length) {
      const { atMs } = readings[next]!;
      const moment = momentAt(tick, Math.min(Math.max(atMs, clock.nowMs), tick.at));
      wakeBefore(tick, moment.atMs);
      group += 1;
      while (next < length && readings[next]!.atMs === atMs) {
        const { asset } = readings[next]!.series;
        for (; next < length && readings[next]!.atMs === atMs && readings[next]!.series.asset === asset; next++) {
          applyReading(readings[next]!);
        }
        evaluateNear(moment);
      }
      evaluateWide(moment);
    }
    arrivals.clear();
  };

  return {
    wiring,
    arrivals,
    counts,
    clock: () => clock,
    hears: (asset, metric) => wiring.find(asset, metric) !== undefined,
    push: (record) => {
      const before = arrivals.length;
      counts.unheard += arrivals.take(record, wiring.find);
      counts.readings += arrivals.length - before;
    },
    advance: (tick, forecasts) => {
      said = [];
      clock = clockWithin(clock, tick);
      applyReadings(tick);
      wakeBefore(tick, tick.at + 1);
      const moment = momentAt(tick, Math.max(tick.at, clock.nowMs));
      if (alone.length > 0) startAlone(moment);
      putForecasts(forecasts, moment);
      clock = clockAfter(clock, tick);
      return inOrderSaid(said);
    },
    explain: (rule, asset) => {
      const binding = wiring.bindings.find((each) => each.rule.id === rule && each.watched.asset.id === asset);
      return binding ? explainBinding(binding, wiring, timeline, clock.nowMs) : null;
    },
    save: () => saveRunner(wiring, clock, book),
    load: (saved) => {
      const gone = loadRunner(wiring, saved, book);
      clock = saved.clock;
      for (const { index } of wiring.bindings) {
        const dueMs = times[index * CELLS + WAKE]!;
        if (dueMs < Number.POSITIVE_INFINITY) wakeAt(index, dueMs);
      }
      const slots = wiring.bindings.flatMap(({ alarm, silence }) => [alarm, silence]);
      return { out: slots.filter((slot): slot is AlarmSlot => slot?.record != null), gone };
    },
    close: () => {},
  };
}

/** For a stack: what comes first stands last. */
function deepestLast(a: Binding, b: Binding): number {
  return b.depth - a.depth || b.index - a.index;
}
