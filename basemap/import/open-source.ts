import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AppError } from '@chengyun/platform/service/service.ts';
import { openCityJson } from './read-cityjson.ts';
import { openGeoJson } from './read-geojson.ts';
import { openOsm } from './read-osm.ts';
import { openShapefile } from './read-shapefile.ts';
import { openTiles } from './read-tiles.ts';
import type { OnBytes, Source } from './source.ts';

const PEEK_BYTES = 64 * 1024;

/** The beginning of a file, enough to tell what kind of JSON it is. */
function beginning(path: string): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(PEEK_BYTES);
    return bytes.toString('latin1', 0, readSync(file, bytes, 0, PEEK_BYTES, 0));
  } finally {
    closeSync(file);
  }
}

/** Opens a file or the folder of a tileset by its name and its first bytes. */
export async function openSource(path: string, onBytes: OnBytes): Promise<Source> {
  if (!existsSync(path)) throw new AppError('MAP_FILE', `There is no ${path}.`);
  if (statSync(path).isDirectory()) {
    const tileset = join(path, 'tileset.json');
    if (existsSync(tileset)) return openTiles(tileset, onBytes);
    throw new AppError('MAP_FILE', `The folder ${path} has no tileset.json; name the file to import.`);
  }
  const name = basename(path).toLowerCase();
  if (name.endsWith('.pbf')) return openOsm(path, onBytes);
  if (name.endsWith('.shp')) return openShapefile(path, onBytes);
  if (name.endsWith('.json') || name.endsWith('.geojson')) {
    const head = beginning(path);
    if (/"CityObjects"|"CityJSON"/.test(head)) return openCityJson(path, onBytes);
    if (/"geometricError"/.test(head) && /"asset"/.test(head)) return openTiles(path, onBytes);
    return openGeoJson(path, onBytes);
  }
  throw new AppError(
    'MAP_FILE',
    `${basename(path)} is of no known kind; known are .geojson, .json (GeoJSON, CityJSON, tileset), .osm.pbf and .shp.`,
  );
}
