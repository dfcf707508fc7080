/** Traffic: road links, queues and the cameras that watch them. */
import type { Domain } from '@chengyun/contracts';
import { TRAFFIC_ASSETS } from './assets.ts';
import { TRAFFIC_LAYERS } from './layers.ts';
import { TRAFFIC_METRICS } from './metrics.ts';
import { TRAFFIC_PLANS } from './plans.ts';
import { TRAFFIC_NAMES, TRAFFIC_PROCEDURES, TRAFFIC_VITALS } from './words.ts';

export const traffic: Domain = {
  id: 'traffic',
  name: { zh: '道路交通', en: 'Road traffic' },
  folderUrl: new URL('./', import.meta.url).href,
  metrics: TRAFFIC_METRICS,
  assets: TRAFFIC_ASSETS,
  vitals: TRAFFIC_VITALS,
  procedures: TRAFFIC_PROCEDURES,
  plans: TRAFFIC_PLANS,
  names: TRAFFIC_NAMES,
  layers: TRAFFIC_LAYERS,
  risk: {
    exposure: { 'main-road': 0.5, people: 0.3, hospital: 0.5, 'metro-station': 0.2 },
    vulnerabilityBase: 0.25,
    // A blocked approach costs an ambulance its minutes.
    vulnerability: { hospital: 0.35, underpass: 0.2 },
    harmless: ['traffic.camera-health'],
    source: 'judgement of the project, to be confirmed by the traffic desk that uses it',
  },
};
