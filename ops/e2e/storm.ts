/** A storm of alarms: pumps all over the city trip one after the other, in heavy rain, in some rain and in none. */
import { FLOOD_ASSETS } from '@chengyun/domains/flood/assets.ts';
import { upsertAssets } from '@chengyun/platform/store/assets.ts';
import { withStore } from '../installation.ts';
import { gridPumps } from './flooded-pumps.ts';
import type { Installation } from './installation.ts';

export interface Storm {
  /** Trips the next `count` pumps, evenly over `overMs`; resolves when the last one was said. */
  blow(count: number, overMs: number): Promise<void>;
}

const STEP_MS = 200;
const HEAVY = 'rain-century-park';
const RAIN_MM_PER_H = { heavy: 60, some: 8 };

export async function brewStorm(city: Installation, pumpsMax: number): Promise<Storm> {
  const pumps = gridPumps(pumpsMax);
  await withStore(city.dataDir, (store) => upsertAssets(store, pumps));
  const gauges = FLOOD_ASSETS.filter(({ kind }) => kind === 'rain-gauge').map(({ id }) => id);
  const sender = await city.addDevice('rtu-storm', [...gauges, ...pumps.map(({ id }) => id)]);
  const rain = () =>
    sender.observe(
      gauges.map((asset) => ({
        ...{ metric: 'rain.intensity', asset },
        value: asset === HEAVY ? RAIN_MM_PER_H.heavy : RAIN_MM_PER_H.some,
      })),
    );
  await rain();
  let tripped = 0;
  return {
    async blow(count, overMs) {
      await rain();
      const fromMs = performance.now();
      const first = tripped;
      while (tripped < first + count) {
        const dueNow = first + Math.min(count, Math.ceil((count * (performance.now() - fromMs + STEP_MS)) / overMs));
        const next = pumps.slice(tripped, dueNow);
        tripped = dueNow;
        if (next.length > 0) {
          await sender.observe(next.map(({ id }) => ({ metric: 'pump.tripped', asset: id, value: 1, unit: '1' })));
        }
        await new Promise((resolve) => setTimeout(resolve, STEP_MS));
      }
    },
  };
}
