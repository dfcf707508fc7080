/** Flood and typhoon: tide gauges, flood walls, underpasses, rain and pumps. */
import type { Domain } from '@chengyun/contracts';
import { FLOOD_ASSETS } from './assets.ts';
import { FLOOD_LAYERS } from './layers.ts';
import { FLOOD_METRICS } from './metrics.ts';
import { FLOOD_PLANS } from './plans.ts';
import { FLOOD_NAMES, FLOOD_PROCEDURES, FLOOD_VITALS } from './words.ts';

export const flood: Domain = {
  id: 'flood',
  name: { zh: '防汛防台', en: 'Flood and typhoon' },
  folderUrl: new URL('./', import.meta.url).href,
  metrics: FLOOD_METRICS,
  assets: FLOOD_ASSETS,
  vitals: FLOOD_VITALS,
  procedures: FLOOD_PROCEDURES,
  plans: FLOOD_PLANS,
  names: FLOOD_NAMES,
  layers: FLOOD_LAYERS,
  risk: {
    exposure: {
      people: 0.9,
      hospital: 0.6,
      'metro-station': 0.5,
      landmark: 0.2,
      underpass: 0.4,
      'main-road': 0.2,
      industry: 0.2,
    },
    vulnerabilityBase: 0.45,
    // Below the ground water comes first, and patients cannot walk away from it.
    vulnerability: { underpass: 0.25, 'metro-station': 0.2, hospital: 0.15, 'near-water': 0.15 },
    harmless: ['flood.depth-stuck', 'flood.level-stuck'],
    source: 'judgement of the project, to be confirmed by the flood desk that uses it',
  },
};
