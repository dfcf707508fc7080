/**
 * GCJ-02, the shifted datum of maps published in China, and BD-09, Baidu's
 * shift on top of it. The formulas are the ones in public use since 2010
 * (EvilTransform, and Baidu's published sample code); they have no official
 * text. The inverse is found by iteration: the shift changes by less than 1 mm
 * over its own error, so five steps end far below a centimetre. Outside of
 * China, here the usual bounding box, GCJ-02 equals WGS84.
 */
import type { LonLat } from '../geojson.ts';

/** Krasovsky 1940, the ellipsoid in which the shift is computed. */
const semiMajorM = 6_378_245;
const e2 = 0.006_693_421_622_965_943;
const rad = Math.PI / 180;
const stepsMax = 6;
/** About a tenth of a millimetre. */
const enoughDeg = 1e-9;

/** The box in which the shift is applied. */
export const isShifted = (lonDeg: number, latDeg: number): boolean =>
  lonDeg >= 72.004 && lonDeg <= 137.8347 && latDeg >= 0.8293 && latDeg <= 55.8271;

const ripple = (x: number): number => (20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * (2 / 3);

function shiftOf(lonDeg: number, latDeg: number): LonLat {
  const x = lonDeg - 105;
  const y = latDeg - 35;
  const root = Math.sqrt(Math.abs(x));
  const northM =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * root +
    ripple(x) +
    (20 * Math.sin(y * Math.PI) + 40 * Math.sin((y / 3) * Math.PI)) * (2 / 3) +
    (160 * Math.sin((y / 12) * Math.PI) + 320 * Math.sin((y * Math.PI) / 30)) * (2 / 3);
  const eastM =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * root +
    ripple(x) +
    (20 * Math.sin(x * Math.PI) + 40 * Math.sin((x / 3) * Math.PI)) * (2 / 3) +
    (150 * Math.sin((x / 12) * Math.PI) + 300 * Math.sin((x / 30) * Math.PI)) * (2 / 3);
  const sin = Math.sin(latDeg * rad);
  const w = 1 - e2 * sin * sin;
  const meridianM = (semiMajorM * (1 - e2)) / (w * Math.sqrt(w));
  const parallelM = (semiMajorM / Math.sqrt(w)) * Math.cos(latDeg * rad);
  return [eastM / (parallelM * rad), northM / (meridianM * rad)];
}

export function gcj02FromWgs84([lonDeg, latDeg]: LonLat): LonLat {
  if (!isShifted(lonDeg, latDeg)) return [lonDeg, latDeg];
  const [dLon, dLat] = shiftOf(lonDeg, latDeg);
  return [lonDeg + dLon, latDeg + dLat];
}

export function wgs84FromGcj02([lonDeg, latDeg]: LonLat): LonLat {
  if (!isShifted(lonDeg, latDeg)) return [lonDeg, latDeg];
  let [lon, lat] = [lonDeg, latDeg];
  for (let step = 0; step < stepsMax; step++) {
    const [thereLon, thereLat] = gcj02FromWgs84([lon, lat]);
    const [dLon, dLat] = [lonDeg - thereLon, latDeg - thereLat];
    lon += dLon;
    lat += dLat;
    if (Math.abs(dLon) + Math.abs(dLat) < enoughDeg) break;
  }
  return [lon, lat];
}

const turn = (Math.PI * 3000) / 180;

/** Baidu's step from GCJ-02: a small rotation and stretch in polar coordinates. */
export function bd09FromGcj02([lonDeg, latDeg]: LonLat): LonLat {
  const r = Math.hypot(lonDeg, latDeg) + 0.00002 * Math.sin(latDeg * turn);
  const theta = Math.atan2(latDeg, lonDeg) + 0.000003 * Math.cos(lonDeg * turn);
  return [r * Math.cos(theta) + 0.0065, r * Math.sin(theta) + 0.006];
}

export function gcj02FromBd09([lonDeg, latDeg]: LonLat): LonLat {
  let [lon, lat] = [lonDeg - 0.0065, latDeg - 0.006];
  for (let step = 0; step < stepsMax; step++) {
    const [thereLon, thereLat] = bd09FromGcj02([lon, lat]);
    lon += lonDeg - thereLon;
    lat += latDeg - thereLat;
  }
  return [lon, lat];
}

export const bd09FromWgs84 = (p: LonLat): LonLat => (isShifted(...p) ? bd09FromGcj02(gcj02FromWgs84(p)) : p);
export const wgs84FromBd09 = (p: LonLat): LonLat => (isShifted(...p) ? wgs84FromGcj02(gcj02FromBd09(p)) : p);
