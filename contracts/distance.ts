/** Distances within a city, where the earth is flat enough: the error is below a thousandth over 50 km. */
export interface LonLat {
  readonly lonDeg: number;
  readonly latDeg: number;
}

/** Mean radius of the earth, IUGG. */
const EARTH_RADIUS_M = 6_371_008.8;
const RAD = Math.PI / 180;

export function distanceM(a: LonLat, b: LonLat): number {
  const x = (b.lonDeg - a.lonDeg) * RAD * Math.cos(((a.latDeg + b.latDeg) / 2) * RAD);
  const y = (b.latDeg - a.latDeg) * RAD;
  return Math.hypot(x, y) * EARTH_RADIUS_M;
}
