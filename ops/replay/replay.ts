/**
 * Plays a recorded set into a running city: a timeline of its own, devices of its own, everything through MQTT. Ends
 * with what the alarms were worth: for each station the first alarm of the storm against its highest water.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DeviceCredentials, Timeline } from '@chengyun/contracts';
import { systemChance } from '@chengyun/edge/agent/chance.ts';
import { createFileReplay, type FileReplayConfig } from '@chengyun/edge/sensor/drivers/file/file-replay.ts';
import { createReplay, type ReplayProgress } from '@chengyun/edge/sensor/replay/replay.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { createLogger } from '@chengyun/platform/service/logger.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { upsertAssets } from '@chengyun/platform/store/assets.ts';
import { enrolDevices } from '@chengyun/platform/store/enrol.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { endTimeline, listTimelines, putTimeline } from '@chengyun/platform/store/timelines.ts';
import { mqttUrlOf } from '../installation.ts';
import type { ReplaySet } from './sets.ts';

export interface StationResult {
  readonly asset: string;
  readonly name: string;
  readonly observations: number;
  readonly peakAt: string;
  readonly peakM: number;
  /** First alarm that was still up, or came, within the day before the peak. */
  readonly alarmAt: string | null;
  readonly level: string | null;
  /** Hours between that alarm and the peak; negative when it came after. */
  readonly leadH: number | null;
  readonly alarms: number;
}

export interface ReplayResult {
  readonly timeline: string;
  readonly observations: number;
  readonly seconds: number;
  readonly stations: readonly StationResult[];
}

export interface ReplayOptions {
  readonly store: Store;
  readonly basePort: number;
  readonly dataDir: string;
  readonly set: ReplaySet & { readonly path: string };
  readonly speed: number | null;
  readonly onProgress: (progress: ReplayProgress) => void;
  readonly signal: AbortSignal;
}

const clock = systemClock;
/** The archive and the engine are given this long to finish what is in the log. */
const SETTLE_MS_MAX = 30_000;
const SETTLE_POLL_MS = 250;

/** Each station's series as the file driver reads it. */
function filesOf({ csv, path }: ReplayOptions['set']): FileReplayConfig[] {
  return csv.assets.map(({ station, asset }) => ({
    path,
    timeColumn: csv.columns.time,
    valueColumn: csv.columns.value,
    where: { [csv.columns.station]: station, [csv.columns.series]: csv.series },
    metric: csv.metric,
    asset: asset.id,
  }));
}

/** The clock of a conducted timeline stands where the record begins until the conductor moves it. */
async function beginOf(files: readonly FileReplayConfig[]): Promise<number> {
  let beginMs = Number.POSITIVE_INFINITY;
  for (const file of files) {
    const { value } = await createFileReplay(file).readings().next();
    if (value) beginMs = Math.min(beginMs, value.at);
  }
  if (!Number.isFinite(beginMs)) throw new AppError('NO_DATA', `${files[0]?.path ?? 'the set'} holds no reading.`);
  return beginMs;
}

async function openTimeline(
  store: Store,
  { csv, name }: ReplaySet,
  conductor: string,
  beginMs: number,
): Promise<Timeline> {
  const known = await listTimelines(store);
  const earlier = known.filter((one) => one.id.startsWith(`replay:${name}-`));
  for (const one of earlier) if (one.endedAtMs === null) await endTimeline(store, one.id, clock.nowMs());
  const timeline: Timeline = {
    id: `replay:${name}-${earlier.length + 1}`,
    kind: 'replay',
    clock: 'conducted',
    pace: 1,
    anchorWallMs: clock.nowMs(),
    anchorTimelineMs: beginMs,
    conductor,
    label: csv.label,
    endedAtMs: null,
  };
  await putTimeline(store, timeline);
  return timeline;
}

export async function runReplay(options: ReplayOptions): Promise<ReplayResult> {
  const { store, set, dataDir } = options;
  const { csv } = set;
  const startedMs = clock.monotonicMs();
  const conductor = `conductor-${set.name}`;
  const deviceOf = (station: string) => `replay-${csv.id}-${station}`;
  const files = filesOf(set);
  const timeline = await openTimeline(store, set, conductor, await beginOf(files));
  const assets = csv.assets.map((one) => one.asset);
  await upsertAssets(store, assets);
  const credentials = await enrolDevices(
    store,
    [
      ...csv.assets.map(({ station, asset }) => ({
        ...{ id: deviceOf(station), kind: 'sensor' as const, timeline: timeline.id, assets: [asset.id] },
      })),
      { id: conductor, kind: 'conductor', timeline: timeline.id, assets: [] },
    ],
    clock,
  );
  const accountOf = (device: string) => ({ device, credentials: byDevice(credentials, device) });
  const outboxDir = join(dataDir, 'edge', 'outbox', timeline.id.replace(':', '-'));
  mkdirSync(outboxDir, { recursive: true, mode: 0o700 });
  const replay = createReplay(
    {
      mqttUrl: mqttUrlOf(options.basePort),
      outboxDir,
      stepMs: set.stepMs,
      ...(options.speed === null ? {} : { speed: options.speed }),
      devices: csv.assets.map(({ station }) => accountOf(deviceOf(station))),
      conductor: accountOf(conductor),
      series: csv.assets.flatMap(({ station }, index) => {
        const file = files[index];
        return file ? [{ device: deviceOf(station), file }] : [];
      }),
    },
    { clock, chance: systemChance, logger: createLogger('edgeSensor', 'error'), onProgress: options.onProgress },
  );
  const { observations } = await replay.run(options.signal);
  await settled(store, timeline.id, observations);
  const stations: StationResult[] = [];
  for (const asset of assets) stations.push(await judge(store, timeline.id, asset.id, asset.name.en));
  return { timeline: timeline.id, observations, stations, seconds: (clock.monotonicMs() - startedMs) / 1000 };
}

function byDevice(credentials: readonly DeviceCredentials[], device: string): DeviceCredentials {
  const found = credentials.find((one) => one.device === device);
  if (!found) throw new Error(`no credentials for ${device}`);
  return found;
}

async function settled(store: Store, timeline: string, observations: number): Promise<void> {
  const untilMs = clock.monotonicMs() + SETTLE_MS_MAX;
  let alarmsBefore = -1;
  while (clock.monotonicMs() < untilMs) {
    const { rows } = await store.query<{ stored: number; alarms: number }>(
      `SELECT (SELECT count(*)::int FROM observations o JOIN series s ON s.id = o.series WHERE s.timeline = $1) AS stored,
              (SELECT count(*)::int FROM alarm_transitions WHERE timeline = $1) AS alarms`,
      [timeline],
    );
    const { stored = 0, alarms = 0 } = rows[0] ?? {};
    if (stored >= observations && alarms === alarmsBefore) return;
    alarmsBefore = alarms;
    await new Promise((resolve) => setTimeout(resolve, SETTLE_POLL_MS * 4));
  }
}

/** The peak of the record and the alarm that warned of it. */
async function judge(store: Store, timeline: string, asset: string, name: string): Promise<StationResult> {
  const { rows } = await store.query<{ peak_at: Date; peak: number; count: number }>(
    `SELECT o.at AS peak_at, o.value AS peak, (count(*) OVER ())::int AS count
       FROM observations o JOIN series s ON s.id = o.series
      WHERE s.timeline = $1 AND s.asset = $2 AND o.quality < 2 ORDER BY o.value DESC LIMIT 1`,
    [timeline, asset],
  );
  const peak = rows[0];
  const raised = await store.query<{ at: Date; level: string; cleared: Date | null }>(
    `SELECT raised_at AS at, body->>'peak' AS level, to_timestamp((body->>'clearedAt')::float8 / 1000) AS cleared
       FROM alarms WHERE timeline = $1 AND asset = $2 ORDER BY raised_at`,
    [timeline, asset],
  );
  const peakMs = peak?.peak_at.getTime() ?? 0;
  const warned = raised.rows.find((one) => {
    const untilMs = one.cleared?.getTime() ?? Number.POSITIVE_INFINITY;
    return untilMs >= peakMs - 86_400_000 && one.at.getTime() <= peakMs + 86_400_000;
  });
  return {
    asset,
    name,
    observations: peak?.count ?? 0,
    peakAt: peak?.peak_at.toISOString() ?? '',
    peakM: peak?.peak ?? Number.NaN,
    alarmAt: warned?.at.toISOString() ?? null,
    level: warned?.level ?? null,
    leadH: warned ? Math.round(((peakMs - warned.at.getTime()) / 3_600_000) * 10) / 10 : null,
    alarms: raised.rows.length,
  };
}
