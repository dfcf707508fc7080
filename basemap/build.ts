import type { BasemapData, GaugePlace, Landmark, LandmarkShape, Line, Place, RoadLine, UnitPlace } from './data.ts';
import type { Feature, Layer, LonLat } from './geojson.ts';
import { loadLayers } from './layers.ts';
import { curveThrough, smoothPath, smoothRiver } from './smooth.ts';

/** Bakes the layers into the one compact JSON that the console serves to the scene. */
export function basemapData(layers: ReadonlyMap<string, Layer> = loadLayers()): BasemapData {
  const of = (name: string): readonly Feature[] => {
    const layer = layers.get(name);
    if (!layer) throw new Error(`The base map has no layer ${name}.`);
    return layer.features;
  };
  const lines = (name: string, kind?: string): Line[] =>
    of(name)
      .filter((f) => f.geometry.type !== 'Point' && (kind === undefined || f.properties.kind === kind))
      .map(lineFrom);
  const one = (name: string, kind: string): Line => {
    const line = lines(name, kind)[0];
    if (!line) throw new Error(`Layer ${name} has no ${kind}.`);
    return line;
  };
  const places = (name: string): Place[] => of(name).map(placeFrom);
  const licensed = [...layers.values()].filter((l) => l.meta.licence.startsWith('ODbL'));
  return {
    version: 1,
    credits: licensed.length > 0 ? ['contains points derived from © OpenStreetMap contributors, ODbL'] : [],
    district: one('district', 'district'),
    river: lines('huangpu', 'river'),
    sea: one('coast', 'sea'),
    seaWall: one('coast', 'sea-wall'),
    lakes: lines('waterways', 'lake'),
    waterways: lines('waterways', 'waterway'),
    roads: of('roads').map(roadFrom),
    parks: lines('parks'),
    industryAreas: lines('industry-areas'),
    metroLines: lines('metro-lines'),
    metroStations: places('metro-stations'),
    landmarks: of('landmarks').map(landmarkFrom),
    gauges: of('gauges').map(gaugeFrom),
    rainGauges: places('rain-gauges'),
    underpasses: places('underpasses'),
    units: of('units').map(unitFrom),
    hospitals: places('hospitals'),
  };
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

const flat = (path: readonly LonLat[]): number[] => path.flat();

/** Five decimals are a metre. */
const _round = (deg: number): number => Math.round(deg * 1e5) / 1e5;

/** Paths as they are drawn: the river and the shore in curves, roads gently; waterways keep their gauges and sluices. */
function drawn(path: readonly LonLat[], kind: string): readonly LonLat[] {
  if (kind === 'river') return smoothRiver(path, 2);
  if (kind === 'waterway') return curveThrough(path, 3);
  if (kind === 'sea-wall' || kind === 'district' || kind === 'sea') return smoothPath(path, 2);
  if (kind === 'ring' || kind === 'expressway' || kind === 'elevated' || kind === 'main') return smoothPath(path, 1);
  return path;
}

function lineFrom(f: Feature): Line {
  const g = f.geometry;
  const path = g.type === 'LineString' ? g.coordinates : g.type === 'Polygon' ? (g.coordinates[0] ?? []) : [];
  return {
    ...names(f),
    path: flat(drawn(path, text(f, 'kind') || text(f, 'class'))),
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
