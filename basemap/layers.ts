import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Feature, Geometry, Layer, LayerMeta, LonLat } from './geojson.ts';

/** The layers that ship with Chengyun. */
export const layerFolder = join(import.meta.dirname, 'layers');

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** A position must lie around Shanghai: a swapped or shifted pair is caught here, not on the wall. */
const isLonLat = (value: unknown): value is LonLat =>
  Array.isArray(value) &&
  typeof value[0] === 'number' &&
  typeof value[1] === 'number' &&
  value[0] > 120 &&
  value[0] < 124 &&
  value[1] > 29 &&
  value[1] < 33;

function isGeometry(value: unknown): value is Geometry {
  if (!isRecord(value)) return false;
  const { type, coordinates } = value;
  if (type === 'Point') return isLonLat(coordinates);
  if (!Array.isArray(coordinates)) return false;
  if (type === 'LineString') return coordinates.length >= 2 && coordinates.every(isLonLat);
  if (type !== 'Polygon') return false;
  return coordinates.every((ring) => Array.isArray(ring) && ring.length >= 4 && ring.every(isLonLat));
}

function isFeature(value: unknown): value is Feature {
  return (
    isRecord(value) &&
    isRecord(value.properties) &&
    typeof value.properties.id === 'string' &&
    isGeometry(value.geometry)
  );
}

function metaFrom(value: unknown, file: string): LayerMeta {
  if (!isRecord(value)) throw new Error(`Layer ${file} has no "chengyun" member, so its datum is unknown.`);
  if (value.datum !== 'WGS84') throw new Error(`Layer ${file} does not declare the datum WGS84.`);
  for (const key of ['layer', 'source', 'licence', 'confidence']) {
    if (typeof value[key] !== 'string' || value[key] === '')
      throw new Error(`Layer ${file} does not declare its ${key}.`);
  }
  return value as unknown as LayerMeta;
}

/** Checks a parsed GeoJSON document and types it. Throws one sentence that names the file. */
export function layerFrom(document: unknown, file: string): Layer {
  if (!isRecord(document) || document.type !== 'FeatureCollection' || !Array.isArray(document.features)) {
    throw new Error(`Layer ${file} is not a GeoJSON FeatureCollection.`);
  }
  const meta = metaFrom(document.chengyun, file);
  const features: Feature[] = [];
  const seen = new Set<string>();
  for (const [index, feature] of document.features.entries()) {
    if (!isFeature(feature)) throw new Error(`Layer ${file} has a bad feature at index ${index}.`);
    const { id } = feature.properties;
    if (seen.has(id)) throw new Error(`Layer ${file} has two features with id ${id}.`);
    if (hasLevels(feature) && meta.verticalDatum === undefined) {
      throw new Error(`Layer ${file} gives water levels without a vertical datum.`);
    }
    seen.add(id);
    features.push(feature);
  }
  return { meta, features };
}

const hasLevels = (feature: Feature): boolean => 'warningM' in feature.properties || 'guaranteeM' in feature.properties;

/** Reads and checks one layer file. */
export function loadLayer(path: string): Layer {
  const file = basename(path);
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(`Layer ${file} cannot be read as JSON.`, { cause });
  }
  return layerFrom(document, file);
}

/** Reads every `*.geojson` of a folder, keyed by layer name. */
export function loadLayers(folder: string = layerFolder): ReadonlyMap<string, Layer> {
  const layers = new Map<string, Layer>();
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.geojson')) continue;
    const layer = loadLayer(join(folder, name));
    layers.set(layer.meta.layer, layer);
  }
  return layers;
}
