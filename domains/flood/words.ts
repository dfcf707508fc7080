/** Vital signs, standard procedures and names of the flood domain, in both languages. */
import type { Bilingual, VitalSign } from '@chengyun/contracts';

export const FLOOD_VITALS: readonly VitalSign[] = [
  {
    id: 'flood.headline-level',
    name: { zh: '黄浦公园水位', en: 'Level at Huangpu Park' },
    metric: 'water.level',
    asset: 'gauge-huangpu-park',
    aggregate: 'last',
    note: { zh: '吴淞高程；蓝色 4.55 m', en: 'Wusong datum; blue at 4.55 m' },
  },
  {
    id: 'flood.rain-max',
    name: { zh: '最大雨强', en: 'Heaviest rain' },
    metric: 'rain.intensity',
    aggregate: 'max',
  },
  {
    id: 'flood.depth-max',
    name: { zh: '下立交最深积水', en: 'Underpass depth' },
    metric: 'water.depth',
    aggregate: 'max',
    note: { zh: '封闭线 25', en: 'closed at 25' },
  },
];

export const FLOOD_PROCEDURES: Readonly<Record<string, Bilingual>> = {
  'flood.tide-level': {
    zh: '核对水位与潮汐预报，通知沿江泵闸关闸，按颜色启动相应响应。',
    en: 'Check the level against the tide forecast, have the river gates shut, start the response of this colour.',
  },
  'flood.tide-outlook': {
    zh: '预通知沿江泵闸准备关闸，预降内河水位，安排滨水巡查，核对预报与实测。',
    en: 'Have the river gates made ready, draw the inland rivers down, patrol the waterside, hold the forecast against the level.',
  },
  'flood.overtopping': {
    zh: '立即派堤防队加高封堵，疏散墙后人员，封闭滨江通道。',
    en: 'Send the wall crew to raise and seal it, clear people from behind the wall, close the riverside path.',
  },
  'flood.surge': {
    zh: '增水异常：通知沿岸低洼处，撤离滨水人员，每 6 分钟复核水位。',
    en: 'Unusual surge: warn the low shore, clear the waterside, look at the level again every 6 minutes.',
  },
  'flood.underpass': {
    zh: '到场设置警戒；达到 25 cm 立即封闭交通，开启强排水泵。',
    en: 'Set the warning signs on site; at 25 cm close it to traffic and start the pumps.',
  },
  'flood.pump-tripped': {
    zh: '派维修队检查供电与机组，调用移动泵车，盯防上游下立交。',
    en: 'Send the repair crew to power and unit, call a mobile pump, watch the underpasses that it drains.',
  },
  'flood.heavy-rain': {
    zh: '预降内河水位，泵站全开，巡查低洼点和下立交。',
    en: 'Draw the inland rivers down, run all pumps, patrol low spots and underpasses.',
  },
  'flood.depth-stuck': {
    zh: '派检修清理探头并重启采集器；修复前看视频或邻近站点。',
    en: 'Clean the probe and restart the logger; until then look at the camera or a neighbour.',
  },
  'flood.level-stuck': {
    zh: '派检修疏通静水井并重启采集器；修复前用上下游站点推算。',
    en: 'Clear the stilling well and restart the logger; until then judge by the stations up and down the river.',
  },
};

export const FLOOD_NAMES: Readonly<Record<string, Bilingual>> = {
  'kind.tide-gauge': { zh: '潮位站', en: 'tide gauge' },
  'kind.flood-wall': { zh: '防汛墙', en: 'flood wall' },
  'kind.underpass': { zh: '下立交', en: 'underpass' },
  'kind.rain-gauge': { zh: '雨量站', en: 'rain gauge' },
  'kind.pump-station': { zh: '泵站', en: 'pump station' },
  'attribute.warnBlueM': { zh: '蓝色警戒 m', en: 'blue warning, m' },
  'attribute.warnYellowM': { zh: '黄色警戒 m', en: 'yellow warning, m' },
  'attribute.warnOrangeM': { zh: '橙色警戒 m', en: 'orange warning, m' },
  'attribute.warnRedM': { zh: '红色警戒 m', en: 'red warning, m' },
  'attribute.guaranteeM': { zh: '保证水位 m', en: 'guaranteed level, m' },
  'attribute.crestM': { zh: '堤顶 m', en: 'crest, m' },
  'attribute.closeCm': { zh: '封闭深度 cm', en: 'closing depth, cm' },
  'attribute.pumps': { zh: '水泵台数', en: 'pumps' },
  'owner.hydrology-desk': { zh: '水文值守', en: 'hydrology desk' },
  'owner.flood-wall-crew': { zh: '堤防队', en: 'flood wall crew' },
  'owner.road-and-drainage-crew': { zh: '道路排水队', en: 'road and drainage crew' },
  'owner.drainage-crew': { zh: '排水队', en: 'drainage crew' },
};
