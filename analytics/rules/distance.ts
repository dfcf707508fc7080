interface Place {
  readonly lonDeg: number;
  readonly latDeg: number;
}

const EARTH_RADIUS_M = 6_371_008.8;
const RAD = Math.PI / 180;

/** Equirectangular distance; its error is below 0.1 % over the size of a city. */
export function distanceM(a: Place, b: Place): number {
  const x = (b.lonDeg - a.lonDeg) * RAD * Math.cos(((a.latDeg + b.latDeg) / 2) * RAD);
  const y = (b.latDeg - a.latDeg) * RAD;
  return Math.hypot(x, y) * EARTH_RADIUS_M;
}
