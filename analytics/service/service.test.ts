import { basemapData } from '@chengyun/basemap';
import type {
  ForecastRecord,
  ForecastScoreRecord,
  ForecastStreamRecord,
  Stream,
  TelemetryRecord,
} from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains';
import type { Log } from '@chengyun/platform/log/log.ts';
import { createMemoryLog } from '@chengyun/platform/log/memory-log.ts';
import { createManualClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { createMetrics } from '@chengyun/platform/service/metrics.ts';
import { expect, test, vi } from 'vitest';
import { createAlarmFigures } from '../alarms/figures.ts';
import { createEngine } from '../engine/engine.ts';
import { MADE_TIMELINE, makeFact, makeLog, partitionLog, randomFrom } from '../engine/made-log.ts';
import { madeForecasts } from '../engine/made-rules.ts';
import { createRiskAssessor } from '../risk/assessor.ts';
import { createPlaceProfiles } from '../risk/place-profiles.ts';
import type { Analytics } from './analytics.ts';
import type { AssessorFactory } from './assessor.ts';
import type { SnapshotStore } from './checkpoint.ts';
import { loadRuleSet } from './rule-set.ts';
import { createAnalytics } from './service.ts';

const PARTITIONS = 3;
/** The forecasts stream: what rules read, and between it scores and forecasts of others, which they must not. */
const stream: ForecastStreamRecord[] = [];
const made = makeLog(11, 600).map(({ records, tick }) => {
  // A tick names what was there when it was made; the forecasts that it leads to come after it.
  const named = { ...tick, facts: tick.n > 300 ? 1 : 0, forecasts: stream.length };
  for (const record of madeForecasts({ records, tick }))
    stream.push({ ...record, tl: 'live' }, record, scoreOf(record));
  return { records, tick: named };
});
function scoreOf({ tl, model, version, asset, metric, issuedAt: at, skilled }: ForecastRecord): ForecastScoreRecord {
  const figures = { spanMs: 86_400_000, from: 'issued', leads: [], skill: 0, seasonalSkill: null, skilled } as const;
  return { k: 'forecast-score', tl, model, version, asset, metric, at, ...figures };
}
const isOurs = (record: ForecastStreamRecord): record is ForecastRecord =>
  record.k === 'forecast' && record.tl === MADE_TIMELINE;

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
let namedBefore = 0;
const truth = made.flatMap(({ records, tick }) => {
  for (const record of records) engine.push(record);
  if (tick.n === 301) acked = engine.activeAlarms()[0]!.id;
  const facts = tick.n === 301 ? [makeFact({ kind: 'ack', alarm: acked }, 1, 0)] : [];
  const foreseen = stream.slice(namedBefore, tick.forecasts).filter(isOurs);
  namedBefore = tick.forecasts;
  const alarms = engine.tick(tick, facts, foreseen);
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
      CHENGYUN_ANALYTICS_THREADS: 0,
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

async function appendForecasts(log: Log, from: number, to: number): Promise<void> {
  if (to <= from) return;
  const writer = await log.acquire('forecasts', 0, 'test');
  await writer.append(
    stream.slice(from, to).map((record) => JSON.stringify(record)),
    { producer: 'test', producerSeq: to },
  );
}

/** What the newest tick of a lane names. */
function lastNamed(lane: readonly TelemetryRecord[]): number {
  const tick = lane.findLast((record) => record.k === 'tick');
  return tick?.k === 'tick' ? (tick.forecasts ?? 0) : 0;
}

test('the made forecasts move a rule', () => {
  expect(stream.length).toBeGreaterThan(100);
  expect(truth.some((line) => line.includes('"rule":"flood.tide-outlook"'))).toBe(true);
});

test('the alarms stream is what one undisturbed engine says', async () => {
  const log = createMemoryLog({ telemetry: PARTITIONS, alarms: 1, facts: 1 });
  const analytics = startAnalytics(log, createSnapshots().store);
  await analytics.start();
  const half = Math.floor(stream.length / 2);
  await appendForecasts(log, 0, half);
  await appendLanes(log, partitionLog(made, PARTITIONS));
  // Ticks wait for the forecasts that they name, however late these can be read.
  await vi.waitFor(async () => expect(await log.head('alarms', 0)).toBeGreaterThan(0));
  expect(await log.head('alarms', 0)).toBeLessThan(truth.length);
  await appendForecasts(log, half, stream.length);
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
  let told = 0;
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
    // Some of the forecasts that these ticks name come only after the kill.
    const named = Math.max(0, ...lanes.map((lane, i) => lastNamed(lane.slice(0, places[i]))));
    const upTo = random() < 0.3 ? named - 3 : named;
    await appendForecasts(log, told, upTo);
    told = Math.max(told, upTo);
    await analytics.stop();
    // A kill is a stop whose last snapshots were never written.
    old.push(snapshots.kept());
    snapshots.put(old[Math.max(0, old.length - 1 - Math.floor(random() * 3))]!);
  }
  const last = startAnalytics(log, snapshots.store);
  await last.start();
  await appendForecasts(log, told, stream.length);
  expect(round).toBeGreaterThan(8);
  expect((await recordsIn(log, 'alarms', truth.length)).join('\n') === truth.join('\n')).toBe(true);
  expect(found.length).toBeGreaterThan(10);
  expect((await recordsIn(log, 'assessments', found.length)).join('\n') === found.join('\n')).toBe(true);
  await last.stop();
  expect(await log.head('alarms', 0)).toBe(truth.length);
  expect(await log.head('assessments', 0)).toBe(found.length);
});
