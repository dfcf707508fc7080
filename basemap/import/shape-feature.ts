import { geometryProblem, heightProblem, type Problem } from '../check/geometry-check.ts';
import type { Datum } from '../datum/datum.ts';
import type { Feature, Geometry, LonLat } from '../geojson.ts';
import { mapGeometry, partsOf } from '../geometry-parts.ts';
import type { Role } from '../manifest.ts';
import type { SourceFeature } from './source.ts';

const TEXT_MAX = 200;
const PROPERTIES_MAX = 24;
const storeyM = 3.2;
const han = /\p{Script=Han}/u;

/** What a name of a height may be in a foreign file; the first that is there counts. */
const heightKeys = ['heightM', 'height', 'Height', 'HEIGHT', 'measuredHeight', 'building:height', 'h'];
const storeyKeys = ['floors', 'storeysAboveGround', 'building:levels', 'Floor', 'FLOOR'];

export interface Shaped {
  /** Plain parts in WGS84, ready for a layer. */
  readonly features: readonly Feature[];
  readonly problem: Problem | null;
}

export interface ShapeOptions {
  readonly datum: Datum;
  readonly role: Role;
  /** Attribute that holds the height in metres, where it is called otherwise. */
  readonly heightKey?: string;
}

/** One feature of a foreign file as features of a layer: converted, cleaned, checked. */
export function shapeFeature(source: SourceFeature, id: string, options: ShapeOptions): Shaped {
  const parts = partsOf(source.geometry);
  if (parts === null) return { features: [], problem: { kind: 'kind', says: `is a ${source.geometry.type}` } };
  const properties = propertiesOf(source, options);
  const tall = heightProblem(properties.heightM);
  if (tall) return { features: [], problem: tall };
  const features: Feature[] = [];
  for (const [n, part] of parts.entries()) {
    // Rounded before it is checked: what is kept is what was looked at.
    const geometry = cleaned(mapGeometry(part, (p) => rounded(options.datum.toWgs84(p))));
    const problem = geometryProblem(geometry, options.datum.area);
    if (problem) return { features: [], problem };
    features.push({
      type: 'Feature',
      properties: { id: n === 0 ? id : `${id}-${n + 1}`, ...properties },
      geometry,
    });
  }
  return features.length > 0
    ? { features, problem: null }
    : { features, problem: { kind: 'empty', says: 'has no coordinates' } };
}

/** Eight decimals are a millimetre. */
const rounded = ([lon, lat]: LonLat): LonLat => [Math.round(lon * 1e8) / 1e8, Math.round(lat * 1e8) / 1e8];

/** Leaves out corners that repeat the one before. */
const withoutRepeats = (path: readonly LonLat[]): readonly LonLat[] =>
  path.filter((p, i) => i === 0 || p[0] !== path[i - 1]![0] || p[1] !== path[i - 1]![1]);

function cleaned(g: Geometry): Geometry {
  if (g.type === 'Point') return g;
  if (g.type === 'LineString') return { type: g.type, coordinates: withoutRepeats(g.coordinates) };
  return { type: g.type, coordinates: g.coordinates.map(withoutRepeats) };
}

function propertiesOf(
  { properties: given }: SourceFeature,
  { role, heightKey }: ShapeOptions,
): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    if (key === 'id' || Object.keys(kept).length >= PROPERTIES_MAX) continue;
    if (typeof value === 'number' || typeof value === 'boolean') kept[key] = value;
    else if (typeof value === 'string' && value !== '') kept[key] = value.slice(0, TEXT_MAX);
  }
  const name = typeof kept.name === 'string' ? kept.name : '';
  kept.nameZh ??= han.test(name) ? name : '';
  kept.nameEn ??= han.test(name) ? '' : name;
  if (role === 'roads') kept.kind ??= roadKind(kept);
  const heightM = role === 'buildings' || heightKey ? heightOf(kept, heightKey) : undefined;
  if (heightM !== undefined) kept.heightM = heightM;
  return kept;
}

function heightOf(properties: Readonly<Record<string, unknown>>, heightKey?: string): number | undefined {
  const number = (key: string): number | undefined => {
    const value = properties[key];
    const read = typeof value === 'string' ? Number.parseFloat(value) : value;
    return typeof read === 'number' ? read : undefined;
  };
  for (const key of heightKey ? [heightKey] : heightKeys) {
    const found = number(key);
    if (found !== undefined) return found;
  }
  for (const key of storeyKeys) {
    const storeys = number(key);
    if (storeys !== undefined) return storeys * storeyM;
  }
  return undefined;
}

/** Classes of common road data (OSM and what derives from it) as the scene knows them. */
function roadKind(properties: Readonly<Record<string, unknown>>): string {
  const told = String(properties.class ?? properties.fclass ?? properties.highway ?? '');
  if (/motorway|trunk|express/.test(told) && !told.endsWith('_link')) return 'expressway';
  return /primary|secondary|main/.test(told) ? 'main' : 'street';
}
