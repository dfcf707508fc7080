/**
 * Prepares one run of the simulated city: a timeline of its own, its assets and devices with fresh credentials, the
 * month of history, and the configuration of the edge agents that serve it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Timeline } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains/index.ts';
import { partitionCounts } from '@chengyun/platform/log/partitions.ts';
import { createPostgresLog } from '@chengyun/platform/log/postgres-log.ts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import { upsertAssets } from '@chengyun/platform/store/assets.ts';
import { enrolDevices } from '@chengyun/platform/store/enrol.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { endTimeline, listTimelines, putTimeline } from '@chengyun/platform/store/timelines.ts';
import { type HistoryResult, preloadHistory } from '@chengyun/simulators/history.ts';
import type { Scenario } from '@chengyun/simulators/scenarios/scenario.ts';
import { cameraDevices, stationPlans } from '@chengyun/simulators/stations.ts';
import { credentialsFile, writeCameraConfig, writeSensorConfig } from './edge-config.ts';

export interface ExerciseOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly scenario: Scenario;
  readonly dataDir: string;
  readonly basePort: number;
  readonly pace: number;
}

export interface Exercise {
  readonly timeline: Timeline;
  readonly history: HistoryResult;
  /** Folder of the edge agents: credentials, configuration, outboxes. */
  readonly edgeDir: string;
}

/**
 * Wall time between the decision to start and the first moment of the storm, in which the simulator and the agents come
 * up; without it a city at pace 60 would be silent for minutes of its time and rightly say so.
 */
const LEAD_IN_MS = 7_000;

export async function registerDomains(store: Store): Promise<void> {
  await upsertAssets(
    store,
    DOMAINS.flatMap((domain) => domain.assets),
  );
}

/** Ends what ran before and opens the next timeline of this scenario. Its clock stands still until `startExercise`. */
async function openTimeline({ store, clock, scenario }: ExerciseOptions): Promise<Timeline> {
  const known = await listTimelines(store);
  for (const one of known) {
    if (one.kind === 'exercise' && one.endedAtMs === null) await endTimeline(store, one.id, clock.nowMs());
  }
  const runs = known.filter((one) => one.id.startsWith(`exercise:${scenario.id}`)).length;
  const timeline: Timeline = {
    id: `exercise:${scenario.id}-${runs + 1}`,
    kind: 'exercise',
    clock: 'wall',
    pace: 0,
    anchorWallMs: clock.nowMs(),
    anchorTimelineMs: scenario.startMs,
    conductor: null,
    label: scenario.id,
    endedAtMs: null,
  };
  await putTimeline(store, timeline);
  return timeline;
}

/** Everything before the services start. The history goes through the log, so no service may own it yet. */
export async function prepareExercise(
  options: ExerciseOptions,
  onProgress: (share: number) => void,
): Promise<Exercise> {
  const { store, clock, dataDir, scenario } = options;
  const timeline = await openTimeline(options);
  const log = createPostgresLog(store, { partitions: partitionCounts(process.env) });
  const history = await preloadHistory({ log, timeline, scenario, owner: 'history', clock, onProgress });
  await log.close();

  const stations = stationPlans();
  const cameras = cameraDevices();
  const credentials = await enrolDevices(
    store,
    [
      ...stations.map(({ device, asset }) => ({
        id: device,
        kind: 'sensor' as const,
        timeline: timeline.id,
        assets: [asset.id],
      })),
      ...cameras.map(({ device, assets }) => ({ id: device, kind: 'camera' as const, timeline: timeline.id, assets })),
    ],
    clock,
  );
  const edgeDir = join(dataDir, 'edge');
  mkdirSync(join(edgeDir, 'credentials'), { recursive: true, mode: 0o700 });
  for (const one of credentials)
    writeFileSync(credentialsFile(edgeDir, one.device), `${JSON.stringify(one)}\n`, { mode: 0o600 });
  return { timeline, history, edgeDir };
}

/** The storm begins now: sets the clock going and writes what the edge agents need to know. */
export async function startExercise(
  exercise: Exercise,
  { store, clock, basePort, pace }: ExerciseOptions,
): Promise<{ sensorConfig: string; cameraConfig: string }> {
  const timeline: Timeline = { ...exercise.timeline, pace, anchorWallMs: clock.nowMs() + LEAD_IN_MS };
  await putTimeline(store, timeline);
  const place = { edgeDir: exercise.edgeDir, basePort, timeline };
  return { sensorConfig: writeSensorConfig(place), cameraConfig: writeCameraConfig(place) };
}
