/** Places of the demonstration city where people gather or help must pass. Positions WGS84, schematic. */
import type { Asset } from '@chengyun/contracts';

type Point = readonly [lonDeg: number, latDeg: number];

function place(kind: string, id: string, zh: string, en: string, [lonDeg, latDeg]: Point): Asset {
  return { id, domain: 'safety', kind, name: { zh, en }, lonDeg, latDeg, attributes: {}, owner: 'public-safety-desk' };
}

export const SAFETY_ASSETS: readonly Asset[] = [
  place('square', 'square-lujiazui-green', '陆家嘴中心绿地', 'Lujiazui Central Green', [121.5028, 31.2385]),
  place('square', 'square-century-plaza', '世纪广场', 'Century Plaza', [121.5462, 31.2228]),
  place('waterside', 'waterside-east-bund', '东岸滨江步道', 'East Bund riverside walk', [121.4975, 31.2415]),
  place('fire-lane', 'fire-lane-expo-hall', '世博展览馆消防通道', 'Fire lane of the Expo hall', [121.4892, 31.1872]),
];
