/**
 * A scenario through the real path: simulated stations speak MQTT to ingest, the log, analytics and the console, in a
 * timeline of its own that is marked as an exercise. Scored against the same sealed truth as the engine alone, and each
 * hop is timed. At a pace above 1 a second of the path costs as many seconds of the scenario.
 */
import { join } from 'node:path';
import type { AlarmRecord, AlarmView, DeviceCredentials, TelemetryRecord, Timeline } from '@chengyun/contracts';
import { partitionCounts } from '@chengyun/platform/log/partitions.ts';
import { createPostgresLog } from '@chengyun/platform/log/postgres-log.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { enrolDevices } from '@chengyun/platform/store/enrol.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { endTimeline, listTimelines, putTimeline } from '@chengyun/platform/store/timelines.ts';
import { scenarioNamed } from '@chengyun/simulators/scenarios/index.ts';
import type { Scenario } from '@chengyun/simulators/scenarios/scenario.ts';
import { stationPlans } from '@chengyun/simulators/stations.ts';
import { openConsoleSocket, wallCookie } from '../../console-socket.ts';
import { consoleUrlOf, mqttUrlOf } from '../../installation.ts';
import { truthFor } from '../drill.ts';
import { type DrillReport, scoreScenario } from '../score-scenario.ts';
import { feedCity } from './city-feed.ts';
import { createHopBook, type HopBook } from './hops.ts';
import { firstPasswords, openPeople, type People } from './people.ts';

export interface LivePlace {
  readonly store: Store;
  readonly basePort: number;
  readonly dataDir: string;
}

export interface LiveOptions extends LivePlace {
  readonly name: string;
  readonly seed: number | undefined;
  readonly pace: number;
  readonly note: (text: string) => void;
  readonly signal: AbortSignal;
}

export interface LiveRun {
  readonly timeline: string;
  readonly drill: DrillReport;
  readonly hops: HopBook;
  readonly readings: number;
  /** Deltas of the wall that did not follow the one before. */
  readonly gaps: number;
  /** Null: nobody's password was there to act with. */
  readonly people: People['counts'] | null;
}

/** Calm minutes before the scenario, so that stations are known before the storm. */
const LEAD_IN_MS = 30 * 60_000;
const SETTLE_MS = 3_000;
const NOTES = 10;
const clock = systemClock;

async function openTimeline(store: Store, scenario: Scenario, pace: number): Promise<Timeline> {
  const before = (await listTimelines(store)).filter(({ id }) => id.startsWith(`exercise:drill-${scenario.id}-`));
  const timeline: Timeline = {
    ...{ id: `exercise:drill-${scenario.id}-${before.length + 1}`, kind: 'exercise', clock: 'wall', pace },
    ...{ anchorWallMs: clock.nowMs(), anchorTimelineMs: scenario.startMs - LEAD_IN_MS, conductor: null },
    ...{ label: `drill ${scenario.id}`, endedAtMs: null },
  };
  await putTimeline(store, timeline);
  return timeline;
}

async function enrolStations(store: Store, timeline: Timeline): Promise<ReadonlyMap<string, DeviceCredentials>> {
  const plans = stationPlans();
  const devices = plans.map(({ asset }, index) => ({
    ...{ id: `drill-station-${index + 1}`, kind: 'sensor' as const, timeline: timeline.id, assets: [asset.id] },
  }));
  const credentials = await enrolDevices(store, devices, clock);
  return new Map(credentials.map((one, index) => [plans[index]!.asset.id, one]));
}

export async function runLive(options: LiveOptions): Promise<LiveRun> {
  const { store, basePort, dataDir, name, seed, pace, note, signal } = options;
  const scenario = scenarioNamed(name, seed);
  const timeline = await openTimeline(store, scenario, pace);
  note(`  ${timeline.id} at pace ${pace}: ${Math.ceil((scenario.endMs - timeline.anchorTimelineMs) / pace / 1000)} s`);
  const hops = createHopBook(timeline.id);
  const alarms: AlarmRecord[] = [];
  const reading = new AbortController();
  const log = createPostgresLog(store, { partitions: partitionCounts(process.env) });
  const readers: Promise<void>[] = [];
  const follow = async (stream: 'telemetry' | 'alarms', partition: number, use: (text: string) => void) => {
    const from = await log.head(stream, partition);
    const read = async () => {
      for await (const { records } of log.read(stream, partition, from, reading.signal)) records.forEach(use);
    };
    readers.push(read());
  };
  let people: People | null = null;
  let wall: { close(): void } | null = null;
  let [gaps, n] = [0, -1];
  try {
    for (let partition = 0; partition < log.partitions('telemetry'); partition++) {
      const use = (text: string) => hops.committed(partition, JSON.parse(text) as TelemetryRecord, clock.nowMs());
      await follow('telemetry', partition, use);
    }
    const useAlarm = (text: string) => {
      const alarm = JSON.parse(text) as AlarmRecord;
      if (alarm.tl === timeline.id) alarms.push(alarm);
      hops.fired(alarm, clock.nowMs());
    };
    await follow('alarms', 0, useAlarm);
    const credentials = await enrolStations(store, timeline);
    const about = { basePort, dataDir, timeline: timeline.id, hops, nowMs: clock.nowMs, note, signal };
    const passwords = firstPasswords(dataDir);
    people = passwords === null ? null : await openPeople(about, passwords);
    const see = (all: readonly AlarmView[]) => {
      const nowMs = clock.nowMs();
      for (const alarm of all) {
        hops.shown(alarm, nowMs);
        people?.see(alarm);
      }
    };
    const origin = consoleUrlOf(basePort);
    wall = await openConsoleSocket({
      ...{ origin, cookie: await wallCookie(origin, dataDir, signal), signal },
      subscribe: { view: 'wall', timeline: timeline.id },
      onSnapshot: (snapshot) => {
        n = snapshot.n;
        see(snapshot.alarms);
      },
      onDelta: (delta) => {
        if (delta.n !== n + 1) gaps += 1;
        n = delta.n;
        see(delta.alarms ?? []);
      },
    });
    let said = 0;
    const readings = await feedCity({
      ...{ timeline, scenario, credentials, hops, signal, mqttUrl: mqttUrlOf(basePort) },
      outboxDir: join(dataDir, 'edge', 'drill', timeline.id.replace(':', '-')),
      onShare: (share) => {
        if (share * NOTES < said + 1) return;
        said += 1;
        note(`  ${Math.round(share * 100)} %, ${alarms.length} alarm records`);
      },
    });
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const drill = scoreScenario(truthFor(name, seed), alarms, scenario.startMs);
    return { timeline: timeline.id, drill, hops, readings, gaps, people: people?.counts ?? null };
  } finally {
    wall?.close();
    await people?.close();
    reading.abort();
    await Promise.all(readers);
    await log.close();
    await endTimeline(store, timeline.id, clock.nowMs());
  }
}
