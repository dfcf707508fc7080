/** Made-up alarms for the development pages: an afternoon in which a surge comes up the river. */
import type { AlarmState, AlarmView, Asset, Level } from '@chengyun/contracts';
import { LEVEL_FACTS } from '@chengyun/contracts';

type Row = readonly [
  id: string,
  level: Level,
  state: AlarmState,
  ageS: number,
  domain: string,
  place: readonly [zh: string, en: string],
  lonDeg: number,
  latDeg: number,
  title: readonly [zh: string, en: string],
  metric: string,
  value: number,
  threshold: number,
  unit: string,
];

const UNACK = 'active-unacknowledged';
const ACK = 'active-acknowledged';

const ROWS: readonly Row[] = [
  ['a1', 'red', UNACK, 38, 'flood', ['白莲泾口 世博滨江', 'Bailianjing mouth'], 121.4795, 31.1905, ['42 min 后漫堤', 'Bank overtopping in 42 min'], 'water.level', 5.22, 5.5, 'm'],
  ['a2', 'orange', ACK, 400, 'flood', ['杨高路世纪大道下立交', 'Yanggao Rd underpass'], 121.5432, 31.2302, ['下立交积水', 'Underpass ponding'], 'water.depth', 22, 25, 'cm'],
  ['a3', 'orange', ACK, 542, 'traffic', ['陆家嘴环路 延安东路隧道口', 'Lujiazui tunnel portal'], 121.5003, 31.2385, ['隧道口排队', 'Queue at the tunnel'], 'traffic.queue', 480, 400, 'm'],
  ['a4', 'yellow', ACK, 686, 'flood', ['川杨河 杨思枢纽', 'Chuanyang River, Yangsi'], 121.4868, 31.1642, ['内河水位超警', 'Inland level above warning'], 'water.level', 3.28, 3.2, 'm'],
  ['a5', 'yellow', UNACK, 725, 'traffic', ['张杨路 源深路', 'Zhangyang Rd, Yuanshen Rd'], 121.5312, 31.2298, ['车流密度高', 'Dense traffic'], 'traffic.density', 62, 55, '1/km'],
  ['a6', 'yellow', ACK, 1130, 'flood', ['杨浦大桥', 'Yangpu Bridge'], 121.5548, 31.2578, ['阵风', 'Gust'], 'wind.gust', 20.8, 20, 'm/s'],
  ['b1', 'blue', UNACK, 125, 'traffic', ['杨高南路 高科西路', 'Yanggao S Rd'], 121.5302, 31.1986, ['拥堵指数', 'Congestion'], 'traffic.index', 1.9, 1.8, '1'],
  ['b2', 'blue', ACK, 280, 'traffic', ['罗山路 龙阳路立交', 'Longyang interchange'], 121.5606, 31.2071, ['拥堵指数', 'Congestion'], 'traffic.index', 2, 1.8, '1'],
  ['b3', 'blue', ACK, 502, 'flood', ['陆家嘴 雨量站', 'Lujiazui rain gauge'], 121.5051, 31.2368, ['小时雨量', 'Rain in 1 h'], 'rain.1h', 38.5, 36.5, 'mm'],
  ['b4', 'blue', ACK, 530, 'flood', ['潍坊新村 雨量站', 'Weifang rain gauge'], 121.5246, 31.2241, ['小时雨量', 'Rain in 1 h'], 'rain.1h', 36.9, 36.5, 'mm'],
  ['b5', 'blue', UNACK, 662, 'traffic', ['申江路 龙东高架', 'Shenjiang Rd'], 121.6165, 31.2101, ['车速低', 'Slow traffic'], 'traffic.speed', 14, 15, 'km/h'],
  ['b6', 'blue', ACK, 1297, 'flood', ['三林北港泵站', 'Sanlin pump station'], 121.5004, 31.1456, ['4 号泵停机', 'Pump 4 stopped'], 'pump.tripped', 1, 1, '1'],
  ['b7', 'blue', UNACK, 1450, 'traffic', ['沪南公路 周浦', 'Hunan Rd, Zhoupu'], 121.5743, 31.1189, ['拥堵指数', 'Congestion'], 'traffic.index', 1.8, 1.8, '1'],
  ['c1', 'yellow', 'cleared-unacknowledged', 1862, 'flood', ['罗山路 3 号人行通道', 'Luoshan Rd footway'], 121.5698, 31.2224, ['通道积水已退', 'Footway ponding over'], 'water.depth', 6, 15, 'cm'],
  ['c2', 'blue', 'cleared-unacknowledged', 2085, 'traffic', ['济阳路 耀华路', 'Jiyang Rd'], 121.4897, 31.1764, ['车速恢复', 'Speed recovered'], 'traffic.speed', 33, 15, 'km/h'],
  ['s1', 'blue', 'shelved', 3100, 'flood', ['外高桥 雨量站', 'Waigaoqiao rain gauge'], 121.5902, 31.3398, ['小时雨量', 'Rain in 1 h'], 'rain.1h', 37.1, 36.5, 'mm'],
  ['s2', 'yellow', 'shelved', 4000, 'traffic', ['金科路 祖冲之路', 'Jinke Rd'], 121.5989, 31.2047, ['车流密度高', 'Dense traffic'], 'traffic.density', 57, 55, '1/km'],
];

const digitsOf = (value: number) => (Number.isInteger(value) ? 0 : value < 10 ? 2 : 1);

export function fixtureAlarms(nowMs: number): AlarmView[] {
  return ROWS.map(([id, level, state, ageS, domain, place, lonDeg, latDeg, title, metric, value, threshold, unit]) => {
    const raisedAt = nowMs - ageS * 1000;
    const shown = `${value.toFixed(digitsOf(value))} ${unit === '1' ? '' : unit}`.trim();
    return {
      id: `fixture-${id}`,
      rule: id === 'a1' ? 'surge-overtop' : `${domain}-${metric.replace('.', '-')}`,
      ruleVersion: 1,
      domain,
      asset: `asset-${id}`,
      state,
      level,
      peak: level,
      raisedAt,
      ackedAt: state === ACK ? raisedAt + 20_000 : null,
      clearedAt: state === 'cleared-unacknowledged' ? raisedAt + ageS * 500 : null,
      shelvedUntil: state === 'shelved' ? nowMs + 1_400_000 : null,
      by: state === ACK || state === 'shelved' ? 'operator' : null,
      title: { zh: title[0], en: title[1] },
      why: {
        zh: `${place[0].split(' ')[0]} ${shown}，阈值 ${threshold}，仍在上涨，已持续 ${LEVEL_FACTS[level].rank * 15 + 30} s。`,
        en: `${shown} against ${threshold}, still rising, held for ${LEVEL_FACTS[level].rank * 15 + 30} s.`,
      },
      action: {
        zh: level === 'red' ? '沙袋加高 0.30 m × 120 m，从泵闸侧起；封闭亲水平台。' : '派最近的班组到场核实，必要时封交。',
        en: level === 'red' ? 'Raise 0.30 m × 120 m with sandbags from the sluice side.' : 'Send the nearest crew to verify.',
      },
      metric,
      value,
      threshold,
      unit,
      inputs: id === 'a1' ? { levelM: 5.22, slopeMPerH: 0.4, crestM: 5.5, minutesLeft: 42 } : { value, threshold },
      lonDeg,
      latDeg,
      radiusM: { blue: 180, yellow: 260, orange: 320, red: 520 }[level],
    };
  });
}

export function fixtureAssets(): Asset[] {
  return ROWS.map(([id, , , , domain, place, lonDeg, latDeg, , metric]) => ({
    id: `asset-${id}`,
    domain,
    kind: metric === 'water.level' ? 'tide-gauge' : metric === 'rain.1h' ? 'rain-gauge' : 'road-link',
    name: { zh: place[0], en: place[1] },
    lonDeg,
    latDeg,
    attributes:
      id === 'a1'
        ? { blueM: 4.55, yellowM: 4.91, orangeM: 5.1, crestM: 5.5 }
        : id === 'a4'
          ? { yellowM: 3.2, crestM: 4.1 }
          : {},
    ...(id === 'a1' ? { fictional: true } : {}),
    ...(metric === 'water.level' ? { datum: '吴淞高程' } : {}),
    owner: '值班长',
  }));
}
