/** Data standard of the flood domain: what each metric means, its unit and what is plausible. */
import type { MetricStandard } from '@chengyun/contracts';

export const FLOOD_METRICS: readonly MetricStandard[] = [
  {
    id: 'water.level',
    name: { zh: '水位', en: 'Water level' },
    unit: 'm',
    // Lowest low water and the 1,000-year level of the estuary with room on both sides.
    range: [-3, 12],
    // A tide of 3.3 m in 4.5 h rises 2 cm/min at most; waves and surge may triple that.
    ratePerMinMax: 0.1,
    periodMs: 300_000,
    digits: 2,
    needsDatum: true,
  },
  {
    id: 'water.depth',
    name: { zh: '积水深度', en: 'Ponding depth' },
    unit: 'cm',
    range: [0, 400],
    ratePerMinMax: 15,
    periodMs: 60_000,
    digits: 0,
    normalBand: [0, 10],
  },
  {
    id: 'rain.intensity',
    name: { zh: '雨强', en: 'Rain intensity' },
    unit: 'mm/h',
    // The 10-minute rain of a 100-year storm stays below 300 mm/h; tipping buckets clog or double above it.
    range: [0, 400],
    periodMs: 60_000,
    digits: 1,
    normalBand: [0, 16],
  },
  {
    id: 'rain.hour',
    name: { zh: '小时雨量', en: 'Rain of the last hour' },
    unit: 'mm',
    range: [0, 250],
    periodMs: 60_000,
    digits: 1,
    normalBand: [0, 20],
  },
  {
    id: 'pump.running',
    name: { zh: '运行水泵数', en: 'Pumps running' },
    unit: '1',
    range: [0, 40],
    periodMs: 60_000,
    digits: 0,
  },
  {
    id: 'pump.tripped',
    name: { zh: '水泵跳闸', en: 'Pump tripped' },
    unit: '1',
    range: [0, 1],
    periodMs: 60_000,
    digits: 0,
    normalBand: [0, 0],
  },
  {
    id: 'gate.closed',
    name: { zh: '闸门关闭', en: 'Gate closed' },
    unit: '1',
    range: [0, 1],
    periodMs: 60_000,
    digits: 0,
  },
  {
    id: 'water.ponding_class',
    name: { zh: '积水等级', en: 'Class of ponding' },
    unit: '1',
    range: [0, 4],
    periodMs: 5_000,
    digits: 0,
    normalBand: [0, 1],
  },
];
