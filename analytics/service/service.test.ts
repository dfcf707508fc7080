import { basemapData } from '@chengyun/basemap';
import type { Stream, TelemetryRecord } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains';
import type { Log } from '@chengyun/platform/log/log.ts';
import { createMemoryLog } from '@chengyun/platform/log/memory-log.ts';
import { createManualClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { createMetrics } from '@chengyun/platform/service/metrics.ts';
import { expect, test } from 'vitest';
import { createAlarmFigures } from '../alarms/figures.ts';
import { createEngine } from '../engine/engine.ts';
import { MADE_TIMELINE, makeFact, makeLog, partitionLog, randomFrom } from '../engine/made-log.ts';
import { createRiskAssessor } from '../risk/assessor.ts';
import { createPlaceProfiles } from '../risk/place-profiles.ts';
import type { AssessorFactory } from './assessor.ts';
import type { SnapshotStore } from './checkpoint.ts';
import { loadRuleSet } from './rule-set.ts';
import { type Analytics, createAnalytics } from './service.ts';

const PARTITIONS = 3;
const made = makeLog(11, 600).map(({ records, tick }) => ({ records, tick: { ...tick, facts: tick.n > 300 ? 1 : 0 } }));

const places = createPlaceProfiles(basemapData());
const madeAssessors: AssessorFactory = ({ assets }) => [
  createRiskAssessor({ places, domains: DOMAINS, assets, onDropped: () => undefined }),
  createAlarmFigures({ operators: 1 }),
];

/** What the alarms stream must hold in the end: one engine, no service, no partitions. */
const set = loadRuleSet(DOMAINS, [], null);
const engine = createEngine({ timeline: MADE_TIMELINE, rules: set.rules });
const assessors = madeAssessors(set);
const found: string[] = [];
let acked = '';
const truth = made.flatMap(({ records, tick }) => {
  for (const record of records) engine.push(record);
  if (tick.n === 301) acked = engine.activeAlarms()[0]!.id;
  const facts = tick.n === 301 ? [makeFact({ kind: 'ack', alarm: acked }, 1, 0)] : [];
  const alarms = engine.tick(tick, facts);
  const standing = engine.activeAlarms();
  const said = assessors.flatMap((each) => each.assess(tick, standing, facts, alarms));
  found.push(...said.map((each) => JSON.stringify(each)));
  return alarms.map((alarm) => JSON.stringify(alarm));
});

function createSnapshots() {
  let kept: Awaited<ReturnType<SnapshotStore['load']>> = null;
  const store: SnapshotStore = {
    load: async () => kept,
    save: async (offsets, state) => {
      kept = { offsets: { ...offsets }, state };
    },
  };
  return { store, kept: () => kept, put: (value: typeof kept) => (kept = value) };
}

function startAnalytics(log: Log, snapshots: SnapshotStore): Analytics {
  const clock = createManualClock();
  return createAnalytics(
    {
      CHENGYUN_ANALYTICS_SNAPSHOT_MS: 0,
      CHENGYUN_ANALYTICS_WAITING_MAX: 100_000,
      CHENGYUN_ANALYTICS_TIMELINES_MAX: 4,
      CHENGYUN_ANALYTICS_RETRO_MS: 600_000,
      CHENGYUN_ANALYTICS_OPERATORS: 1,
    },
    {
      ...{ log, clock, logger: silentLogger, metrics: createMetrics('analytics'), domains: DOMAINS, snapshots },
      registry: { assets: async () => [], endedTimelines: async () => [], ruleText: async () => null },
      assessors: madeAssessors,
      owner: 'test',
      onFailure: (error) => {
        throw error;
      },
    },
  );
}

async function recordsIn(log: Log, stream: Stream, count: number): Promise<string[]> {
  const reading = new AbortController();
  const lines: string[] = [];
  for await (const batch of log.read(stream, 0, 0, reading.signal)) {
    lines.push(...batch.records);
    if (lines.length >= count) break;
  }
  reading.abort();
  return lines;
}

async function appendLanes(log: Log, lanes: readonly (readonly TelemetryRecord[])[]): Promise<void> {
  for (const [partition, lane] of lanes.entries()) {
    const writer = await log.acquire('telemetry', partition, 'test');
    await writer.append(
      lane.map((record) => JSON.stringify(record)),
      { producer: 'test', producerSeq: 1 },
    );
  }
  const facts = await log.acquire('facts', 0, 'test');
  const fact = makeFact({ kind: 'ack', alarm: acked }, 1, 0);
  await facts.append([JSON.stringify(fact)], { producer: 'test', producerSeq: 1 });
}

test('the alarms stream is what one undisturbed engine says', async () => {
  const log = createMemoryLog({ telemetry: PARTITIONS, alarms: 1, facts: 1 });
  const analytics = startAnalytics(log, createSnapshots().store);
  await analytics.start();
  await appendLanes(log, partitionLog(made, PARTITIONS));
  expect((await recordsIn(log, 'alarms', truth.length)).join('\n') === truth.join('\n')).toBe(true);
  await analytics.stop();
});

test('killed again and again with snapshots of any age, it says everything once', async () => {
  const log = createMemoryLog({ telemetry: PARTITIONS, alarms: 1, facts: 1 });
  const lanes = partitionLog(made, PARTITIONS);
  const writers = await Promise.all(lanes.map((_, partition) => log.acquire('telemetry', partition, 'test')));
  const snapshots = createSnapshots();
  const old: ReturnType<typeof snapshots.kept>[] = [null];
  const random = randomFrom(5);
  const places = lanes.map(() => 0);
  let round = 0;
  while (places.some((place, i) => place < lanes[i]!.length)) {
    round += 1;
    const analytics = startAnalytics(log, snapshots.store);
    await analytics.start();
    if (round === 2) {
      const facts = await log.acquire('facts', 0, 'test');
      const fact = makeFact({ kind: 'ack', alarm: acked }, 1, 0);
      await facts.append([JSON.stringify(fact)], { producer: 'test', producerSeq: 1 });
    }
    for (const [i, lane] of lanes.entries()) {
      const part = lane.slice(places[i], places[i]! + Math.floor(random() * 150));
      places[i]! += part.length;
      await writers[i]!.append(
        part.map((record) => JSON.stringify(record)),
        { producer: 'test', producerSeq: round },
      );
    }
    await analytics.stop();
    // A kill is a stop whose last snapshots were never written.
    old.push(snapshots.kept());
    snapshots.put(old[Math.max(0, old.length - 1 - Math.floor(random() * 3))]!);
  }
  const last = startAnalytics(log, snapshots.store);
  await last.start();
  expect(round).toBeGreaterThan(8);
  expect((await recordsIn(log, 'alarms', truth.length)).join('\n') === truth.join('\n')).toBe(true);
  expect(found.length).toBeGreaterThan(10);
  expect((await recordsIn(log, 'assessments', found.length)).join('\n') === found.join('\n')).toBe(true);
  await last.stop();
  expect(await log.head('alarms', 0)).toBe(truth.length);
  expect(await log.head('assessments', 0)).toBe(found.length);
});
