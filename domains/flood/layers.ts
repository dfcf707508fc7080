/** What the flood domain shows on the map. Courses of drains and sewers are invented, as the map says. */
import type { MapLayer } from '@chengyun/contracts';

export const FLOOD_LAYERS: readonly MapLayer[] = [
  {
    id: 'flood.closed-roads',
    name: { zh: '积水封路', en: 'Roads closed by water' },
    of: { assets: 'underpass' },
    draw: { as: 'roads', withinM: 350, rule: 'flood.underpass', slowFrom: 'orange', closedFrom: 'red' },
    when: 'always',
  },
  {
    id: 'flood.storm-drains',
    name: { zh: '雨水干管', en: 'Storm drains' },
    of: { role: 'drainage', kinds: ['storm-drain'] },
    draw: { as: 'lines', tone: 'high', widthPx: 1.6, dashM: 45, flows: true },
    when: 'asked',
  },
  {
    id: 'flood.sewers',
    name: { zh: '污水干管', en: 'Sewer trunks' },
    of: { role: 'drainage', kinds: ['sewer-trunk'] },
    draw: { as: 'lines', tone: 'mid', widthPx: 1.6, dashM: 90, flows: true },
    when: 'asked',
  },
  {
    id: 'flood.walls',
    name: { zh: '防汛墙', en: 'Flood walls' },
    of: { role: 'flood-walls' },
    draw: { as: 'lines', tone: 'high', widthPx: 2.4 },
    when: 'asked',
  },
  {
    id: 'flood.lakes',
    name: { zh: '调蓄水体', en: 'Lakes that store water' },
    of: { role: 'waterways', kinds: ['lake'] },
    draw: { as: 'fill', tone: 'water' },
    when: 'asked',
  },
  {
    id: 'flood.gates',
    name: { zh: '水闸', en: 'Gates and sluices' },
    of: { role: 'flood-gates' },
    draw: { as: 'dots', mark: 'bar', tone: 'high' },
    when: 'asked',
  },
  {
    id: 'flood.pumps',
    name: { zh: '泵站', en: 'Pumping stations' },
    of: { role: 'pumps', kinds: ['rain-pump', 'sluice-pump'] },
    draw: { as: 'dots', mark: 'box', tone: 'high' },
    when: 'asked',
  },
  {
    id: 'flood.gauges',
    name: { zh: '水位站', en: 'Water gauges' },
    of: { assets: 'tide-gauge', metric: 'water.level' },
    draw: { as: 'dots', mark: 'disc', tone: 'high' },
    when: 'asked',
  },
  {
    id: 'flood.rain-gauges',
    name: { zh: '雨量站', en: 'Rain gauges' },
    of: { assets: 'rain-gauge', metric: 'rain.intensity' },
    draw: { as: 'dots', mark: 'cross', tone: 'high' },
    when: 'asked',
  },
];
