import proj4 from 'proj4';
import type { LonLat } from '../geojson.ts';
import type { Corner } from './surface-outline.ts';

/** Sixteen numbers, column by column, as in glTF and 3D Tiles. */
export type Matrix = readonly number[];

export const identity: Matrix = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

export function multiply(a: Matrix, b: Matrix): Matrix {
  const out: number[] = [];
  for (let column = 0; column < 4; column++) {
    for (let row = 0; row < 4; row++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) sum += a[k * 4 + row]! * b[column * 4 + k]!;
      out.push(sum);
    }
  }
  return out;
}

export const transform = (m: Matrix, [x, y, z]: Corner): Corner => [
  m[0]! * x + m[4]! * y + m[8]! * z + m[12]!,
  m[1]! * x + m[5]! * y + m[9]! * z + m[13]!,
  m[2]! * x + m[6]! * y + m[10]! * z + m[14]!,
];

/** Where a model stands on the earth, as a plane that touches it there. */
export interface TilePlace {
  /** East, north, and height above the ellipsoid, metres. */
  readonly localFromTile: (p: Corner) => Corner;
  readonly lonLatFromLocal: (xM: number, yM: number) => LonLat;
}

const geocentric = '+proj=geocent +datum=WGS84 +units=m +no_defs';
const rad = Math.PI / 180;
const semiMajorM = 6_378_137;
const e2 = 0.006_694_379_990_14;

/**
 * Earth-centred metres (EPSG:4978) to a local plane at `anchor`. A building is
 * some hundred metres wide, over which the earth falls by less than a millimetre.
 */
export function createTilePlace(matrix: Matrix, anchor: Corner): TilePlace {
  const converter = proj4(geocentric, 'WGS84');
  const origin = transform(matrix, anchor);
  const [lonDeg = Number.NaN, latDeg = Number.NaN, heightM = 0] = converter.forward([...origin]);
  const [sinLon, cosLon] = [Math.sin(lonDeg * rad), Math.cos(lonDeg * rad)];
  const [sinLat, cosLat] = [Math.sin(latDeg * rad), Math.cos(latDeg * rad)];
  const w = 1 - e2 * sinLat * sinLat;
  const parallelM = (semiMajorM / Math.sqrt(w)) * cosLat;
  const meridianM = (semiMajorM * (1 - e2)) / (w * Math.sqrt(w));
  return {
    localFromTile(p) {
      const [x, y, z] = transform(matrix, p);
      const [dx, dy, dz] = [x - origin[0], y - origin[1], z - origin[2]];
      return [
        -sinLon * dx + cosLon * dy,
        -sinLat * cosLon * dx - sinLat * sinLon * dy + cosLat * dz,
        cosLat * cosLon * dx + cosLat * sinLon * dy + sinLat * dz + heightM,
      ];
    },
    lonLatFromLocal: (xM, yM) => [lonDeg + xM / (parallelM * rad), latDeg + yM / (meridianM * rad)],
  };
}
