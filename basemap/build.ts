import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chunkFolder, chunkIndexName } from './chunks/chunk-index.ts';
import type {
  BasemapData,
  GaugePlace,
  Landmark,
  LandmarkShape,
  Line,
  Overlay,
  Place,
  RoadLine,
  UnitPlace,
} from './data.ts';
import type { Feature, LonLat } from './geojson.ts';
import { pointsOf } from './geometry-parts.ts';
import { homesFor } from './homes.ts';
import { type CityMap, loadMap } from './layers.ts';
import type { Role } from './manifest.ts';
import { drawnPath } from './smooth.ts';

/** Bakes the layers into the one compact JSON that the console serves to the scene. */
export function basemapData(map: CityMap = loadMap()): BasemapData {
  const { manifest } = map;
  const of = (role: Role): readonly Feature[] =>
    [...map.layers.values()].filter((layer) => layer.role === role).flatMap((layer) => layer.features);
  const lines = (role: Role, kind?: string): Line[] =>
    of(role)
      .filter((f) => f.geometry.type !== 'Point' && (kind === undefined || f.properties.kind === kind))
      .map(lineFrom);
  const first = (role: Role, kind: string): Line => lines(role, kind)[0] ?? { ...nothing, kind };
  const districts = lines('district');
  const places = (role: Role): Place[] => of(role).filter(isPoint).map(placeFrom);
  return {
    version: 2,
    map: { id: manifest.id, nameZh: manifest.nameZh, nameEn: manifest.nameEn },
    origin: manifest.origin,
    homes: manifest.homes ?? (manifest.hasFabric ? {} : homesFor(manifest)),
    planNames: manifest.names ?? [],
    hasFabric: manifest.hasFabric,
    chunks: chunksOf(map.folder),
    credits: manifest.credits,
    // Several districts are borders inside of a city whose own outline is not known.
    district: districts.length === 1 ? districts[0]! : everything(map),
    river: lines('river', 'river'),
    sea: first('coast', 'sea'),
    seaWall: first('coast', 'sea-wall'),
    lakes: [...lines('waterways', 'lake'), ...lines('water')],
    waterways: lines('waterways', 'waterway'),
    roads: of('roads')
      .filter((f) => f.geometry.type === 'LineString')
      .map(roadFrom),
    parks: lines('parks'),
    industryAreas: lines('industry-areas'),
    metroLines: lines('metro-lines'),
    metroStations: places('metro-stations'),
    landmarks: of('landmarks').filter(isPoint).map(landmarkFrom),
    gauges: of('gauges').filter(isPoint).map(gaugeFrom),
    rainGauges: places('rain-gauges'),
    underpasses: places('underpasses'),
    units: of('units').filter(isPoint).map(unitFrom),
    hospitals: places('hospitals'),
    venues: places('venues'),
    pumps: places('pumps'),
    floodGates: places('flood-gates'),
    floodWalls: lines('flood-walls'),
    boundaries: namedOnce([...(districts.length > 1 ? districts : []), ...lines('boundaries')]),
    overlays: overlaysOf(map),
  };
}

const nothing: Line = { id: '', kind: '', nameZh: '', nameEn: '', path: [] };

const isPoint = (f: Feature): boolean => f.geometry.type === 'Point';

/** The version of the chunks beside the map, null where none were built. */
function chunksOf(folder: string): string | null {
  const file = join(folder, chunkFolder, chunkIndexName);
  if (!existsSync(file)) return null;
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown };
  return typeof version === 'string' ? version : null;
}

/** A rectangle around all that the map has: its outline as far as is known. */
function everything({ manifest, layers }: CityMap): Line {
  // A layer in tiles is not in memory, but its entry says how far it reaches.
  const known = manifest.extent ? [manifest.extent] : manifest.layers.flatMap(({ extent }) => (extent ? [extent] : []));
  const points =
    known.length > 0
      ? known.flatMap(([west, south, east, north]) => [
          [west, south],
          [east, north],
        ])
      : [...layers.values()].flatMap((layer) => layer.features.flatMap((f) => pointsOf(f.geometry)));
  if (points.length === 0) return nothing;
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const [lon = 0, lat = 0] of points) {
    [west, south, east, north] = [Math.min(west, lon), Math.min(south, lat), Math.max(east, lon), Math.max(north, lat)];
  }
  return {
    ...nothing,
    id: 'extent',
    kind: 'extent',
    path: [west, south, east, south, east, north, west, north, west, south],
  };
}

/** An area in several parts has its name on the largest only. */
function namedOnce(parts: readonly Line[]): Line[] {
  const largest = new Map<string, Line>();
  for (const part of parts) {
    const name = `${part.nameZh}/${part.nameEn}`;
    if ((largest.get(name)?.path.length ?? 0) < part.path.length) largest.set(name, part);
  }
  const kept = new Set(largest.values());
  return parts.map((part) => (kept.has(part) ? part : { ...part, nameZh: '', nameEn: '' }));
}

function overlaysOf({ manifest, layers }: CityMap): Overlay[] {
  return manifest.layers
    .filter((entry) => entry.role === 'overlay' && !entry.isChunked)
    .map((entry) => ({
      id: entry.id,
      style: entry.style ?? { tone: 'mid', widthPx: 1.2 },
      lines: (layers.get(entry.id)?.features ?? []).filter((f) => !isPoint(f)).map(lineFrom),
    }));
}

const text = (f: Feature, key: string): string => {
  const value = f.properties[key];
  return typeof value === 'string' ? value : '';
};

const number = (f: Feature, key: string): number => {
  const value = f.properties[key];
  if (typeof value !== 'number') throw new Error(`Feature ${f.properties.id} has no number ${key}.`);
  return value;
};

/** `{[as]: value}` where the feature has the number, `{}` where it does not. */
const optional = <K extends string>(f: Feature, key: string, as: K): { [P in K]?: number } => {
  const value = f.properties[key];
  return typeof value === 'number' ? ({ [as]: value } as { [P in K]?: number }) : {};
};

const names = (f: Feature) => ({
  id: f.properties.id,
  kind: text(f, 'kind') || text(f, 'class'),
  nameZh: text(f, 'nameZh'),
  nameEn: text(f, 'nameEn'),
});

/** Six decimals are a decimetre. */
const rounded = (deg: number): number => Math.round(deg * 1e6) / 1e6;
const flat = (path: readonly LonLat[]): number[] => path.flatMap(([lon, lat]) => [rounded(lon), rounded(lat)]);

function lineFrom(f: Feature): Line {
  const g = f.geometry;
  const path = g.type === 'LineString' ? g.coordinates : g.type === 'Polygon' ? (g.coordinates[0] ?? []) : [];
  return {
    ...names(f),
    path: flat(drawnPath(path, text(f, 'kind') || text(f, 'class'))),
    ...optional(f, 'widthM', 'widthM'),
  };
}

const roadFrom = (f: Feature): RoadLine => ({
  ...lineFrom(f),
  ...optional(f, 'pylonM', 'pylonM'),
  ...optional(f, 'spanM', 'spanM'),
});

function placeFrom(f: Feature): Place {
  if (f.geometry.type !== 'Point') throw new Error(`Feature ${f.properties.id} is not a point.`);
  const [lonDeg, latDeg] = f.geometry.coordinates;
  return { ...names(f), lonDeg, latDeg };
}

const gaugeFrom = (f: Feature): GaugePlace => ({
  ...placeFrom(f),
  ...optional(f, 'warningM', 'warningM'),
  ...optional(f, 'guaranteeM', 'guaranteeM'),
  ...optional(f, 'wallCrestM', 'wallCrestM'),
});

const unitFrom = (f: Feature): UnitPlace => ({
  ...placeFrom(f),
  populationThousands: number(f, 'populationThousands'),
});

const landmarkFrom = (f: Feature): Landmark => ({
  ...placeFrom(f),
  kind: 'landmark',
  shape: text(f, 'shape') as LandmarkShape,
  heightM: number(f, 'heightM'),
  widthM: number(f, 'footprintWidthM'),
  depthM: number(f, 'footprintDepthM'),
  ...optional(f, 'label', 'label'),
});
