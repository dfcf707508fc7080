/** Data standard of the safety domain. Numbers of people and times alone: nothing here can name a person or a vehicle. */
import type { MetricStandard } from '@chengyun/contracts';

export const SAFETY_METRICS: readonly MetricStandard[] = [
  {
    id: 'safety.fire_lane_blocked',
    name: { zh: '消防通道占用时长', en: 'Fire lane blocked for' },
    unit: 's',
    range: [0, 86_400],
    periodMs: 5_000,
    digits: 0,
    normalBand: [0, 60],
  },
  {
    id: 'safety.person_in_water',
    name: { zh: '水域内人数', en: 'People in the water zone' },
    unit: '1',
    range: [0, 500],
    periodMs: 5_000,
    digits: 0,
    normalBand: [0, 0],
  },
  {
    id: 'crowd.density',
    name: { zh: '人群密度', en: 'People per square metre' },
    unit: '/m2',
    range: [0, 12],
    periodMs: 5_000,
    digits: 2,
    normalBand: [0, 2],
  },
  {
    id: 'crowd.growth',
    name: { zh: '人群密度增速', en: 'Growth of the crowd' },
    unit: '/m2/min',
    range: [-12, 12],
    periodMs: 5_000,
    digits: 2,
  },
  {
    id: 'crowd.flow',
    name: { zh: '进入人流', en: 'People coming in' },
    unit: '/min',
    range: [0, 1_000],
    periodMs: 5_000,
    digits: 0,
  },
  {
    id: 'crowd.flow_back',
    name: { zh: '离开人流', en: 'People going out' },
    unit: '/min',
    range: [0, 1_000],
    periodMs: 5_000,
    digits: 0,
  },
];
