/**
 * What a camera says: its own state and the measurements of its zones and lines, as observations of the data standard.
 * What it judged carries how far it can be believed; what it measured of itself does not.
 */
import { CONFIDENCE_MIN, COUNTED, type Counted, type Observation } from '@chengyun/contracts';
import type { CameraHealth } from './health/camera-health.ts';
import type { ZoneReport } from './scene.ts';
import type { LineMeasurement } from './zones/line-counter.ts';

export interface CameraReport {
  readonly at: number;
  readonly asset: string | undefined;
  readonly health: CameraHealth;
  readonly zones: readonly ZoneReport[];
  readonly lines: readonly LineMeasurement[];
  /** Of everything that was judged, 0 to 1; null when nothing was. */
  readonly confidence: number | null;
  readonly framesPerS: number;
  /** Median; null when nothing was judged lately. */
  readonly inferenceMs: number | null;
  /** By how much the camera's clock went wrong since its stream began; null while it cannot be told. */
  readonly clockDriftMs: number | null;
}

const rounded = (value: number) => Math.round(value * 10) / 10;
const UNSURE: Pick<Observation, 'quality'> = { quality: { verdict: 'uncertain', flags: ['unsure'] } };

export function observationsFrom(report: CameraReport): Observation[] {
  const { at, health, asset: own } = report;
  const say = (asset: string | undefined, metric: string, value: number, unit: string): Observation => ({
    metric,
    ...(asset === undefined ? {} : { asset }),
    at,
    value,
    unit,
  });
  const judge = (asset: string | undefined, metric: string, value: number, unit: string, founded = 1): Observation => {
    const confidence = Math.round((report.confidence ?? 0) * founded * 100) / 100;
    return { ...say(asset, metric, value, unit), ...(confidence < CONFIDENCE_MIN ? UNSURE : {}), confidence };
  };
  const ofItself = [
    say(own, 'camera.online', health === 'offline' ? 0 : 1, '1'),
    say(own, 'camera.view_ok', health === 'ok' ? 1 : 0, '1'),
    say(own, 'camera.frame_rate', rounded(report.framesPerS), 'Hz'),
    ...(report.inferenceMs === null ? [] : [say(own, 'camera.inference_ms', rounded(report.inferenceMs), 'ms')]),
    ...(report.confidence === null ? [] : [say(own, 'camera.confidence', report.confidence, '1')]),
    ...(report.clockDriftMs === null
      ? []
      : [say(own, 'camera.clock_drift_s', rounded(report.clockDriftMs / 1000), 's')]),
  ];
  const ofZones = report.zones.flatMap(({ config: { asset, counts }, measured, situation }) => {
    if (measured === null) return [];
    const counted: Readonly<Record<Counted, readonly Observation[]>> = {
      vehicles: [
        judge(asset, 'traffic.vehicle_count', measured.vehicles, '1'),
        judge(asset, 'traffic.queue_vehicles', measured.queued, '1'),
        judge(asset, 'traffic.occupancy', measured.occupancyPercent, '%'),
      ],
      'two-wheelers': [judge(asset, 'traffic.two_wheeler_count', measured.twoWheelers, '1')],
      people: [judge(asset, 'crowd.person_count', measured.people, '1')],
    };
    return [
      ...COUNTED.flatMap((one) => (counts.includes(one) ? counted[one] : [])),
      ...situation.map(({ metric, value, unit, founded }) => judge(asset, metric, value, unit, founded)),
    ];
  });
  const ofLines = flowsOf(report.lines).map(({ asset, metric, perMin }) => judge(asset, metric, perMin, '/min'));
  return [...ofItself, ...ofZones, ...ofLines];
}

interface Flow {
  readonly asset: string | undefined;
  readonly metric: string;
  readonly perMin: number;
}

const FLOW_METRICS = {
  vehicles: { forward: 'traffic.flow', back: 'traffic.flow_back' },
  people: { forward: 'crowd.flow', back: 'crowd.flow_back' },
} as const;

/** Lines of one asset, for instance of its lanes, make up its flow together; while one of them is unknown, so is it. */
function flowsOf(lines: CameraReport['lines']): readonly Flow[] {
  const flows = new Map<string, { asset: string | undefined; metric: string; perMin: number | null }>();
  for (const { config, perMin } of lines) {
    for (const direction of ['forward', 'back'] as const) {
      const metric = FLOW_METRICS[config.counts ?? 'vehicles'][direction];
      const key = `${metric} ${config.asset ?? ''}`;
      const before = flows.get(key)?.perMin;
      const sum = before === null || perMin === null ? null : (before ?? 0) + perMin[direction];
      flows.set(key, { asset: config.asset, metric, perMin: sum });
    }
  }
  return [...flows.values()].flatMap(({ asset, metric, perMin }) =>
    perMin === null ? [] : [{ asset, metric, perMin: rounded(perMin) }],
  );
}
