/** Heavy rain all over the city and pumps that trip in it: one message each is a red alarm at once. */

import type { Asset, Timeline } from '@chengyun/contracts';
import { distanceM } from '@chengyun/contracts/distance.ts';
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

const gauges = FLOOD_ASSETS.filter((asset) => asset.kind === 'rain-gauge');
const rainGauges = gauges.map((asset) => asset.id);

/** Nearer pumps under one rule are one trouble, which is one row on each surface; the rule reaches 1.5 km. */
const APART_M = 1_600;

const isRainedOn = (asset: Asset) => gauges.some((gauge) => distanceM(asset, gauge) < NEAR_M);
const isLinked = (a: Asset, b: Asset) =>
  [...(a.links ?? []), ...(b.links ?? [])].some(({ to }) => to === a.id || to === b.id);

/** Made-up pumps on a grid over the city, each out of reach of its neighbours. */
export const gridPumps = (count: number): readonly Asset[] =>
  Array.from({ length: count }, (_, i): Asset => {
    const [lonDeg, latDeg] = [121.45 + (i % 20) * 0.018, 30.95 + Math.floor(i / 20) * 0.016];
    const name = { zh: `应急泵站${i + 1}`, en: `Emergency pumps ${i + 1}` };
    return {
      ...{ id: `pump-emergency-${i + 1}`, domain: 'flood', kind: 'pump-station', name, lonDeg, latDeg },
      attributes: { pumps: 2 },
    };
  });

/** What the domain has with pumps, stations and underpasses, then made-up ones. */
const candidates: readonly Asset[] = [
  ...FLOOD_ASSETS.filter(({ kind }) => kind === 'pump-station' || kind === 'underpass'),
  ...gridPumps(400),
];

/** Pumps in the rain, none of which has anything to do with another. */
function pumpsApart(count: number): readonly Asset[] {
  const chosen: Asset[] = [];
  for (const asset of candidates) {
    if (chosen.length === count) break;
    const isAlone = chosen.every((other) => distanceM(asset, other) > APART_M && !isLinked(asset, other));
    if (isRainedOn(asset) && isAlone) chosen.push(asset);
  }
  if (chosen.length < count) throw new Error(`Only ${chosen.length} of ${count} pumps lie apart in the rain.`);
  return chosen;
}

/** Pumps beside one another, so that what happens to them is one trouble. */
const besideOf = (asset: Asset, count: number): Asset[] =>
  Array.from({ length: count }, (_, i) => ({
    ...asset,
    id: `pump-beside-${i + 1}`,
    name: { zh: `并列泵站${i + 1}`, en: `Pumps beside ${i + 1}` },
    lonDeg: asset.lonDeg + (i + 1) * 0.002,
  }));

export interface FloodedPumps {
  readonly sender: Sender;
  readonly assets: readonly string[];
  /** Neighbours of one another and of nobody else; tripped together they are one row. */
  readonly together: readonly string[];
  /** One message; resolves when acknowledged. */
  trip(asset: string): Promise<void>;
  repair(asset: string): Promise<void>;
  /** Says again that it rains everywhere; the rule looks ten minutes back. */
  rain(): Promise<void>;
  /** The id of the alarm that stands for this asset, as the archive has it. */
  alarmOf(asset: string): Promise<string>;
}

export interface FloodOptions {
  readonly timeline?: Timeline;
  readonly together?: number;
  /** The device connects again by itself; see `createSender`. */
  readonly reconnectMs?: number;
}

/**
 * Makes the installation know `count` pumps apart and `together` ones beside one another (more than the domain has are
 * registered) and lets it rain on them.
 */
export async function floodPumps(
  city: Installation,
  count: number,
  { timeline, together = 0, reconnectMs }: FloodOptions = {},
): Promise<FloodedPumps> {
  const apart = pumpsApart(count + Math.min(1, together));
  const beside = together > 0 ? besideOf(apart.at(-1)!, together) : [];
  const pumps = [...apart.slice(0, count), ...beside];
  const extra = pumps.filter((asset) => !FLOOD_ASSETS.includes(asset));
  if (extra.length > 0) await withStore(city.dataDir, (store) => upsertAssets(store, extra));
  const assets = pumps.slice(0, count).map((asset) => asset.id);
  const group = beside.map((asset) => asset.id);
  const sender = await city.addDevice('rtu-pumps', [...rainGauges, ...assets, ...group], timeline, reconnectMs);
  const rain = () =>
    sender.observe(rainGauges.map((asset) => ({ metric: 'rain.intensity', asset, value: RAIN_MM_PER_H })));
  await rain();
  const say = (asset: string, value: number) => sender.observe([{ metric: 'pump.tripped', asset, value, unit: '1' }]);
  return {
    sender,
    assets,
    together: group,
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
