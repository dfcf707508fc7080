/**
 * The engine of one timeline: pure and deterministic. `push` only buffers; `tick` is the barrier at which the records of
 * all partitions are put in one order and applied. It knows no clock but the ticks and the times in the records, so that
 * two runs over the same log give the same bytes, at any speed, over any number of partitions, restarted or not.
 *
 * Within a tick: readings in order, those of one moment and asset together, followed by the rules that they touch; timers that fall due between
 * them; then what people did; then shelvings that end. A reading that is not newer than the newest of its series never
 * changes live state.
 */
import {
  type AlarmRecord,
  type AlarmTransition,
  type Asset,
  codeFromQuality,
  type ForecastRecord,
  nextAlarmState,
  type TickRecord,
} from '@chengyun/contracts';
import { createHygiene } from '../alarms/hygiene.ts';
import type { Rule } from '../rules/rule.ts';
import { type Moment, moveAlarm } from './alarm-record.ts';
import { type Arrival, createArrivals } from './arrivals.ts';
import { type AlarmSlot, type Binding, CELLS, OBSERVED, QUEUED, TOUCHED, WAKE } from './binding.ts';
import type { Engine, EngineConfig, EngineCounts } from './engine-api.ts';
import { type Emit, evaluateBinding } from './evaluate.ts';
import { explainBinding } from './explain.ts';
import { createForecastBook } from './forecast-book.ts';
import { needsNoData } from './needs-no-data.ts';
import { type Act, applyFact, unshelveExpired } from './people.ts';
import { type EngineClock, loadState, saveState } from './state.ts';
import { createWakeQueue } from './wake-queue.ts';
import { type Series, wireRules } from './wiring.ts';

export type { Engine, EngineConfig, EngineCounts } from './engine-api.ts';

/** A silence of the ticks longer than this and than ten usual steps counts as an outage of ingest itself. */
const GAP_MS_MIN = 300_000;
const GAP_STEPS = 10;
/** A reading this much older than the timeline is history that is being filled in: nobody is called for it. */
const BAD = 1 << codeFromQuality('bad');
const BACKFILL_MS = 3_600_000;

export function createEngine(config: EngineConfig): Engine {
  const book = createForecastBook();
  const wiring = wireRules(config.rules, book);
  const { times } = wiring;
  const hygiene = createHygiene(config.assets ?? watchedAssets(config.rules));
  /** Alarms of no binding: those of hubs. */
  let loose: AlarmSlot[] = [];
  const wakes = createWakeQueue();
  const alone = wiring.bindings.filter(({ rule }) => needsNoData(rule));
  const slots = new Map<string, AlarmSlot>();
  const counts: EngineCounts = {
    readings: 0,
    unheard: 0,
    late: 0,
    repeated: 0,
    backfilled: 0,
    evaluations: 0,
    transitions: 0,
    superseded: 0,
  };
  let clock: EngineClock = { n: 0, nowMs: 0, stepMs: 0, resumedAtMs: 0 };
  let orphans: AlarmSlot[] = [];
  let acts: Act[] = [];
  const arrivals = createArrivals<Series>();
  let group = 0;
  let out: AlarmRecord[] = [];

  const emit: Emit = (record, slot) => {
    out.push(record);
    counts.transitions += 1;
    if (record.state === 'normal') slots.delete(record.id);
    else slots.set(record.id, slot);
  };
  /** What has a value without any data is looked at from the first tick on: how else would it notice an absence. */
  const startAlone = (moment: Moment) => {
    for (const binding of alone)
      if (times[binding.index * CELLS + WAKE] === Number.POSITIVE_INFINITY) evaluate(binding, moment);
    alone.length = 0;
    evaluateWide(moment);
  };
  /** In an order that a restart does not change. */
  const slotsInOrder = () => [...slots].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, slot]) => slot);
  const momentAt = (tick: TickRecord, atMs: number): Moment => ({ tl: config.timeline, n: tick.n, atMs });

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

  const near: number[] = [];
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
        else near.push(index);
      }
    }
  };
  const evaluateNear = (moment: Moment) => {
    if (near.length > 1) near.sort(byNumber);
    for (const index of near) evaluate(wiring.bindings[index]!, moment);
    near.length = 0;
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

  /** `standing`: every alarm out of `normal`, in order. */
  const settleAlarms = (standing: readonly AlarmSlot[], moment: Moment) => {
    if (out.length === 0 && standing.length === 0) return;
    const move = (slot: AlarmSlot, transition: AlarmTransition, patch: Partial<AlarmRecord>) => {
      const record = moveAlarm(slot.record!, moment, transition, patch);
      slot.record = record.state === 'normal' ? null : record;
      emit(record, slot);
    };
    const raise = (record: AlarmRecord, slot: AlarmSlot) => {
      loose.push(slot);
      emit(record, slot);
    };
    hygiene.settle(out, standing, moment, { move, raise });
    loose = loose.filter((slot) => slot.record !== null);
  };

  const clearOrphans = (moment: Moment) => {
    for (const slot of orphans) {
      if (slot.record && nextAlarmState(slot.record.state, 'clear') !== null) {
        const record = moveAlarm(slot.record, moment, 'clear', { clearedAt: moment.atMs });
        slot.record = record.state === 'normal' ? null : record;
        emit(record, slot);
      }
    }
    orphans = orphans.filter((slot) => slot.record !== null);
  };

  const noticeGap = (tick: TickRecord) => {
    if (clock.n === 0) return;
    const stepMs = tick.at - clock.nowMs;
    const isGap = clock.stepMs > 0 && stepMs > GAP_MS_MIN && stepMs > GAP_STEPS * clock.stepMs;
    if (isGap) clock.resumedAtMs = tick.at;
    if (stepMs > 0) clock.stepMs = stepMs;
  };

  return {
    timeline: config.timeline,
    counts,
    lastTick: () => clock.n,
    hears: (asset, metric) => wiring.find(asset, metric) !== undefined,
    push: (record) => {
      if (record.tl !== config.timeline)
        throw new Error(`record of ${record.tl} given to engine of ${config.timeline}`);
      const before = arrivals.length;
      counts.unheard += arrivals.take(record, wiring.find);
      counts.readings += arrivals.length - before;
    },
    tick: (tick, facts = [], forecasts = []) => {
      if (tick.n <= clock.n) throw new Error(`tick ${tick.n} of ${tick.tl} follows tick ${clock.n}`);
      out = [];
      noticeGap(tick);
      // Before the first tick nobody was on duty: what is older than an hour then is history as well.
      if (clock.n === 0) clock.nowMs = tick.at - BACKFILL_MS;
      applyReadings(tick);
      wakeBefore(tick, tick.at + 1);
      const moment = momentAt(tick, Math.max(tick.at, clock.nowMs));
      if (alone.length > 0) startAlone(moment);
      putForecasts(forecasts, moment);
      clearOrphans(moment);
      for (const fact of facts) {
        if (hygiene.note(fact, moment)) continue;
        if (!applyFact(fact, (alarm) => slots.get(alarm), acts, moment, emit)) counts.superseded += 1;
      }
      const standing = slotsInOrder();
      for (const slot of standing) unshelveExpired(slot, moment, emit);
      settleAlarms(standing, moment);
      clock.n = tick.n;
      clock.nowMs = moment.atMs;
      return out;
    },
    activeAlarms: () => slotsInOrder().flatMap((slot) => slot.record ?? []),
    explain: (rule, asset) => {
      const binding = wiring.bindings.find((each) => each.rule.id === rule && each.watched.asset.id === asset);
      return binding ? explainBinding(binding, wiring, config.timeline, clock.nowMs) : null;
    },
    snapshot: () => saveState(wiring, clock, { orphans, acts, loose, book, hygiene }),
    restore: (state) => {
      ({ clock, orphans, acts, loose } = loadState(wiring, state, { book, hygiene }));
      slots.clear();
      const all = [...wiring.bindings.flatMap((binding) => [binding.alarm, binding.silence]), ...orphans, ...loose];
      for (const slot of all) if (slot?.record) slots.set(slot.record.id, slot);
      for (const { index } of wiring.bindings) {
        const dueMs = times[index * CELLS + WAKE]!;
        if (dueMs < Number.POSITIVE_INFINITY) wakeAt(index, dueMs);
      }
    },
  };
}

/** For a stack: what comes first stands last. */
function deepestLast(a: Binding, b: Binding): number {
  return b.depth - a.depth || b.index - a.index;
}

function byNumber(a: number, b: number): number {
  return a - b;
}

function watchedAssets(rules: readonly Rule[]): readonly Asset[] {
  const assets = new Map(rules.flatMap((rule) => rule.watched).map(({ asset }) => [asset.id, asset]));
  return [...assets.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
