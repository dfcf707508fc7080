/** What the safety domain shows on the map. */
import type { MapLayer } from '@chengyun/contracts';

export const SAFETY_LAYERS: readonly MapLayer[] = [
  {
    id: 'safety.squares',
    name: { zh: '人群监测点', en: 'Watched squares' },
    of: { assets: 'square', metric: 'crowd.density' },
    draw: { as: 'dots', mark: 'disc', tone: 'high' },
    when: 'asked',
  },
  {
    id: 'safety.watersides',
    name: { zh: '临水监测点', en: 'Watched watersides' },
    of: { assets: 'waterside', metric: 'safety.person_in_water' },
    draw: { as: 'dots', mark: 'cross', tone: 'high' },
    when: 'asked',
  },
  {
    id: 'safety.fire-lanes',
    name: { zh: '消防通道', en: 'Fire lanes' },
    of: { assets: 'fire-lane', metric: 'safety.fire_lane_blocked' },
    draw: { as: 'dots', mark: 'bar', tone: 'high' },
    when: 'asked',
  },
];
