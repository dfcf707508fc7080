/** What people wait for: drawing, loading, travelling in time, an alarm on the screen, and many screens at once. */
import type { Benchmark } from '../benchmark.ts';
import { createScratch } from '../scratch.ts';
import { measureAlarm } from './alarm.ts';
import { measureBundles } from './bundles.ts';
import { measureClients } from './clients.ts';
import { measureScene } from './scene.ts';
import { measureSeek } from './seek.ts';

const PARTS = {
  bundles: measureBundles,
  scene: measureScene,
  seek: measureSeek,
  clients: measureClients,
  alarm: measureAlarm,
} as const;
const NAMES = Object.keys(PARTS) as (keyof typeof PARTS)[];

export const wall: Benchmark = {
  parts: NAMES,
  defaultParts: NAMES,
  async run(context, samples) {
    const scratch = createScratch();
    try {
      for (const name of NAMES) {
        if (!context.parts.includes(name)) continue;
        context.note(`  ${name}`);
        await PARTS[name](context, samples, scratch);
      }
    } finally {
      await scratch.remove();
    }
  },
};
