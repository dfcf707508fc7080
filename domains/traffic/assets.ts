/** Road links and camera views of the demonstration city. Positions WGS84 on the schematic road lines. */
import type { Asset } from '@chengyun/contracts';

type Point = readonly [lonDeg: number, latDeg: number];

/** `storageVehicles`: cars that fit the watched stretch before the queue reaches the junction behind it. */
function link(id: string, zh: string, en: string, [lonDeg, latDeg]: Point, storageVehicles: number): Asset {
  const attributes = { storageVehicles };
  const owner = 'traffic-desk';
  return { id, domain: 'traffic', kind: 'road-link', name: { zh, en }, lonDeg, latDeg, attributes, owner };
}

/** A camera measures the link that it looks at and reports its own health under its own id. */
function camera(id: string, zh: string, en: string, [lonDeg, latDeg]: Point): Asset {
  const owner = 'camera-maintenance';
  return { id, domain: 'traffic', kind: 'camera', name: { zh, en }, lonDeg, latDeg, attributes: {}, owner };
}

export const TRAFFIC_ASSETS: readonly Asset[] = [
  link('road-yanggao-middle', '杨高中路', 'Yanggao Middle Road', [121.5515, 31.2325], 12),
  link('road-yanggao-underpass', '杨高路下立交引道', 'Yanggao Road underpass approach', [121.5372, 31.2248], 10),
  link('road-century-avenue', '世纪大道', 'Century Avenue', [121.5225, 31.23], 30),
  link('road-zhangyang', '张杨路', 'Zhangyang Road', [121.53, 31.235], 20),
  link('road-longyang', '龙阳路', 'Longyang Road', [121.5534, 31.2055], 30),
  link('road-longdong', '龙东高架', 'Longdong elevated road', [121.5876, 31.2177], 40),
  camera('camera-yanggao-middle', '杨高中路摄像机', 'Camera Yanggao Middle Road', [121.5517, 31.2327]),
  camera('camera-yanggao-underpass', '杨高路下立交摄像机', 'Camera Yanggao Road underpass', [121.5374, 31.225]),
];
