import { createHash } from 'node:crypto';
import type { FactRecord, RuleStepKind, ShadowCounts } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains';
import type { Log } from '@chengyun/platform/log/log.ts';
import { createMemoryLog } from '@chengyun/platform/log/memory-log.ts';
import { createManualClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { createMetrics } from '@chengyun/platform/service/metrics.ts';
import { expect, test } from 'vitest';
import { createEngine } from '../engine/engine.ts';
import { MADE_TIMELINE, makeLog, partitionLog } from '../engine/made-log.ts';
import { readDomainFiles, ruleIdIn } from '../rules/load-rules.ts';
import type { SnapshotStore } from './checkpoint.ts';
import { loadRuleSet } from './rule-set.ts';
import { createAnalytics } from './service.ts';

const RULE = 'flood.heavy-rain';
const own = readDomainFiles(DOMAINS[0]!, 'rules').find(({ text }) => ruleIdIn(text)?.id === RULE)!.text;
/** Blind below 50 mm, so that it says something else than the file. */
const text = own.replace(/^version: .*/m, 'version: 2').replace('hour >= 36.0 &&', 'hour >= 50.0 &&');
const sha256 = createHash('sha256').update(text).digest('hex');

const factOf = (step: RuleStepKind, actor: string, seq: number): FactRecord => ({
  ...{ k: 'fact', tl: 'live', id: `${actor}/0000000000000001/${seq}`, actor, role: 'engineer' },
  ...{ epoch: '0000000000000001', seq, at: 0, rxAt: seq, body: { kind: 'rule', rule: RULE, version: 2, step, sha256 } },
});
const STEPS: readonly [RuleStepKind, string][] = [
  ['submit', 'ann'],
  ['backtest', 'ann'],
  ['approve', 'bob'],
  ['shadow', 'ann'],
  ['live', 'ann'],
  ['rollback', 'op'],
];
const facts = STEPS.map(([step, actor], i) => factOf(step, actor, i + 1));
/** Shadow from tick 100, live from 250, taken back at 450. */
const factsAt = (n: number) => (n < 100 ? 0 : n < 250 ? 4 : n < 450 ? 5 : 6);
const made = makeLog(23, 700).map(({ records, tick }) => ({ records, tick: { ...tick, facts: factsAt(tick.n) } }));

function expected(): string[] {
  const base = loadRuleSet(DOMAINS, [], null).rules;
  const changed = loadRuleSet(DOMAINS, [], null, {
    instead: [{ file: `rules/${RULE}@2.yaml`, text }],
    without: new Set(),
  });
  const create = (rules = base) => createEngine({ timeline: MADE_TIMELINE, rules });
  let engine = create();
  return made.flatMap(({ records, tick }) => {
    if (tick.n === 250 || tick.n === 450) {
      const state = engine.snapshot();
      engine = create(tick.n === 250 ? changed.rules : base);
      engine.restore(state);
    }
    for (const record of records) engine.push(record);
    return engine.tick(tick).map((alarm) => JSON.stringify(alarm));
  });
}

function alwaysAsFiled(): string[] {
  const engine = createEngine({ timeline: MADE_TIMELINE, rules: loadRuleSet(DOMAINS, [], null).rules });
  return made.flatMap(({ records, tick }) => {
    for (const record of records) engine.push(record);
    return engine.tick(tick).map((alarm) => JSON.stringify(alarm));
  });
}

function createSnapshots(): SnapshotStore {
  let kept: Awaited<ReturnType<SnapshotStore['load']>> = null;
  return {
    load: async () => kept,
    save: async (offsets, state) => {
      kept = { offsets: { ...offsets }, state };
    },
  };
}

function start(log: Log, snapshots: SnapshotStore, stored: string | null) {
  const registry = { assets: async () => [], endedTimelines: async () => [], ruleText: async () => stored };
  return createAnalytics(
    {
      CHENGYUN_ANALYTICS_SNAPSHOT_MS: 0,
      CHENGYUN_ANALYTICS_WAITING_MAX: 100_000,
      CHENGYUN_ANALYTICS_TIMELINES_MAX: 4,
      CHENGYUN_ANALYTICS_RETRO_MS: 600_000,
      CHENGYUN_ANALYTICS_THREADS: 0,
      CHENGYUN_ANALYTICS_OPERATORS: 1,
    },
    {
      ...{ log, clock: createManualClock(), logger: silentLogger, metrics: createMetrics('analytics') },
      ...{ domains: DOMAINS, snapshots, registry, assessors: () => [], owner: 'test' },
      onFailure: (error) => {
        throw error;
      },
    },
  );
}

/** Everything in the log, computed in as many runs of the service as there are `cuts`. */
async function run(cuts: readonly number[], stored: string | null = text) {
  const log = createMemoryLog({ telemetry: 1, alarms: 1, facts: 1 });
  const factWriter = await log.acquire('facts', 0, 'test');
  await factWriter.append(
    facts.map((fact) => JSON.stringify(fact)),
    { producer: 'test', producerSeq: 1 },
  );
  const writer = await log.acquire('telemetry', 0, 'test');
  const snapshots = createSnapshots();
  const lane = partitionLog(made, 1)[0]!;
  const ends = [...cuts, lane.length];
  for (const [i, end] of ends.entries()) {
    const part = lane.slice(ends[i - 1] ?? 0, end).map((record) => JSON.stringify(record));
    await writer.append(part, { producer: 'test', producerSeq: i + 1 });
    const analytics = start(log, snapshots, stored);
    await analytics.start();
    // Stopping waits for what is being computed; what was not reached is computed by the next one.
    await new Promise((resolve) => setImmediate(resolve));
    await analytics.stop();
  }
  const last = start(log, snapshots, stored);
  await last.start();
  const alarms = await readAll(log, 'alarms', expected().length);
  await last.stop();
  return { alarms, counts: (await readAll(log, 'assessments', 1)).map((line) => JSON.parse(line) as ShadowCounts) };
}

async function readAll(log: Log, stream: 'alarms' | 'assessments', count: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const batch of log.read(stream, 0, 0, new AbortController().signal)) {
    lines.push(...batch.records);
    if (lines.length >= Math.max(count, await log.head(stream, 0))) break;
  }
  return lines;
}

test('rules switch at the tick that the log says, and the shadow speaks in counts alone', async () => {
  const { alarms, counts } = await run([]);
  const truth = expected();
  expect(truth).not.toEqual(alwaysAsFiled());
  expect(alarms.join('\n') === truth.join('\n')).toBe(true);
  expect(counts[0]).toMatchObject({ k: 'shadow', n: 100, rules: [{ rule: RULE, version: 2 }] });
  expect(Math.max(...counts.map(({ rules }) => rules[0]?.raised ?? 0))).toBeGreaterThan(0);
  expect(counts.every(({ n }) => n >= 100 && n < 250)).toBe(true);
});

test('restarted in shadow, in force and after the roll-back it says the same', async () => {
  const undisturbed = await run([]);
  const cut = await run([400, 900, 1_500, 2_200]);
  expect(cut.alarms).toEqual(undisturbed.alarms);
  expect(cut.counts).toEqual(undisturbed.counts);
});

test('a text that is not what was approved never runs', async () => {
  const truth = alwaysAsFiled();
  const log = createMemoryLog({ telemetry: 1, alarms: 1, facts: 1 });
  const factWriter = await log.acquire('facts', 0, 'test');
  await factWriter.append(
    facts.slice(0, 5).map((fact) => JSON.stringify(fact)),
    { producer: 'test', producerSeq: 1 },
  );
  const writer = await log.acquire('telemetry', 0, 'test');
  const lane = partitionLog(
    made.map(({ records, tick }) => ({ records, tick: { ...tick, facts: Math.min(tick.facts, 5) } })),
    1,
  )[0]!;
  await writer.append(
    lane.map((record) => JSON.stringify(record)),
    { producer: 'test', producerSeq: 1 },
  );
  const analytics = start(log, createSnapshots(), text.replace('50.0', '10.0'));
  await analytics.start();
  expect(await readAll(log, 'alarms', truth.length)).toEqual(truth);
  await analytics.stop();
});

test('the running service explains the version in shadow beside the one in force', async () => {
  const log = createMemoryLog({ telemetry: 1, alarms: 1, facts: 1 });
  const factWriter = await log.acquire('facts', 0, 'test');
  await factWriter.append(
    facts.map((fact) => JSON.stringify(fact)),
    { producer: 'test', producerSeq: 1 },
  );
  const writer = await log.acquire('telemetry', 0, 'test');
  const upTo200 = partitionLog(made, 1)[0]!.filter((record) => record.k !== 'tick' || record.n <= 200);
  const end = upTo200.findLastIndex(({ k }) => k === 'tick') + 1;
  await writer.append(
    upTo200.slice(0, end).map((record) => JSON.stringify(record)),
    { producer: 'test', producerSeq: 1 },
  );
  const analytics = start(log, createSnapshots(), text);
  await analytics.start();
  await readAll(log, 'assessments', 1);
  const asset = analytics.rules().rules.find(({ id }) => id === RULE)!.watched[0]!.asset.id;
  expect(analytics.explain(MADE_TIMELINE, RULE, asset)).toMatchObject({ ruleVersion: 1, inShadow: false });
  expect(analytics.explain(MADE_TIMELINE, RULE, asset, 2)).toMatchObject({ ruleVersion: 2, inShadow: true });
  expect(analytics.explain(MADE_TIMELINE, RULE, asset, 3)).toBeNull();
  await analytics.stop();
});
