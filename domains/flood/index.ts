/** Flood and typhoon: tide gauges, flood walls, underpasses, rain and pumps. */
import type { Domain } from '@chengyun/contracts';
import { FLOOD_ASSETS } from './assets.ts';
import { FLOOD_METRICS } from './metrics.ts';
import { FLOOD_PROCEDURES, FLOOD_VITALS } from './words.ts';

export const flood: Domain = {
  id: 'flood',
  name: { zh: '防汛防台', en: 'Flood and typhoon' },
  folderUrl: new URL('./', import.meta.url).href,
  metrics: FLOOD_METRICS,
  assets: FLOOD_ASSETS,
  vitals: FLOOD_VITALS,
  procedures: FLOOD_PROCEDURES,
};
