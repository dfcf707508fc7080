/** What a camera says: its own state and the measurements of its zones and lines, as observations of the data standard. */
import type { Observation } from '@chengyun/contracts';
import type { CameraHealth } from './health/camera-health.ts';
import type { LineConfig } from './zones/line-counter.ts';
import type { ZoneConfig, ZoneMeasurement } from './zones/zone.ts';

export interface CameraReport {
  readonly at: number;
  readonly asset: string | undefined;
  readonly health: CameraHealth;
  readonly zones: readonly { readonly config: ZoneConfig; readonly measured: ZoneMeasurement | null }[];
  readonly lines: readonly { readonly config: LineConfig; readonly perMin: number | null }[];
  readonly framesPerS: number;
  /** Median; null when nothing was judged lately. */
  readonly inferenceMs: number | null;
}

const rounded = (value: number) => Math.round(value * 10) / 10;

export function observationsFrom(report: CameraReport): Observation[] {
  const { at, health } = report;
  const say = (asset: string | undefined, metric: string, value: number, unit: string): Observation => ({
    metric,
    ...(asset === undefined ? {} : { asset }),
    at,
    value,
    unit,
  });
  const own = [
    say(report.asset, 'camera.online', health === 'offline' ? 0 : 1, '1'),
    say(report.asset, 'camera.view_ok', health === 'ok' ? 1 : 0, '1'),
    say(report.asset, 'camera.frame_rate', rounded(report.framesPerS), 'Hz'),
  ];
  if (report.inferenceMs !== null)
    own.push(say(report.asset, 'camera.inference_ms', rounded(report.inferenceMs), 'ms'));
  const ofZones = report.zones.flatMap(({ config: { asset, counts }, measured }) => {
    if (measured === null) return [];
    const vehicles = [
      say(asset, 'traffic.vehicle_count', measured.vehicles, '1'),
      say(asset, 'traffic.queue_vehicles', measured.queued, '1'),
      say(asset, 'traffic.occupancy', measured.occupancyPercent, '%'),
    ];
    const people = [say(asset, 'crowd.person_count', measured.people, '1')];
    return [...(counts.includes('vehicles') ? vehicles : []), ...(counts.includes('people') ? people : [])];
  });
  const ofLines = [...flowByAsset(report.lines)].map(([asset, perMin]) => say(asset, 'traffic.flow', perMin, '/min'));
  return [...own, ...ofZones, ...ofLines];
}

/** Lines of one asset, for instance of its lanes, make up its flow together; while one of them is unknown, so is it. */
function flowByAsset(lines: CameraReport['lines']): Map<string | undefined, number> {
  const flows = new Map<string | undefined, number | null>();
  for (const { config, perMin } of lines) {
    const before = flows.get(config.asset);
    const sum = before === null || perMin === null ? null : (before ?? 0) + perMin;
    flows.set(config.asset, sum);
  }
  return new Map([...flows].flatMap(([asset, flow]) => (flow === null ? [] : [[asset, rounded(flow)]])));
}
