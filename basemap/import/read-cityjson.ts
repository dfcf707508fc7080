import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { AppError } from '@chengyun/platform/service/service.ts';
import { datumFromOgcName } from '../datum/datum.ts';
import type { Role } from '../manifest.ts';
import { sizeWithin } from './read-bytes.ts';
import { BYTES_MAX, type OnBytes, type Source, type SourceFeature } from './source.ts';
import { type Corner, hullOf, outlineOf } from './surface-outline.ts';

/** CityJSON 1.0 to 2.0 (cityjson.org/specs): objects with boundaries into one list of vertices. */
interface CityJson {
  readonly version: string;
  readonly metadata?: { readonly referenceSystem?: string };
  readonly transform?: { readonly scale: Corner; readonly translate: Corner };
  readonly vertices: readonly Corner[];
  readonly CityObjects: Readonly<Record<string, CityObject>>;
}

interface CityObject {
  readonly type: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly geometry?: readonly CityGeometry[];
}

interface CityGeometry {
  readonly type: string;
  readonly lod?: string | number;
  readonly boundaries: unknown;
}

const roles: Readonly<Record<string, Role>> = {
  Building: 'buildings',
  BuildingPart: 'buildings',
  BuildingInstallation: 'buildings',
  Road: 'roads',
  Railway: 'roads',
  TransportSquare: 'roads',
  Bridge: 'roads',
  WaterBody: 'water',
  PlantCover: 'parks',
  LandUse: 'parks',
};
/** Made ground is neither park nor road: plots, paved yards. */
const openLand = /groen|gras|park|natuur|bos|green|grass|forest|wood/i;

export async function openCityJson(path: string, onBytes: OnBytes): Promise<Source> {
  const bytes = sizeWithin(
    path,
    BYTES_MAX.cityjson,
    'cut it to the city first, for instance cjio big.json subset --bbox',
  );
  let city: CityJson;
  try {
    city = JSON.parse(readFileSync(path, 'utf8')) as CityJson;
  } catch (cause) {
    throw new AppError('MAP_FILE', `${basename(path)} is not valid JSON.`, { cause });
  }
  if (!Array.isArray(city.vertices) || typeof city.CityObjects !== 'object' || city.CityObjects === null) {
    throw new AppError('MAP_FILE', `${basename(path)} is no CityJSON: it has no vertices or no CityObjects.`);
  }
  const { scale = [1, 1, 1], translate = [0, 0, 0] } = city.transform ?? {};
  const vertices = city.vertices.map(
    ([x, y, z]): Corner => [x * scale[0] + translate[0], y * scale[1] + translate[1], z * scale[2] + translate[2]],
  );
  const objects = Object.entries(city.CityObjects);
  return {
    format: `CityJSON ${city.version}`,
    declaredDatum: datumFromOgcName(city.metadata?.referenceSystem ?? ''),
    async *features() {
      for (const [n, [id, object]] of objects.entries()) {
        onBytes(Math.round((bytes * (n + 1)) / objects.length), bytes);
        yield* featuresOf(id, object, vertices);
      }
    },
  };
}

function* featuresOf(id: string, object: CityObject, vertices: readonly Corner[]): Generator<SourceFeature> {
  const { type, attributes = {} } = object;
  const role = roles[type];
  const finest = [...(object.geometry ?? [])].sort((a, b) => Number(b.lod ?? 0) - Number(a.lod ?? 0))[0];
  if (role === undefined || finest === undefined) return;
  if (type === 'LandUse' && !openLand.test(JSON.stringify(attributes))) return;
  const faces: Corner[][] = [];
  collectFaces(finest.boundaries, vertices, faces);
  const corners = faces.flat();
  if (corners.length === 0) return;
  const zs = corners.map((c) => c[2]);
  const lowM = zs.reduce((a, b) => Math.min(a, b));
  const highM = zs.reduce((a, b) => Math.max(a, b));
  const above = outlineOf(faces.filter((face) => isLevel(face) > 0));
  const below =
    above.length > 0 ? above : outlineOf(faces.filter((face) => isLevel(face) < 0).map((f) => [...f].reverse()));
  const outlines = below.length > 0 ? below : [[hullOf(corners)]];
  const heights = role === 'buildings' ? { heightM: round(highM - lowM), baseM: round(lowM) } : {};
  yield {
    id,
    role,
    properties: { ...attributes, cityType: type, kind: kindOf(role, type), ...heights },
    geometry: { type: 'MultiPolygon', coordinates: outlines },
  };
}

const round = (m: number): number => Math.round(m * 100) / 100;

const kindOf = (role: Role, type: string): string =>
  role === 'water' ? 'lake' : role === 'parks' ? 'park' : role === 'roads' ? 'surface' : type.toLowerCase();

/** Boundaries nest by geometry type; a list of numbers is a ring, of which the first of a face is its outline. */
function collectFaces(boundaries: unknown, vertices: readonly Corner[], into: Corner[][]): void {
  if (!Array.isArray(boundaries)) return;
  const [first] = boundaries as unknown[];
  if (Array.isArray(first) && typeof first[0] === 'number') {
    into.push((first as number[]).map((i) => vertices[i]).filter((c) => c !== undefined));
    return;
  }
  for (const inner of boundaries) collectFaces(inner, vertices, into);
}

/** The upward part of the normal of a face (Newell): +1 a roof, −1 a floor, 0 a wall. */
function isLevel(face: readonly Corner[]): number {
  const n = [0, 0, 0];
  for (const [i, a] of face.entries()) {
    const b = face[(i + 1) % face.length]!;
    n[0]! += (a[1] - b[1]) * (a[2] + b[2]);
    n[1]! += (a[2] - b[2]) * (a[0] + b[0]);
    n[2]! += (a[0] - b[0]) * (a[1] + b[1]);
  }
  const length = Math.hypot(n[0]!, n[1]!, n[2]!);
  const up = length === 0 ? 0 : n[2]! / length;
  return up > 0.3 ? 1 : up < -0.3 ? -1 : 0;
}
