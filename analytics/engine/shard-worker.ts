/** One worker thread of a sharded engine: compiles the rules, keeps those of its assets and answers one request after the other. */
import { workerData } from 'node:worker_threads';
import { compileRule } from '../rules/compile-rule.ts';
import { createSchedule } from '../rules/schedule.ts';
import type { Carrier } from './arrivals.ts';
import type { AlarmSlot, Binding } from './binding.ts';
import { createRuleRunner } from './rule-runner.ts';
import {
  READING_CELLS,
  type ShardAnswer,
  type ShardRequest,
  type ShardSaid,
  type ShardSetup,
} from './shard-messages.ts';
import { rulesOfShard } from './shards.ts';

const setup = workerData as ShardSetup;
const { port } = setup;

const answer = (message: ShardAnswer, given: readonly ArrayBuffer[] = []) => {
  port.postMessage(message, [...given]);
  Atomics.add(setup.answered, 0, 1);
  Atomics.notify(setup.answered, 0);
};

const runner = createRunner();
const bindings = new Map(runner.wiring.bindings.map((binding) => [binding.key, binding]));
/** Whose each slot is, as far as it has spoken. */
const nameOf = (binding: Binding, slot: AlarmSlot) => ({ binding: binding.key, isSilence: slot === binding.silence });

function createRunner() {
  const { timeline, texts, assets, own } = setup;
  const metrics = new Map(setup.metrics.map((metric) => [metric.id, metric]));
  const schedules = new Map(setup.schedules.map((definition) => [definition.id, createSchedule(definition)]));
  const rules = texts.map(({ file, text, domain }) => compileRule(file, text, { domain, metrics, assets, schedules }));
  return createRuleRunner(timeline, rulesOfShard(rules, new Set(own)));
}

function patch({ patches }: ShardRequest): void {
  for (const { binding: key, isSilence, record } of patches) {
    const binding = bindings.get(key);
    const slot = isSilence ? binding?.silence : binding?.alarm;
    if (!slot) throw new Error(`${key} has no alarm to change`);
    slot.record = record;
  }
}

function advance({ tick, forecasts, readings, count, epochs }: Extract<ShardRequest, { kind: 'advance' }>): void {
  const { series } = runner.wiring;
  for (let i = 0, cell = 0; i < count; i++, cell += READING_CELLS) {
    const carrier: Carrier = {
      sentAt: readings[cell + 4]!,
      epoch: epochs[readings[cell + 5]!]!,
      seq: readings[cell + 6]!,
    };
    const [atMs, value, quality, item] = [
      readings[cell + 1]!,
      readings[cell + 2]!,
      readings[cell + 3]!,
      readings[cell + 7]!,
    ];
    runner.arrivals.put(series[readings[cell]!]!, carrier, item, atMs, value, quality);
  }
  const said = runner.advance(tick, forecasts).map(({ record, slot }): ShardSaid => {
    const binding = bindings.get(`${record.rule}|${record.asset}`)!;
    return { ...nameOf(binding, slot), record, spokeAtMs: slot.spokeAtMs };
  });
  answer({ kind: 'said', said, counts: runner.counts, readings }, [readings.buffer]);
}

port.on('message', (request: ShardRequest) => {
  try {
    patch(request);
    switch (request.kind) {
      case 'advance':
        return advance(request);
      case 'explain':
        return answer({ kind: 'explained', explanation: runner.explain(request.rule, request.asset) });
      case 'save':
        return answer({ kind: 'saved', saved: runner.save() });
      case 'load':
        runner.load(request.saved);
        return answer({ kind: 'loaded' });
    }
  } catch (error) {
    answer({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});

answer({ kind: 'ready', series: runner.wiring.series.map(({ asset, metric }) => [asset, metric] as const) });
