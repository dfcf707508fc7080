/** What the traffic domain shows on the map. */
import type { MapLayer } from '@chengyun/contracts';

export const TRAFFIC_LAYERS: readonly MapLayer[] = [
  {
    id: 'traffic.queues',
    name: { zh: '拥堵路段', en: 'Queues' },
    of: { assets: 'road-link' },
    draw: { as: 'roads', withinM: 500, rule: 'traffic.congestion', slowFrom: 'blue', closedFrom: null },
    when: 'always',
  },
  {
    id: 'traffic.roads',
    name: { zh: '道路', en: 'Roads' },
    of: { role: 'roads' },
    draw: { as: 'lines', tone: 'mid', widthPx: 1.8 },
    when: 'asked',
  },
  {
    id: 'traffic.links',
    name: { zh: '监测路段', en: 'Watched stretches' },
    of: { assets: 'road-link', metric: 'traffic.queue_vehicles' },
    draw: { as: 'dots', mark: 'disc', tone: 'high' },
    when: 'asked',
  },
  {
    id: 'traffic.underpasses',
    name: { zh: '下立交', en: 'Underpasses' },
    of: { role: 'underpasses', kinds: ['underpass'] },
    draw: { as: 'dots', mark: 'bar', tone: 'high' },
    when: 'asked',
  },
  {
    id: 'traffic.cameras',
    name: { zh: '摄像机', en: 'Cameras' },
    of: { assets: 'camera', metric: 'camera.frame_rate' },
    draw: { as: 'dots', mark: 'box', tone: 'high' },
    when: 'asked',
  },
];
