/**
 * WGS84 longitude and latitude ↔ local east-north metres.
 *
 * North is the length of the meridian arc, east the length along the parallel
 * (a sinusoidal projection on the ellipsoid). Both directions are closed and
 * exact to below a millimetre; angles are off by at most 0.3° at the far edge
 * of the district, which no drawing of it shows. Series: Snyder, Map
 * Projections, USGS Professional Paper 1395 (1987), equations 3-21 and 4-20.
 */

/** A place in degrees. */
export interface Degrees {
  readonly lonDeg: number;
  readonly latDeg: number;
}

/** The foot of Shanghai Tower: the origin of the map that is shipped. */
export const origin: Degrees = { lonDeg: 121.5013, latDeg: 31.2355 };

/** A point in the local frame, metres east and north of the origin. */
export interface Enu {
  readonly xM: number;
  readonly yM: number;
}

const semiMajorM = 6_378_137;
const e2 = 0.006_694_379_990_14;
const rad = Math.PI / 180;

const a0 = 1 - e2 / 4 - (3 * e2 ** 2) / 64 - (5 * e2 ** 3) / 256;
const a2 = (3 * e2) / 8 + (3 * e2 ** 2) / 32 + (45 * e2 ** 3) / 1024;
const a4 = (15 * e2 ** 2) / 256 + (45 * e2 ** 3) / 1024;
const a6 = (35 * e2 ** 3) / 3072;

function meridianArcM(lat: number): number {
  return semiMajorM * (a0 * lat - a2 * Math.sin(2 * lat) + a4 * Math.sin(4 * lat) - a6 * Math.sin(6 * lat));
}

/** Radius of the parallel, metres. */
function parallelRadiusM(lat: number): number {
  const s = Math.sin(lat);
  return (semiMajorM * Math.cos(lat)) / Math.sqrt(1 - e2 * s * s);
}

/** Radius of curvature of the meridian, metres. */
function meridianRadiusM(lat: number): number {
  const s = Math.sin(lat);
  return (semiMajorM * (1 - e2)) / (1 - e2 * s * s) ** 1.5;
}

/** The local plane around one origin. */
export interface Frame {
  readonly origin: Degrees;
  readonly enuFromLonLat: (lonDeg: number, latDeg: number) => Enu;
  readonly lonLatFromEnu: (xM: number, yM: number) => Degrees;
}

/** A frame of its own, for instance for a map that is being built beside the one that is shown. */
export function createFrame(at: Degrees): Frame {
  const originArcM = meridianArcM(at.latDeg * rad);
  return {
    origin: at,
    enuFromLonLat(lonDeg, latDeg) {
      const lat = latDeg * rad;
      return { xM: (lonDeg - at.lonDeg) * rad * parallelRadiusM(lat), yM: meridianArcM(lat) - originArcM };
    },
    lonLatFromEnu(xM, yM) {
      const arcM = originArcM + yM;
      let lat = at.latDeg * rad;
      for (let step = 0; step < 3; step++) lat += (arcM - meridianArcM(lat)) / meridianRadiusM(lat);
      return { lonDeg: at.lonDeg + xM / (parallelRadiusM(lat) * rad), latDeg: lat / rad };
    },
  };
}

/** A process or a page shows one map, and everything in it is placed in that map's frame. */
let mapFrame = createFrame(origin);

/** Takes up the frame of the map that is shown. Called once, before anything is placed. */
export function adoptOrigin(at: Degrees): void {
  if (at.lonDeg !== mapFrame.origin.lonDeg || at.latDeg !== mapFrame.origin.latDeg) mapFrame = createFrame(at);
}

/** Degrees to metres in the frame of the map that is shown. */
export const enuFromLonLat = (lonDeg: number, latDeg: number): Enu => mapFrame.enuFromLonLat(lonDeg, latDeg);

/** Metres in the frame of the map that is shown to degrees. */
export const lonLatFromEnu = (xM: number, yM: number): Degrees => mapFrame.lonLatFromEnu(xM, yM);

/** A flat lon, lat, lon, lat… path to a flat x, y, x, y… path in metres. */
export function enuPath(lonLat: readonly number[]): Float64Array {
  const out = new Float64Array(lonLat.length);
  for (let i = 0; i + 1 < lonLat.length; i += 2) {
    const { xM, yM } = enuFromLonLat(lonLat[i]!, lonLat[i + 1]!);
    out[i] = xM;
    out[i + 1] = yM;
  }
  return out;
}
