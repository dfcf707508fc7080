/**
 * Coordinate reference systems by EPSG number, as proj4 definitions, each with
 * the box of its area of use in degrees: coordinates that end outside of it are
 * a wrong number or swapped axes. Parameters from the EPSG Geodetic Parameter
 * Dataset (epsg.org). Zones that follow a formula are computed.
 */

/** West, south, east, north in degrees. */
export type Extent = readonly [westDeg: number, southDeg: number, eastDeg: number, northDeg: number];

export interface Crs {
  readonly code: number;
  readonly name: string;
  /** proj4 definition; null where coordinates are longitude and latitude on WGS84 or CGCS2000 already. */
  readonly definition: string | null;
  readonly area: Extent;
}

const china: Extent = [73, 3, 136, 54];
const world: Extent = [-180, -90, 180, 90];
const grs80 = '+ellps=GRS80 +units=m +no_defs';
/** RD New: Bessel 1841 with the seven parameters that EPSG gives for it, within half a metre over the Netherlands. */
const rdNew =
  '+proj=sterea +lat_0=52.15616055555555 +lon_0=5.38763888888889 +k=0.9999079 +x_0=155000 +y_0=463000 +ellps=bessel ' +
  '+towgs84=565.4171,50.3319,465.5524,-0.398957,0.343988,-1.87740,4.0725 +units=m +no_defs';
const netherlands: Extent = [3.2, 50.7, 7.3, 53.7];
const lambert = '+proj=lcc +lat_0=40.1666666666667 +lon_0=-74 +lat_1=41.0333333333333 +lat_2=40.6666666666667';

const single: readonly Crs[] = [
  { code: 4326, name: 'WGS 84', definition: null, area: world },
  { code: 4979, name: 'WGS 84 with height', definition: null, area: world },
  { code: 4490, name: 'CGCS2000', definition: null, area: china },
  { code: 4258, name: 'ETRS89', definition: null, area: [-17, 32, 41, 85] },
  { code: 4269, name: 'NAD83', definition: null, area: [-172, 14, -47, 87] },
  {
    code: 3857,
    name: 'Web Mercator',
    definition:
      '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +no_defs',
    area: [-180, -85.06, 180, 85.06],
  },
  { code: 28992, name: 'Amersfoort / RD New', definition: rdNew, area: netherlands },
  { code: 7415, name: 'RD New + NAP height', definition: rdNew, area: netherlands },
  {
    code: 27700,
    name: 'British National Grid',
    definition:
      '+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy ' +
      '+towgs84=446.448,-125.157,542.06,0.15,0.247,0.842,-20.489 +units=m +no_defs',
    area: [-9, 49.7, 2.1, 61.1],
  },
  {
    code: 2154,
    name: 'RGF93 / Lambert-93',
    definition: `+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 ${grs80}`,
    area: [-10, 41, 10.4, 51.6],
  },
  {
    code: 2263,
    name: 'NAD83 / New York Long Island (ftUS)',
    definition: `${lambert} +x_0=300000.0000000001 +y_0=0 +datum=NAD83 +units=us-ft +no_defs`,
    area: [-74.3, 40.4, -71.5, 41.4],
  },
];

const box = (meridianDeg: number, halfDeg: number, southDeg: number, northDeg: number): Extent => [
  meridianDeg - halfDeg,
  southDeg,
  meridianDeg + halfDeg,
  northDeg,
];

/** Gauss-Kruger on CGCS2000; with a zone prefix in the easting, or named by its central meridian. */
function cgcs2000(code: number): Crs | null {
  const gauss = (lon0: number, x0: number, halfDeg: number, name: string): Crs => ({
    code,
    name: `CGCS2000 / ${name}`,
    definition: `+proj=tmerc +lat_0=0 +lon_0=${lon0} +k=1 +x_0=${x0} +y_0=0 ${grs80}`,
    area: box(lon0, halfDeg + 1, 3, 54),
  });
  if (code >= 4491 && code <= 4501) {
    const zone = code - 4491 + 13;
    return gauss(zone * 6 - 3, zone * 1e6 + 5e5, 3, `Gauss-Kruger zone ${zone}`);
  }
  if (code >= 4502 && code <= 4512) {
    const meridian = 75 + (code - 4502) * 6;
    return gauss(meridian, 5e5, 3, `Gauss-Kruger CM ${meridian}E`);
  }
  if (code >= 4513 && code <= 4533) {
    const zone = code - 4513 + 25;
    return gauss(zone * 3, zone * 1e6 + 5e5, 1.5, `3-degree Gauss-Kruger zone ${zone}`);
  }
  if (code >= 4534 && code <= 4554) {
    const meridian = 75 + (code - 4534) * 3;
    return gauss(meridian, 5e5, 1.5, `3-degree Gauss-Kruger CM ${meridian}E`);
  }
  return null;
}

/** UTM zones on WGS84 (326xx north, 327xx south), ETRS89 (258xx) and NAD83 (269xx). */
function utm(code: number): Crs | null {
  const families = [
    [32_600, 'WGS 84', '+datum=WGS84', false],
    [32_700, 'WGS 84', '+datum=WGS84', true],
    [25_800, 'ETRS89', '+ellps=GRS80', false],
    [26_900, 'NAD83', '+datum=NAD83', false],
  ] as const;
  for (const [base, name, datum, isSouth] of families) {
    const zone = code - base;
    if (zone < 1 || zone > 60) continue;
    return {
      code,
      name: `${name} / UTM zone ${zone}${isSouth ? 'S' : 'N'}`,
      definition: `+proj=utm +zone=${zone}${isSouth ? ' +south' : ''} ${datum} +units=m +no_defs`,
      area: box(zone * 6 - 183, 4, isSouth ? -80 : -1, isSouth ? 1 : 84),
    };
  }
  return null;
}

/** The system with this number, or null where it is not known here. */
export const crsOf = (code: number): Crs | null =>
  single.find((crs) => crs.code === code) ?? cgcs2000(code) ?? utm(code);
