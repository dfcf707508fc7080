/**
 * An extract of OpenStreetMap (.osm.pbf). Nodes come first in such a file, then
 * ways, then relations; positions are kept in flat arrays and everything else
 * passes by. Areas are made from closed ways and from multipolygon relations,
 * the sea from the coastline.
 */
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { AppError } from '@chengyun/platform/service/service.ts';
import { OSMTransform } from 'osm-pbf-parser-node';
import { createOsmNodes } from './osm-nodes.ts';
import { type Box, chainsOf, seaOf } from './osm-rings.ts';
import { meaningOf, type OsmMeaning } from './osm-roles.ts';
import { bytesOf, sizeWithin } from './read-bytes.ts';
import { BYTES_MAX, type OnBytes, type Source, type SourceFeature } from './source.ts';

type Tags = Readonly<Record<string, string>>;
type Point = readonly [number, number];

interface OsmItem {
  readonly type?: 'node' | 'way' | 'relation';
  readonly id?: number;
  readonly lon?: number;
  readonly lat?: number;
  readonly tags?: Tags;
  readonly refs?: readonly number[];
  readonly members?: readonly { readonly type: string; readonly ref: number; readonly role: string }[];
  /** Of the header, in thousand-millionths of a degree. */
  readonly bbox?: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
}

/** Ways without a meaning of their own may be members of an area; more than this is no city. */
const WAYS_MAX = 3_000_000;
const nano = 1e-9;

export async function openOsm(path: string, onBytes: OnBytes): Promise<Source> {
  const totalBytes = sizeWithin(path, BYTES_MAX.osm, 'cut it to the city first, for instance osmium extract --bbox');
  return {
    format: 'OSM extract',
    declaredDatum: 'wgs84',
    credit: '© OpenStreetMap contributors, ODbL',
    async *features() {
      try {
        yield* read(path, totalBytes, onBytes);
      } catch (cause) {
        if (cause instanceof AppError) throw cause;
        throw new AppError('MAP_FILE', `${basename(path)} is no OSM extract, or it is cut off.`, { cause });
      }
    },
  };
}

async function* read(path: string, totalBytes: number, onBytes: OnBytes): AsyncGenerator<SourceFeature> {
  const nodes = createOsmNodes();
  const ways = new Map<number, readonly Point[]>();
  const coast: (readonly Point[])[] = [];
  let box: Box | null = null;
  const stream = Readable.from(bytesOf(path, totalBytes, onBytes)).compose(new OSMTransform({ withTags: true }));
  for await (const batch of stream) {
    for (const item of batch as readonly OsmItem[]) {
      if (item.bbox) {
        const { left, right, top, bottom } = item.bbox;
        box = { west: left * nano, east: right * nano, north: top * nano, south: bottom * nano };
      } else if (item.type === 'node') {
        nodes.add(item.id!, item.lon!, item.lat!);
        const meaning = item.tags ? meaningOf(item.tags) : null;
        if (meaning && !meaning.isArea && meaning.role !== 'roads') {
          yield made(`n${item.id}`, item.tags!, meaning, { type: 'Point', coordinates: [item.lon!, item.lat!] });
        }
      } else if (item.type === 'way') {
        const line = (item.refs ?? []).map((ref) => nodes.at(ref)).filter((p) => p !== null);
        if (ways.size >= WAYS_MAX) {
          throw new AppError(
            'MAP_FILE_SIZE',
            `${basename(path)} has more than ${WAYS_MAX} ways: cut it to the city first.`,
          );
        }
        ways.set(item.id!, line);
        if (item.tags?.natural === 'coastline') coast.push(line);
        yield* wayFeatures(item, line);
      } else if (item.type === 'relation') yield* relationFeatures(item, ways);
    }
  }
  const sea = box === null ? null : seaOf(coast, widened(box, coast));
  if (sea) {
    yield {
      id: 'sea',
      role: 'coast',
      properties: { kind: 'sea' },
      geometry: { type: 'Polygon', coordinates: sea.sea },
    };
  }
}

const isClosed = (line: readonly Point[]): boolean =>
  line.length > 3 && line[0]![0] === line.at(-1)![0] && line[0]![1] === line.at(-1)![1];

function made(id: string, tags: Tags, meaning: OsmMeaning, geometry: SourceFeature['geometry']): SourceFeature {
  const { role, kind, heightM } = meaning;
  const name = tags.name ?? '';
  const names = { nameZh: tags['name:zh'] ?? name, nameEn: tags['name:en'] ?? name };
  return { id, role, properties: { kind, ...names, ...(heightM === undefined ? {} : { heightM }) }, geometry };
}

function* wayFeatures({ id, tags }: OsmItem, line: readonly Point[]): Generator<SourceFeature> {
  const meaning = tags ? meaningOf(tags) : null;
  if (!tags || !meaning || line.length < 2) return;
  if (meaning.isArea) {
    if (isClosed(line)) yield made(`w${id}`, tags, meaning, { type: 'Polygon', coordinates: [line] });
    return;
  }
  const isLine = ['roads', 'waterways', 'metro-lines'].includes(meaning.role);
  yield made(
    `w${id}`,
    tags,
    meaning,
    isLine ? { type: 'LineString', coordinates: line } : { type: 'Point', coordinates: middleOf(line) },
  );
}

const middleOf = (line: readonly Point[]): Point => {
  const sum = line.reduce(([x, y], p) => [x + p[0], y + p[1]], [0, 0] as Point);
  return [sum[0] / line.length, sum[1] / line.length];
};

function* relationFeatures(item: OsmItem, ways: ReadonlyMap<number, readonly Point[]>): Generator<SourceFeature> {
  const { id, tags, members = [] } = item;
  const meaning = tags?.type === 'multipolygon' ? meaningOf(tags) : null;
  if (!tags || !meaning?.isArea) return;
  const pieces = (role: string): (readonly Point[])[] =>
    members.filter((m) => m.type === 'way' && (m.role || 'outer') === role).flatMap((m) => [ways.get(m.ref) ?? []]);
  const outer = chainsOf(pieces('outer')).rings;
  const inner = chainsOf(pieces('inner')).rings;
  for (const [n, ring] of outer.entries()) {
    // Holes of an area in several parts are given to the only part, else left out: a courtyard too few misleads nobody.
    const holes = outer.length === 1 ? inner : [];
    yield made(`r${id}${n === 0 ? '' : `-${n}`}`, tags, meaning, { type: 'Polygon', coordinates: [ring, ...holes] });
  }
}

/** Ways are kept whole, so a coast may end outside of the box that was cut; the margin keeps it inside of ours. */
function widened(box: Box, coast: readonly (readonly Point[])[]): Box {
  let { west, south, east, north } = box;
  for (const [x, y] of coast.flat()) {
    [west, east] = [Math.min(west, x), Math.max(east, x)];
    [south, north] = [Math.min(south, y), Math.max(north, y)];
  }
  const [marginLon, marginLat] = [(east - west) * 0.05, (north - south) * 0.05];
  return { west: west - marginLon, south: south - marginLat, east: east + marginLon, north: north + marginLat };
}
