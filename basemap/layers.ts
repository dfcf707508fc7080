import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { datumNamed } from './datum/datum.ts';
import type { Extent } from './datum/epsg.ts';
import type { Feature, Geometry, Layer, LayerMeta, LonLat, MapLayer } from './geojson.ts';
import { mapGeometry, partsOf, pointsOf, type RawGeometry } from './geometry-parts.ts';
import { type LayerEntry, type MapManifest, readManifest } from './manifest.ts';

/** The folder of the map that ships with Chengyun: Pudong, schematic. */
export const shippedMap = import.meta.dirname;

/** A map as it was read: its manifest and its layers by id. */
export interface CityMap {
  readonly folder: string;
  readonly manifest: MapManifest;
  readonly layers: ReadonlyMap<string, MapLayer>;
}

const world: Extent = [-180, -90, 180, 90];

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** A position must lie on the map: a swapped or shifted pair is caught here, not on the wall. */
const isWithin = ([west, south, east, north]: Extent, [lon, lat]: LonLat): boolean =>
  lon >= west && lon <= east && lat >= south && lat <= north;

function isSound(g: Geometry, extent: Extent): boolean {
  if (g.type === 'LineString' && g.coordinates.length < 2) return false;
  if (g.type === 'Polygon' && (g.coordinates.length === 0 || g.coordinates.some((ring) => ring.length < 4)))
    return false;
  return pointsOf(g).every((p) => isWithin(extent, p));
}

function metaFrom(value: unknown, file: string, entry?: LayerEntry): LayerMeta {
  if (!isRecord(value) && entry?.datum === undefined) {
    throw new Error(`Layer ${file} has no "chengyun" member, so its datum is unknown.`);
  }
  const given: Record<string, unknown> = { layer: entry?.id, ...entry, ...(isRecord(value) ? value : {}) };
  if (!isRecord(value)) given.datum = 'WGS84';
  if (given.datum !== 'WGS84') throw new Error(`Layer ${file} does not declare the datum WGS84.`);
  for (const key of ['layer', 'source', 'licence', 'confidence']) {
    if (typeof given[key] !== 'string' || given[key] === '')
      throw new Error(`Layer ${file} does not declare its ${key}.`);
  }
  return given as unknown as LayerMeta;
}

/**
 * Checks a parsed GeoJSON document and types it. Throws one sentence that names
 * the file. `extent` is where the map lies; `entry` is what its manifest says.
 */
export function layerFrom(document: unknown, file: string, extent: Extent = world, entry?: LayerEntry): Layer {
  if (!isRecord(document) || document.type !== 'FeatureCollection' || !Array.isArray(document.features)) {
    throw new Error(`Layer ${file} is not a GeoJSON FeatureCollection.`);
  }
  const meta = metaFrom(document.chengyun, file, entry);
  // A file that speaks for itself is in WGS84; one that the manifest speaks for is converted here.
  const datum = isRecord(document.chengyun) ? null : datumNamed(entry?.datum ?? '');
  const features: Feature[] = [];
  const seen = new Set<string>();
  for (const [index, feature] of document.features.entries()) {
    const properties = isRecord(feature) && isRecord(feature.properties) ? feature.properties : null;
    const geometry = isRecord(feature) && isRecord(feature.geometry) ? feature.geometry : null;
    const id = properties?.id ?? (datum === null ? undefined : `${meta.layer}-${index + 1}`);
    const parts = geometry === null ? null : partsOf(geometry as unknown as RawGeometry);
    if (properties === null || parts === null || typeof id !== 'string') {
      throw new Error(`Layer ${file} has a bad feature at index ${index}.`);
    }
    for (const [n, part] of parts.entries()) {
      const placed = datum === null ? part : mapGeometry(part, datum.toWgs84);
      if (!isSound(placed, extent)) throw new Error(`Layer ${file} has a bad feature at index ${index}.`);
      const name = n === 0 ? id : `${id}-${n + 1}`;
      if (seen.has(name)) throw new Error(`Layer ${file} has two features with id ${name}.`);
      const made: Feature = { type: 'Feature', properties: { ...properties, id: name }, geometry: placed };
      if (hasLevels(made) && meta.verticalDatum === undefined) {
        throw new Error(`Layer ${file} gives water levels without a vertical datum.`);
      }
      seen.add(name);
      features.push(made);
    }
  }
  return { meta, features };
}

const hasLevels = ({ properties }: Feature): boolean =>
  'warningM' in properties || 'guaranteeM' in properties || 'crestM' in properties;

/** Reads and checks one layer file. */
export function loadLayer(path: string, extent: Extent = world, entry?: LayerEntry): Layer {
  const file = basename(path);
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(`Layer ${file} cannot be read as JSON.`, { cause });
  }
  return layerFrom(document, file, extent, entry);
}

/** Reads a map. Layers that are drawn from chunks are left out unless asked for: services do not need them. */
export function loadMap(folder: string = shippedMap, withChunked = false): CityMap {
  const manifest = readManifest(folder);
  const layers = new Map<string, MapLayer>();
  for (const entry of manifest.layers) {
    if (entry.isChunked && !withChunked) continue;
    const layer = loadLayer(join(folder, entry.file), manifest.extent, entry);
    layers.set(entry.id, { ...layer, id: entry.id, role: entry.role });
  }
  return { folder, manifest, layers };
}

/** The layers of a map by id; of the shipped one if no folder is named. */
export const loadLayers = (folder: string = shippedMap): ReadonlyMap<string, MapLayer> => loadMap(folder).layers;
