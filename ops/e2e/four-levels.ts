/**
 * One alarm of each level, each for a reason of its own: a pump that trips in heavy rain, in some rain and in none, and
 * a gauge a little above its first warning line. Stations go on reporting until they are stopped.
 */
import type { Level, Timeline } from '@chengyun/contracts';
import { eventually } from './eventually.ts';
import type { Installation } from './installation.ts';
import type { Reading } from './sender.ts';

/** The delays of the rules, minutes of the timeline, pass in seconds. */
export const LEVELS_PACE = 30;

const READINGS: readonly Reading[] = [
  { metric: 'rain.intensity', asset: 'rain-century-park', value: 60 },
  { metric: 'pump.tripped', asset: 'underpass-yanggao-century', value: 1, unit: '1' },
  { metric: 'rain.intensity', asset: 'rain-airport', value: 8 },
  { metric: 'pump.tripped', asset: 'underpass-huitong', value: 1, unit: '1' },
  { metric: 'pump.tripped', asset: 'underpass-haichao', value: 1, unit: '1' },
  { metric: 'water.level', asset: 'gauge-huangpu-park', value: 4.6, unit: 'm' },
];
const ASSETS = [...new Set(READINGS.map(({ asset }) => asset ?? ''))];
const REPORT_EVERY_MS = 2_000;

export interface FourLevels {
  /** Ids of the alarms. */
  readonly alarms: Readonly<Record<Level, string>>;
  stop(): void;
}

export async function standFourLevels(city: Installation, timeline: Timeline): Promise<FourLevels> {
  const sender = await city.addDevice('rtu-levels', ASSETS, timeline);
  await sender.observe(READINGS);
  const timer = setInterval(() => void sender.observe(READINGS), REPORT_EVERY_MS);
  try {
    const alarms = await eventually(
      'an alarm of each level',
      async () => {
        const rows = await city.query<{ id: string; level: Level }>(
          `SELECT id, level FROM alarms WHERE timeline = $1 AND state <> 'normal'`,
          [timeline.id],
        );
        const found = new Map(rows.map(({ id, level }) => [level, id]));
        return found.size === 4 && (Object.fromEntries(found) as Record<Level, string>);
      },
      60_000,
    );
    return { alarms, stop: () => clearInterval(timer) };
  } catch (error) {
    clearInterval(timer);
    throw error;
  }
}
