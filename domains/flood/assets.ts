/**
 * Assets of the flood domain in the demonstration city. Positions WGS84, levels in metres above Wusong datum.
 * Warning lines: the high-tide warning of the Huangpu is read at the mouth of Suzhou Creek (blue 4.55, yellow 4.91);
 * orange and red there, 5.10 and 5.29, are professional knowledge and must be confirmed by the user of the system.
 * Other gauges carry their single published warning line as blue. Positions of underpasses are schematic.
 */
import type { Asset } from '@chengyun/contracts';

const WUSONG = 'wusong';

type Point = readonly [lonDeg: number, latDeg: number];

function gauge(id: string, zh: string, en: string, [lonDeg, latDeg]: Point, attributes: Record<string, number>): Asset {
  const owner = 'hydrology-desk';
  return {
    id,
    domain: 'flood',
    kind: 'tide-gauge',
    name: { zh, en },
    lonDeg,
    latDeg,
    attributes,
    datum: WUSONG,
    owner,
  };
}

const GAUGES: readonly Asset[] = [
  gauge('gauge-wusongkou', '吴淞口', 'Wusongkou', [121.4992, 31.3822], { warnBlueM: 4.8, guaranteeM: 6.27 }),
  gauge('gauge-huangpu-park', '黄浦公园', 'Huangpu Park', [121.4867, 31.2432], {
    warnBlueM: 4.55,
    warnYellowM: 4.91,
    warnOrangeM: 5.1,
    warnRedM: 5.29,
    guaranteeM: 5.86,
    crestM: 6.9,
  }),
  gauge('gauge-mishidu', '米市渡', 'Mishidu', [121.2365, 30.9645], { warnBlueM: 3.8, guaranteeM: 4.3 }),
  gauge('gauge-gaoqiao', '高桥', 'Gaoqiao', [121.5507, 31.3847], { warnBlueM: 4.9, guaranteeM: 5.98 }),
  gauge('gauge-sanjiagang', '三甲港闸外', 'Sanjiagang sluice, sea side', [121.7711, 31.2298], { warnBlueM: 4.9 }),
  gauge('gauge-luchaogang', '芦潮港', 'Luchaogang', [121.9093, 30.8618], { warnBlueM: 4.8, guaranteeM: 5.4 }),
  gauge('gauge-yangsi', '杨思闸外', 'Yangsi sluice, river side', [121.4725, 31.164], {}),
  gauge('gauge-zhaoqiao', '赵桥', 'Zhaoqiao', [121.6312, 31.2957], { warnBlueM: 3.2 }),
  gauge('gauge-zhuqiao', '祝桥', 'Zhuqiao', [121.7476, 31.1197], { warnBlueM: 3.4, guaranteeM: 3.9 }),
  gauge('gauge-shuyuan', '书院', 'Shuyuan', [121.8554, 30.934], { warnBlueM: 3.3 }),
  gauge('gauge-zhoupu', '周浦', 'Zhoupu', [121.5697, 31.1142], {}),
  // Real crests stand near 6.9 m. This low section is made up so that an exercise can overtop it.
  {
    id: 'flood-wall-bailianjing',
    domain: 'flood',
    kind: 'flood-wall',
    name: { zh: '白莲泾口临时防汛墙', en: 'Bailianjing mouth temporary flood wall' },
    lonDeg: 121.4972,
    latDeg: 31.1962,
    attributes: { crestM: 5.3 },
    fictional: true,
    datum: WUSONG,
    owner: 'flood-wall-crew',
  },
];

/** Closed to traffic at 25 cm: practice of the city's underpass boards (2015); some close lower when water rises fast. */
const CLOSE_CM = 25;

function underpass(id: string, zh: string, en: string, [lonDeg, latDeg]: Point): Asset {
  const attributes = { closeCm: CLOSE_CM };
  const owner = 'road-and-drainage-crew';
  return { id, domain: 'flood', kind: 'underpass', name: { zh, en }, lonDeg, latDeg, attributes, owner };
}

const UNDERPASSES: readonly Asset[] = [
  underpass('underpass-yanggao-century', '杨高路世纪大道下立交', 'Yanggao Road / Century Avenue', [121.537, 31.2245]),
  underpass('underpass-hetang', 'S20荷塘路下立交', 'S20 Hetang Road', [121.583, 31.1487]),
  underpass('underpass-zhouxin', 'S20周新路下立交', 'S20 Zhouxin Road', [121.56, 31.1463]),
  underpass('underpass-tanglu', '唐陆路川杨河桥下立交', 'Tanglu Road at Chuanyang River', [121.654, 31.1935]),
  underpass('underpass-luhu', 'S32鹿湖路下立交', 'S32 Luhu Road', [121.69, 31.0939]),
  underpass('underpass-zhennan', 'S2镇南村小巷下立交', 'S2 Zhennan village lane', [121.715, 30.969]),
  underpass('underpass-haichao', 'S2海潮村下立交', 'S2 Haichao village', [121.733, 30.9617]),
  underpass('underpass-huitong', 'G1503惠同路下立交', 'G1503 Huitong Road', [121.764, 31.143]),
  underpass('underpass-chuanzhi', 'G1503川治路下立交', 'G1503 Chuanzhi Road', [121.748, 31.196]),
  underpass('underpass-jiangzhen', 'G1503江镇人民政府路', 'G1503 Jiangzhen Government Road', [121.7592, 31.169]),
  underpass('underpass-luoshan-longdong', '罗山路龙东大道立交', 'Luoshan Road / Longdong Avenue', [121.569, 31.214]),
  underpass('underpass-xinyang', '浦东铁路新扬公路下立交', 'Pudong Railway at Xinyang Road', [121.765, 30.9]),
];

function rainGauge(id: string, zh: string, en: string, [lonDeg, latDeg]: Point): Asset {
  return { id, domain: 'flood', kind: 'rain-gauge', name: { zh, en }, lonDeg, latDeg, attributes: {} };
}

const RAIN_GAUGES: readonly Asset[] = [
  rainGauge('rain-lujiazui', '陆家嘴', 'Lujiazui', [121.496, 31.244]),
  rainGauge('rain-weifang', '潍坊新村', 'Weifang', [121.5256, 31.2313]),
  rainGauge('rain-tangqiao', '塘桥', 'Tangqiao', [121.5074, 31.2151]),
  rainGauge('rain-expo', '世博园区', 'Expo site', [121.5003, 31.1892]),
  rainGauge('rain-sanlin', '三林', 'Sanlin', [121.4975, 31.1491]),
  rainGauge('rain-century-park', '世纪公园', 'Century Park', [121.5558, 31.2217]),
  rainGauge('rain-jinqiao', '金桥', 'Jinqiao', [121.6014, 31.269]),
  rainGauge('rain-gaohang', '高行', 'Gaohang', [121.5991, 31.3161]),
  rainGauge('rain-tangzhen', '唐镇北', 'Tangzhen North', [121.6376, 31.2395]),
  rainGauge('rain-zhangjiang', '张江水厂', 'Zhangjiang waterworks', [121.6262, 31.1937]),
  rainGauge('rain-kangqiao', '康桥', 'Kangqiao', [121.6138, 31.1443]),
  rainGauge('rain-chuansha', '川沙城厢', 'Chuansha', [121.7024, 31.1984]),
  rainGauge('rain-airport', '浦东机场', 'Pudong Airport', [121.7862, 31.1958]),
  rainGauge('rain-huinan', '惠南', 'Huinan', [121.7742, 31.0628]),
  rainGauge('rain-nicheng', '泥城', 'Nicheng', [121.8295, 30.9017]),
];

function pumpStation(id: string, zh: string, en: string, [lonDeg, latDeg]: Point, pumps: number): Asset {
  const attributes = { pumps };
  const owner = 'drainage-crew';
  return { id, domain: 'flood', kind: 'pump-station', name: { zh, en }, lonDeg, latDeg, attributes, owner };
}

const PUMP_STATIONS: readonly Asset[] = [
  pumpStation('pump-yangsi', '杨思枢纽泵站', 'Yangsi junction pumps', [121.4751, 31.1646], 3),
  pumpStation('pump-zhangjiabang-east', '张家浜东泵闸', 'Zhangjiabang East pumps', [121.7395, 31.2631], 3),
  // 4 pumps of 22.5 m³/s, finished in 2023.
  pumpStation('pump-zhaojiagou-east', '赵家沟东泵闸', 'Zhaojiagou East pumps', [121.6985, 31.302], 4),
];

export const FLOOD_ASSETS: readonly Asset[] = [...GAUGES, ...UNDERPASSES, ...RAIN_GAUGES, ...PUMP_STATIONS];
