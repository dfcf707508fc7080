/**
 * A map is a folder with a `map.json`: what it is called, where its origin and
 * its home views are, and which layers it has. Adding a layer is adding an
 * entry; no code knows the name of a layer, only its role.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { MapHomes, MapName, OverlayStyle, PlanName } from './data.ts';
import type { Extent } from './datum/epsg.ts';
import type { Degrees } from './project.ts';

/** What a layer means to the city, and so how it is drawn and asked for. */
export const ROLES = [
  'district',
  'boundaries',
  'units',
  'river',
  'coast',
  'waterways',
  'water',
  'roads',
  'metro-lines',
  'metro-stations',
  'landmarks',
  'buildings',
  'parks',
  'industry-areas',
  'places',
  'hospitals',
  'venues',
  'service-halls',
  'gauges',
  'rain-gauges',
  'underpasses',
  'pumps',
  'flood-walls',
  'flood-gates',
  'drainage',
  'pipes',
  'overlay',
] as const;
export type Role = (typeof ROLES)[number];

export const isRole = (text: unknown): text is Role => ROLES.includes(text as Role);

export interface LayerEntry {
  readonly id: string;
  /** Below the folder of the map. */
  readonly file: string;
  readonly role: Role;
  /** Big layers are drawn from chunks and stay out of the JSON that every page reads. */
  readonly isChunked?: boolean;
  /** Of the file, where it does not say so itself in its member `chengyun`. */
  readonly datum?: string;
  readonly source?: string;
  readonly licence?: string;
  readonly confidence?: string;
  /** Where its features lie, and their middle; written by the import. */
  readonly extent?: Extent;
  readonly middle?: Degrees;
  /** Of role `overlay`: how its lines and areas are drawn. */
  readonly style?: OverlayStyle;
}

export interface MapManifest extends MapName {
  readonly origin: Degrees;
  /** Where a coordinate of this map may lie; a point outside is a mistake. */
  readonly extent?: Extent;
  /** Blocks are invented where no footprints are known; only the shipped map asks for it. */
  readonly hasFabric: boolean;
  readonly homes?: MapHomes;
  readonly names?: readonly PlanName[];
  /** Lines that must be shown with the map. */
  readonly credits: readonly string[];
  readonly layers: readonly LayerEntry[];
}

export const manifestName = 'map.json';

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isDegrees = (value: unknown): value is Degrees =>
  isRecord(value) && Number.isFinite(value.lonDeg) && Number.isFinite(value.latDeg);

/** Checks a parsed `map.json`. Throws one sentence that names what is wrong. */
export function manifestFrom(document: unknown, place: string): MapManifest {
  const fail = (what: string): AppError => new AppError('MAP_MANIFEST', `${place}: ${what}`);
  if (!isRecord(document)) throw fail('it is no JSON object.');
  const { id, nameZh, nameEn, origin, layers, credits = [], hasFabric = false } = document;
  if (typeof id !== 'string' || !/^[a-z0-9-]{1,40}$/.test(id))
    throw fail('"id" must be lower case letters, digits, -.');
  if (typeof nameZh !== 'string' || typeof nameEn !== 'string') throw fail('"nameZh" and "nameEn" are needed.');
  if (!isDegrees(origin)) throw fail('"origin" must be {lonDeg, latDeg}.');
  if (!Array.isArray(credits) || !credits.every((line) => typeof line === 'string'))
    throw fail('"credits" is no list.');
  if (!Array.isArray(layers)) throw fail('"layers" is no list.');
  const seen = new Set<string>();
  for (const layer of layers) {
    if (!isRecord(layer) || typeof layer.id !== 'string' || typeof layer.file !== 'string') {
      throw fail('each layer needs "id" and "file".');
    }
    if (!isRole(layer.role)) throw fail(`layer ${layer.id} has no role of: ${ROLES.join(', ')}.`);
    if (layer.file.includes('..') || layer.file.startsWith('/'))
      throw fail(`layer ${layer.id} lies outside of the map.`);
    if (seen.has(layer.id)) throw fail(`two layers are called ${layer.id}.`);
    seen.add(layer.id);
  }
  return { ...document, credits, hasFabric: hasFabric === true } as unknown as MapManifest;
}

export function readManifest(folder: string): MapManifest {
  const place = join(folder, manifestName);
  let text: string;
  try {
    text = readFileSync(place, 'utf8');
  } catch (cause) {
    throw new AppError('MAP_MANIFEST', `${folder} is no map: it has no ${manifestName}.`, { cause });
  }
  try {
    return manifestFrom(JSON.parse(text), place);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('MAP_MANIFEST', `${place} is not valid JSON.`, { cause });
  }
}
