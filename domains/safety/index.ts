/** Public safety: crowds, people in the water, fire lanes; as cameras count them, never who it is. */
import type { Domain } from '@chengyun/contracts';
import { AGENT_METRICS } from './agent-metrics.ts';
import { SAFETY_ASSETS } from './assets.ts';
import { SAFETY_LAYERS } from './layers.ts';
import { SAFETY_METRICS } from './metrics.ts';
import { SAFETY_PLANS } from './plans.ts';
import { SAFETY_NAMES, SAFETY_PROCEDURES } from './words.ts';

export const safety: Domain = {
  id: 'safety',
  name: { zh: '公共安全', en: 'Public safety' },
  folderUrl: new URL('./', import.meta.url).href,
  metrics: [...SAFETY_METRICS, ...AGENT_METRICS],
  assets: SAFETY_ASSETS,
  vitals: [],
  procedures: SAFETY_PROCEDURES,
  plans: SAFETY_PLANS,
  names: SAFETY_NAMES,
  layers: SAFETY_LAYERS,
  risk: {
    exposure: { people: 0.8, 'metro-station': 0.4, landmark: 0.4, hospital: 0.2 },
    vulnerabilityBase: 0.35,
    // A crowd at a station has few ways out; at the water one of them is deadly.
    vulnerability: { 'metro-station': 0.25, 'near-water': 0.2 },
    harmless: [],
    source: 'judgement of the project, to be confirmed by the public safety desk that uses it',
  },
};
