/**
 * Names of datums as people give them, and the way from each to WGS84. A layer
 * that does not say its datum is refused: half a kilometre of shift looks right
 * on every screen. CGCS2000 and WGS84 agree within centimetres.
 */
import { AppError } from '@chengyun/platform/service/service.ts';
import proj4 from 'proj4';
import type { LonLat } from '../geojson.ts';
import { crsOf, type Extent } from './epsg.ts';
import { wgs84FromBd09, wgs84FromGcj02 } from './gcj02.ts';

export interface Datum {
  /** As it is written into the report: `gcj02`, `epsg:28992`. */
  readonly id: string;
  readonly name: string;
  /** Coordinates are degrees, longitude first. */
  readonly isGeographic: boolean;
  /** Where the result may lie. */
  readonly area: Extent;
  /** A source pair, x or longitude first, to WGS84. */
  readonly toWgs84: (p: LonLat) => LonLat;
}

const same = (p: LonLat): LonLat => p;
const world: Extent = [-180, -90, 180, 90];
const china: Extent = [72, 0.8, 137.9, 55.9];

const named: readonly Datum[] = [
  { id: 'wgs84', name: 'WGS84', isGeographic: true, area: world, toWgs84: same },
  { id: 'cgcs2000', name: 'CGCS2000', isGeographic: true, area: china, toWgs84: same },
  { id: 'gcj02', name: 'GCJ-02', isGeographic: true, area: china, toWgs84: wgs84FromGcj02 },
  { id: 'bd09', name: 'BD-09', isGeographic: true, area: china, toWgs84: wgs84FromBd09 },
];

export const datumHelp = 'wgs84, cgcs2000, gcj02, bd09 or epsg:NNNN';

/** Reads a datum's name. Throws one sentence where it is not known. */
export function datumNamed(text: string): Datum {
  const key = text
    .trim()
    .toLowerCase()
    .replace(/^gcj-02$/, 'gcj02')
    .replace(/^bd-09$/, 'bd09');
  const found = named.find(({ id }) => id === key);
  if (found) return found;
  const code = /^(?:epsg[:/ ])?(\d{4,6})$/.exec(key)?.[1];
  if (code === undefined) throw new AppError('MAP_DATUM', `The datum "${text}" is not known; known are ${datumHelp}.`);
  const crs = crsOf(Number(code));
  if (crs === null) {
    throw new AppError(
      'MAP_DATUM',
      `EPSG:${code} is not known here; convert the file to WGS84 first (ogr2ogr -t_srs EPSG:4326), or add it to basemap/datum/epsg.ts.`,
    );
  }
  const { definition } = crs;
  if (definition === null) {
    return { id: `epsg:${code}`, name: crs.name, isGeographic: true, area: crs.area, toWgs84: same };
  }
  const converter = proj4(definition, 'WGS84');
  return {
    id: `epsg:${code}`,
    name: crs.name,
    isGeographic: false,
    area: crs.area,
    toWgs84: ([x, y]) => {
      // proj4 throws on what is no number; the check of the geometry names it instead.
      if (!Number.isFinite(x) || !Number.isFinite(y)) return [Number.NaN, Number.NaN];
      const [lonDeg, latDeg] = converter.forward([x, y]);
      return [lonDeg ?? Number.NaN, latDeg ?? Number.NaN];
    },
  };
}

/** The code in an OGC name such as `https://www.opengis.net/def/crs/EPSG/0/7415` or `urn:ogc:def:crs:EPSG::28992`. */
export function datumFromOgcName(name: string): string | null {
  if (/CRS84$/i.test(name)) return 'wgs84';
  const code = /EPSG(?:\/[\d.]+\/|:[\d.]*:|:)(\d+)$/i.exec(name)?.[1];
  return code === undefined ? null : `epsg:${code}`;
}
