/**
 * The engine of one timeline: pure and deterministic. `push` only buffers; `tick` is the barrier at which the records of
 * all partitions are put in one order and applied. It knows no clock but the ticks and the times in the records, so that
 * two runs over the same log give the same bytes, at any speed, over any number of partitions or threads, restarted or
 * not.
 *
 * Within a tick: what the rules say (stage-one.ts), in one order; then what people did; then shelvings that end; then
 * what makes alarms bearable (../alarms/hygiene.ts).
 */
import { type AlarmRecord, type AlarmTransition, type Asset, nextAlarmState } from '@chengyun/contracts';
import { createHygiene } from '../alarms/hygiene.ts';
import type { Rule } from '../rules/rule.ts';
import { type Moment, moveAlarm } from './alarm-record.ts';
import type { AlarmSlot } from './binding.ts';
import type { Engine, EngineConfig } from './engine-api.ts';
import type { Emit } from './evaluate.ts';
import { type Act, applyFact, unshelveExpired } from './people.ts';
import { createRuleRunner } from './rule-runner.ts';
import { createShardedRunner } from './sharded-runner.ts';
import { readState, writeState } from './state.ts';

export type { Engine, EngineConfig, EngineCounts } from './engine-api.ts';

export function createEngine(config: EngineConfig): Engine {
  const { timeline, rules, threads } = config;
  const assets = config.assets ?? watchedAssets(rules);
  const runner = threads ? createShardedRunner(timeline, rules, threads) : createRuleRunner(timeline, rules);
  const hygiene = createHygiene(assets);
  /** Alarms of no binding: those of hubs, and hazards that people reported. */
  let loose: AlarmSlot[] = [];
  /** Alarms whose rule or asset is gone; they are cleared at the next tick. */
  let orphans: AlarmSlot[] = [];
  let acts: Act[] = [];
  const slots = new Map<string, AlarmSlot>();
  const own = { transitions: 0, superseded: 0 };
  let out: AlarmRecord[] = [];

  const emit: Emit = (record, slot) => {
    out.push(record);
    own.transitions += 1;
    if (record.state === 'normal') slots.delete(record.id);
    else slots.set(record.id, slot);
  };
  const raise: Emit = (record, slot) => {
    loose.push(slot);
    emit(record, slot);
  };
  /** In an order that a restart does not change. */
  const slotsInOrder = () => [...slots].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, slot]) => slot);

  /** `standing`: every alarm out of `normal`, in order. */
  const settleAlarms = (standing: readonly AlarmSlot[], moment: Moment) => {
    if (out.length === 0 && standing.length === 0) return;
    const move = (slot: AlarmSlot, transition: AlarmTransition, patch: Partial<AlarmRecord>) => {
      const record = moveAlarm(slot.record!, moment, transition, patch);
      slot.record = record.state === 'normal' ? null : record;
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

  return {
    timeline,
    get counts() {
      return { ...runner.counts, ...own };
    },
    lastTick: () => runner.clock().n,
    hears: runner.hears,
    push: (record) => {
      if (record.tl !== timeline) throw new Error(`record of ${record.tl} given to engine of ${timeline}`);
      runner.push(record);
    },
    tick: (tick, facts = [], forecasts = []) => {
      const { n } = runner.clock();
      if (tick.n <= n) throw new Error(`tick ${tick.n} of ${tick.tl} follows tick ${n}`);
      out = [];
      for (const { record, slot } of runner.advance(tick, forecasts)) emit(record, slot);
      const moment: Moment = { tl: timeline, n: tick.n, atMs: runner.clock().nowMs };
      clearOrphans(moment);
      for (const fact of facts) {
        if (hygiene.note(fact, moment)) continue;
        if (!applyFact(fact, (alarm) => slots.get(alarm), acts, moment, { emit, raise })) own.superseded += 1;
      }
      const standing = slotsInOrder();
      for (const slot of standing) unshelveExpired(slot, moment, emit);
      settleAlarms(standing, moment);
      return out;
    },
    activeAlarms: () => slotsInOrder().flatMap((slot) => slot.record ?? []),
    explain: runner.explain,
    snapshot: () => writeState(runner.save(), { orphans, acts, loose, hygiene }),
    restore: (bytes) => {
      const { saved, ...kept } = readState(bytes, hygiene);
      const { out: running, gone } = runner.load(saved);
      ({ acts, loose } = kept);
      orphans = [...kept.orphans, ...gone];
      slots.clear();
      for (const slot of [...running, ...orphans, ...loose]) if (slot.record) slots.set(slot.record.id, slot);
    },
    close: runner.close,
  };
}

function watchedAssets(rules: readonly Rule[]): readonly Asset[] {
  const assets = new Map(rules.flatMap((rule) => rule.watched).map(({ asset }) => [asset.id, asset]));
  return [...assets.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
