/** Heavy rain all over the city and pumps that trip in it: one message each is a red alarm at once. */
import type { Asset, Timeline } from '@chengyun/contracts';
import { FLOOD_ASSETS } from '@chengyun/domains/flood/assets.ts';
import { upsertAssets } from '@chengyun/platform/store/assets.ts';
import { withStore } from '../installation.ts';
import { eventually } from './eventually.ts';
import type { Installation } from './installation.ts';
import type { Sender } from './sender.ts';

export const PUMP_RULE = 'flood.pump-tripped';

const RAIN_MM_PER_H = 60;
/** The rule looks at rain gauges within 8 km; what lies at its edge is left out. */
const NEAR_M = 7_500;
const M_PER_DEG = 111_195;

const gauges = FLOOD_ASSETS.filter((asset) => asset.kind === 'rain-gauge');
const rainGauges = gauges.map((asset) => asset.id);

/** Flat, which is good enough within a city. */
function distanceM(a: Asset, b: Asset): number {
  const eastM = (b.lonDeg - a.lonDeg) * M_PER_DEG * Math.cos((a.latDeg * Math.PI) / 180);
  return Math.hypot(eastM, (b.latDeg - a.latDeg) * M_PER_DEG);
}

/** What the domain has with pumps, stations and underpasses, as far as a rain gauge is near. */
const pumps = FLOOD_ASSETS.filter(
  (asset) =>
    (asset.kind === 'pump-station' || asset.kind === 'underpass') &&
    gauges.some((gauge) => distanceM(asset, gauge) < NEAR_M),
);

export interface FloodedPumps {
  readonly sender: Sender;
  readonly assets: readonly string[];
  /** One message; resolves when acknowledged. */
  trip(asset: string): Promise<void>;
  repair(asset: string): Promise<void>;
  /** Says again that it rains everywhere; the rule looks ten minutes back. */
  rain(): Promise<void>;
  /** The id of the alarm that stands for this asset, as the archive has it. */
  alarmOf(asset: string): Promise<string>;
}

/** Makes the installation know `count` pumps (more than the domain has are registered) and lets it rain on them. */
export async function floodPumps(city: Installation, count: number, timeline?: Timeline): Promise<FloodedPumps> {
  const extra: Asset[] = Array.from({ length: Math.max(0, count - pumps.length) }, (_, i) => ({
    id: `pump-emergency-${i + 1}`,
    domain: 'flood',
    kind: 'pump-station',
    name: { zh: `应急泵站${i + 1}`, en: `Emergency pumps ${i + 1}` },
    lonDeg: 121.5 + i * 0.01,
    latDeg: 31.22,
    attributes: { pumps: 2 },
  }));
  if (extra.length > 0) await withStore(city.dataDir, (store) => upsertAssets(store, extra));
  const assets = [...pumps, ...extra].slice(0, count).map((asset) => asset.id);
  const sender = await city.addDevice('rtu-pumps', [...rainGauges, ...assets], timeline);
  const rain = () =>
    sender.observe(rainGauges.map((asset) => ({ metric: 'rain.intensity', asset, value: RAIN_MM_PER_H })));
  await rain();
  const say = (asset: string, value: number) => sender.observe([{ metric: 'pump.tripped', asset, value, unit: '1' }]);
  return {
    sender,
    assets,
    trip: (asset) => say(asset, 1),
    repair: (asset) => say(asset, 0),
    rain,
    alarmOf: (asset) =>
      eventually(`the alarm of ${asset}`, async () => {
        const rows = await city.query<{ id: string }>(
          `SELECT id FROM alarms WHERE rule = $1 AND asset = $2 AND level = 'red' AND state <> 'normal'`,
          [PUMP_RULE, asset],
        );
        return rows[0]?.id;
      }),
  };
}
