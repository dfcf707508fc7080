import { basename } from 'node:path';
import { AppError } from '@chengyun/platform/service/service.ts';
import { datumFromOgcName } from '../datum/datum.ts';
import type { RawGeometry } from '../geometry-parts.ts';
import { jsonItems } from './json-items.ts';
import { bytesOf, sizeWithin } from './read-bytes.ts';
import { BYTES_MAX, type OnBytes, type Source, type SourceFeature, type UnreadableFeature } from './source.ts';

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/**
 * GeoJSON, read feature by feature. A plain list of objects that carry a
 * `polygon`, `path` or `position` beside their attributes is read as well: it
 * is how samples of map libraries come.
 */
export async function openGeoJson(path: string, onBytes: OnBytes): Promise<Source> {
  const totalBytes = sizeWithin(
    path,
    BYTES_MAX.geojson,
    'cut it to the city first, for instance ogr2ogr -clipsrc west south east north small.geojson big.geojson',
  );
  const read = (told: OnBytes) => jsonItems(bytesOf(path, totalBytes, told), 'features');
  return {
    format: 'GeoJSON',
    declaredDatum: await declaredBy(
      read(() => {}),
      path,
    ),
    async *features() {
      const items = read(onBytes);
      let count = 0;
      for (;;) {
        const next = await items.next().catch((cause: unknown) => refuse(path, cause));
        if (next.done) {
          if (count === 0) throw new AppError('MAP_FILE', `${basename(path)} has no features.`);
          return;
        }
        count++;
        yield featureFrom(next.value.text);
      }
    },
  };
}

function refuse(path: string, cause: unknown): never {
  const why = cause instanceof Error ? cause.message : 'it cannot be read';
  throw new AppError('MAP_FILE', `${basename(path)} is not valid JSON: ${why}.`, { cause });
}

/** The old member `crs` before the features names a datum; files of this project say it in `chengyun`. */
async function declaredBy(items: ReturnType<typeof jsonItems>, path: string): Promise<string | null> {
  const first = await items.next().catch((cause: unknown) => refuse(path, cause));
  await items.return('');
  const frame = first.done ? first.value : first.value.frame;
  if (/"chengyun"\s*:\s*\{[^}]*"datum"\s*:\s*"WGS84"/.test(frame)) return 'wgs84';
  const name = /"crs"\s*:\s*\{.*?"name"\s*:\s*"([^"]+)"/s.exec(frame)?.[1];
  return name === undefined ? null : datumFromOgcName(name);
}

function featureFrom(text: string): SourceFeature | UnreadableFeature {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const word = /[:,[]\s*(-?NaN|-?Infinity|nan|inf)\b/.exec(text)?.[1];
    return { unreadable: word ? `holds ${word}, which is no number in JSON` : 'is not valid JSON' };
  }
  if (!isRecord(value)) return { unreadable: 'is no object' };
  if (value.type === 'Feature') {
    if (!isRecord(value.geometry)) return { unreadable: 'has no geometry' };
    const properties = isRecord(value.properties) ? value.properties : {};
    const id = properties.id ?? value.id;
    return {
      ...(typeof id === 'string' || typeof id === 'number' ? { id: String(id) } : {}),
      properties,
      geometry: value.geometry as unknown as RawGeometry,
    };
  }
  return rowFrom(value) ?? { unreadable: 'is no GeoJSON feature' };
}

function rowFrom(row: Record<string, unknown>): SourceFeature | null {
  const { polygon, path, position, ...properties } = row;
  if (Array.isArray(polygon)) {
    const isNested = Array.isArray(polygon[0]) && Array.isArray(polygon[0][0]);
    return { properties, geometry: { type: 'Polygon', coordinates: isNested ? polygon : [polygon] } };
  }
  if (Array.isArray(path)) return { properties, geometry: { type: 'LineString', coordinates: path } };
  return Array.isArray(position) ? { properties, geometry: { type: 'Point', coordinates: position } } : null;
}
