/**
 * Stage 1 over worker threads. Each asset, with all that any rule reads together with it, lives in one thread; this
 * thread hands readings out and puts what comes back in one order. The slots of alarms are kept here for stage 2, and
 * what stage 2 makes of them goes to the threads before they are asked anything else.
 */
import type { AlarmRecord } from '@chengyun/contracts';
import type { Rule } from '../rules/rule.ts';
import type { Schedule } from '../rules/schedule.ts';
import { takeReadings } from './arrivals.ts';
import type { AlarmSlot } from './binding.ts';
import type { EngineThreads } from './engine-api.ts';
import { CLOCK_AT_START, clockAfter, clockWithin } from './engine-clock.ts';
import { createOutbound, type Outbound } from './outbound-readings.ts';
import type { ShardRequest, SlotName, SlotPatch } from './shard-messages.ts';
import { type ShardThread, startShardThread } from './shard-thread.ts';
import { shardAssets } from './shards.ts';
import { inOrderSaid, type StageOne } from './stage-one.ts';
import { goneSlots, type SavedRunner } from './state.ts';

interface Shard {
  readonly thread: ShardThread;
  readonly outbound: Outbound;
  counts: StageOne['counts'];
}

interface HeardSeries {
  readonly shard: Shard;
  /** Its number in that thread. */
  readonly series: number;
}

/** An alarm here, and what its thread last knew of it. */
interface Kept extends SlotName {
  readonly slot: AlarmSlot;
  readonly shard: Shard;
  known: AlarmRecord | null;
}

const NO_COUNTS = { readings: 0, unheard: 0, late: 0, repeated: 0, backfilled: 0, evaluations: 0 };

export function createShardedRunner(
  timeline: string,
  rules: readonly Rule[],
  { count, metrics, assets }: EngineThreads,
): StageOne {
  const setup = {
    timeline,
    texts: rules.map(({ file, text, domain }) => ({ file, text, domain })),
    metrics: [...metrics.values()],
    assets,
    schedules: schedulesOf(rules).map(({ definition }) => definition),
  };
  const shards: Shard[] = [];
  const byAsset = new Map<string, Map<string, HeardSeries>>();
  const shardOf = new Map<string, Shard>();
  const kept = new Map<string, Kept>();
  const own = { readings: 0, unheard: 0 };
  let clock = CLOCK_AT_START;

  const groups = shardAssets(rules, count);
  const threads = groups.map((each) => startShardThread({ ...setup, own: each }));
  for (const [i, thread] of threads.entries()) {
    const shard: Shard = { thread, outbound: createOutbound(), counts: NO_COUNTS };
    shards.push(shard);
    for (const asset of groups[i]!) shardOf.set(asset, shard);
    for (const [series, [asset, metric]] of thread.answer('ready').series.entries()) {
      const of = byAsset.get(asset) ?? new Map<string, HeardSeries>();
      byAsset.set(asset, of.set(metric, { shard, series }));
    }
  }
  const find = (asset: string, metric: string) => byAsset.get(asset)?.get(metric);

  const keep = (name: SlotName, shard: Shard): Kept => {
    const key = `${name.binding}|${name.isSilence}`;
    const known = kept.get(key) ?? { ...name, shard, slot: { record: null, spokeAtMs: 0 }, known: null };
    kept.set(key, known);
    return known;
  };
  /** What stage 2 changed since, thread by thread; what is over is forgotten. */
  const takePatches = (): ReadonlyMap<Shard, readonly SlotPatch[]> => {
    const patches = new Map<Shard, SlotPatch[]>(shards.map((shard) => [shard, []]));
    for (const [key, each] of kept) {
      const { slot, shard, binding, isSilence } = each;
      if (slot.record !== each.known) patches.get(shard)!.push({ binding, isSilence, record: slot.record });
      each.known = slot.record;
      if (slot.record === null) kept.delete(key);
    }
    return patches;
  };
  const askAll = (request: (shard: Shard) => Omit<Extract<ShardRequest, { kind: 'save' }>, 'patches'>) => {
    const patches = takePatches();
    for (const shard of shards) shard.thread.ask({ ...request(shard), patches: patches.get(shard)! });
  };

  return {
    get counts() {
      const sum = { ...NO_COUNTS };
      for (const { counts } of shards) {
        for (const name of ['late', 'repeated', 'backfilled', 'evaluations'] as const) sum[name] += counts[name];
      }
      return { ...sum, ...own };
    },
    clock: () => clock,
    hears: (asset, metric) => find(asset, metric) !== undefined,
    push: (record) => {
      own.unheard += takeReadings(record, find, ({ shard, series }, carrier, item, atMs, value, qualityBit) => {
        own.readings += 1;
        shard.outbound.put(series, carrier, item, atMs, value, qualityBit);
      });
    },
    advance: (tick, forecasts) => {
      clock = clockWithin(clock, tick);
      const patches = takePatches();
      for (const shard of shards) {
        const load = shard.outbound.take();
        shard.thread.ask({ kind: 'advance', tick, forecasts, ...load, patches: patches.get(shard)! }, [
          load.readings.buffer,
        ]);
      }
      const said = shards.flatMap((shard) => {
        const answer = shard.thread.answer('said');
        shard.outbound.giveBack(answer.readings);
        shard.counts = answer.counts;
        return answer.said.map(({ record, spokeAtMs, ...name }) => {
          const alarm = keep(name, shard);
          alarm.slot.record = record.state === 'normal' ? null : record;
          alarm.slot.spokeAtMs = spokeAtMs;
          alarm.known = alarm.slot.record;
          return { record, slot: alarm.slot };
        });
      });
      clock = clockAfter(clock, tick);
      return inOrderSaid(said);
    },
    explain: (rule, asset) => {
      const shard = shardOf.get(asset);
      if (!shard) return null;
      const patches = takePatches();
      for (const each of shards) each.thread.ask({ kind: 'explain', rule, asset, patches: patches.get(each)! });
      const answers = new Map(shards.map((each) => [each, each.thread.answer('explained').explanation]));
      return answers.get(shard) ?? null;
    },
    save: () => {
      askAll(() => ({ kind: 'save' }));
      const parts = shards.map(({ thread }) => thread.answer('saved').saved);
      return mergeSaved(parts, { ...parts[0]!, clock });
    },
    load: (saved) => {
      kept.clear();
      for (const { thread } of shards) thread.ask({ kind: 'load', saved, patches: [] });
      for (const { thread } of shards) thread.answer('loaded');
      clock = saved.clock;
      const there = new Set(rules.flatMap((rule) => rule.watched.map(({ asset }) => `${rule.id}|${asset.id}`)));
      const out: AlarmSlot[] = [];
      for (const [binding, { alarm, silence }] of Object.entries(saved.bindings)) {
        if (!there.has(binding)) continue;
        const shard = shardOf.get(binding.slice(binding.indexOf('|') + 1))!;
        for (const [isSilence, slot] of [[false, alarm] as const, [true, silence] as const]) {
          if (!slot?.record) continue;
          const each = keep({ binding, isSilence }, shard);
          Object.assign(each.slot, slot);
          each.known = slot.record;
          out.push(each.slot);
        }
      }
      return { out, gone: goneSlots(saved, (key) => there.has(key)) };
    },
    close: () => {
      for (const { thread } of shards) thread.close();
    },
  };
}

/** What the threads saved, as one engine would have. */
function mergeSaved(parts: readonly SavedRunner[], first: SavedRunner): SavedRunner {
  const merge = <Key extends 'series' | 'feeds' | 'bindings'>(key: Key): SavedRunner[Key] =>
    Object.assign({}, ...parts.map((part) => part[key]));
  return { ...first, series: merge('series'), feeds: merge('feeds'), bindings: merge('bindings') };
}

function schedulesOf(rules: readonly Rule[]): readonly Schedule[] {
  const inputs = rules.flatMap(({ derived }) => derived);
  const schedules = inputs.flatMap((input) => (input.of === 'schedule' ? [input.schedule] : []));
  return [...new Map(schedules.map((schedule) => [schedule.id, schedule])).values()];
}
