/**
 * Cuts a map into tiles with three levels of detail. A building belongs to the
 * tile of its middle and is never cut; areas and lines are cut at the tiles'
 * edges. The result depends on the layers alone: the same layers, the same bytes.
 */
import { createHash } from 'node:crypto';
import type { Feature } from '../geojson.ts';
import type { CityMap } from '../layers.ts';
import type { Role } from '../manifest.ts';
import { createFrame } from '../project.ts';
import { encodeChunk } from './chunk-format.ts';
import {
  type ChunkEntry,
  type ChunkIndex,
  type ChunkRole,
  type LevelOfDetail,
  levels,
  tileSizeM,
} from './chunk-index.ts';
import { clipRing, piecesByTile } from './clip-path.ts';
import { featureRows } from './feature-rows.ts';
import { featureTree } from './feature-table.ts';
import { boxAround, ringArea2, simplifyPath, simplifyRing } from './simplify.ts';
import { createTileBuilder, type TileBuilder } from './tile-builder.ts';

export interface BuiltChunks {
  readonly index: ChunkIndex;
  /** File name to bytes; `index.json` is not among them. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** What each level leaves out, in metres and square metres. */
const detail: Readonly<
  Record<LevelOfDetail, { toleranceM: number; areaMinM2: number; tallM: number; asBox: boolean }>
> = {
  0: { toleranceM: 0, areaMinM2: 0, tallM: 0, asBox: false },
  1: { toleranceM: 2.5, areaMinM2: 45, tallM: 30, asBox: false },
  2: { toleranceM: 12, areaMinM2: 260, tallM: 40, asBox: true },
};
const heightUnknownM = 9;
/** Roads that are drawn at the coarsest level. */
const greatRoads = new Set(['ring', 'expressway', 'elevated', 'main', 'bridge']);
const areaRoles = new Set<Role>(['water', 'river', 'coast', 'parks', 'roads', 'industry-areas']);

const hashOf = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex').slice(0, 12);

export function buildChunks(map: CityMap): BuiltChunks {
  const { origin } = map.manifest;
  const frame = createFrame(origin);
  const roles: ChunkRole[] = [];
  const roleNumber = (role: ChunkRole): number => {
    if (!roles.includes(role)) roles.push(role);
    return roles.indexOf(role);
  };
  const rows = featureRows(map);
  let next = 0;
  const tiles = new Map<string, { level: LevelOfDetail; x: number; y: number; builder: TileBuilder }>();
  const tileAt = (level: LevelOfDetail, x: number, y: number): TileBuilder => {
    const key = `${level}/${x}/${y}`;
    const tile = tiles.get(key) ?? { level, x, y, builder: createTileBuilder() };
    tiles.set(key, tile);
    return tile.builder;
  };
  const flat = (path: readonly (readonly [number, number])[], isRing: boolean): number[] => {
    const out = path.flatMap(([lon, lat]) => {
      const { xM, yM } = frame.enuFromLonLat(lon, lat);
      return [xM, yM];
    });
    return isRing ? out.slice(0, -2) : out;
  };

  let buildings = 0;
  for (const entry of map.manifest.layers) {
    const layer = map.layers.get(entry.id);
    if (!layer) continue;
    for (const feature of layer.features) {
      const number = next++;
      const { geometry: g } = feature;
      const rings = g.type === 'Polygon' ? g.coordinates.map((ring) => flat(ring, true)) : [];
      const path = g.type === 'LineString' ? flat(g.coordinates, false) : [];
      if (!entry.isChunked || (rings.length === 0 && path.length === 0)) continue;
      if (entry.role === 'buildings' && rings.length > 0) {
        buildings++;
        addBuilding(number, rings, heightOf(feature), tileAt);
      } else if (rings.length > 0 && areaRoles.has(entry.role)) {
        addArea(number, rings, roleNumber(entry.role), tileAt);
      } else {
        const isGreat = entry.role !== 'roads' || greatRoads.has(String(feature.properties.kind ?? ''));
        const kind = entry.role === 'roads' && !isGreat ? roleNumber('streets') : roleNumber(entry.role);
        addPath(number, path.length > 0 ? path : [...rings[0]!, ...rings[0]!.slice(0, 2)], kind, isGreat, tileAt);
      }
    }
  }

  const files = new Map<string, Uint8Array>();
  const chunks: ChunkEntry[] = [];
  const sorted = [...tiles.values()].sort((a, b) => a.level - b.level || a.x - b.x || a.y - b.y);
  for (const { level, x, y, builder } of sorted) {
    if (builder.isEmpty) continue;
    const bytes = encodeChunk(builder.finish(level, x, y));
    const file = `${level}_${x}_${y}.${hashOf(bytes)}.bin`;
    files.set(file, bytes);
    const topM = Math.ceil(builder.topM);
    chunks.push({ level, x, y, file, bytes: bytes.length, vertices: builder.vertices, topM });
  }
  const table = new TextEncoder().encode(JSON.stringify(rows));
  const tree = featureTree(rows);
  const featureFile = `features.${hashOf(table)}.json`;
  const treeFile = `features.${hashOf(tree)}.tree`;
  files.set(featureFile, table);
  files.set(treeFile, tree);
  const content = { origin, features: rows.length, buildings, roles, chunks, featureFile, treeFile };
  return { index: { version: hashOf(JSON.stringify(content)), ...content }, files };
}

const heightOf = ({ properties }: Feature): number =>
  typeof properties.heightM === 'number' && properties.heightM > 0 ? properties.heightM : heightUnknownM;

type TileAt = (level: LevelOfDetail, x: number, y: number) => TileBuilder;

const moved = (path: readonly number[], dx: number, dy: number): number[] =>
  path.map((value, i) => value - (i % 2 === 0 ? dx : dy));

function addBuilding(number: number, rings: readonly number[][], heightM: number, tileAt: TileAt): void {
  const [outer] = rings;
  if (!outer) return;
  const areaM2 = Math.abs(ringArea2(outer)) / 2;
  let [sumX, sumY] = [0, 0];
  for (let i = 0; i < outer.length; i += 2) [sumX, sumY] = [sumX + outer[i]!, sumY + outer[i + 1]!];
  const [middleX, middleY] = [(sumX * 2) / outer.length, (sumY * 2) / outer.length];
  for (const level of levels) {
    const { toleranceM, areaMinM2, tallM, asBox } = detail[level];
    if (areaM2 < areaMinM2 && heightM < tallM) continue;
    const shape = asBox
      ? [boxAround(outer)]
      : toleranceM === 0
        ? rings
        : [simplifyRing(outer, toleranceM) ?? boxAround(outer)];
    const sizeM = tileSizeM(level);
    const [x, y] = [Math.floor(middleX / sizeM), Math.floor(middleY / sizeM)];
    tileAt(level, x, y).addSolid(
      number,
      shape.map((ring) => moved(ring, x * sizeM, y * sizeM)),
      heightM,
    );
  }
}

function addArea(number: number, rings: readonly number[][], role: number, tileAt: TileAt): void {
  for (const level of levels) {
    const { toleranceM, areaMinM2 } = detail[level];
    const kept = rings.flatMap((ring, i) => {
      if (Math.abs(ringArea2(ring)) / 2 < areaMinM2) return [];
      const shape = toleranceM === 0 ? ring : simplifyRing(ring, toleranceM);
      return shape === null ? [] : [{ shape, isHole: i > 0 }];
    });
    if (kept.length === 0 || kept[0]!.isHole) continue;
    const sizeM = tileSizeM(level);
    const xs = kept[0]!.shape.filter((_, i) => i % 2 === 0);
    const ys = kept[0]!.shape.filter((_, i) => i % 2 === 1);
    const span = (values: readonly number[]): [number, number] => {
      let [low, high] = [Infinity, -Infinity];
      for (const v of values) [low, high] = [Math.min(low, v), Math.max(high, v)];
      return [Math.floor(low / sizeM), Math.floor(high / sizeM)];
    };
    const [x0, x1] = span(xs);
    const [y0, y1] = span(ys);
    for (let x = x0; x <= x1; x++) {
      for (let y = y0; y <= y1; y++) {
        const [left, bottom] = [x * sizeM, y * sizeM];
        const cut = kept.map(({ shape }) => clipRing(shape, left, bottom, left + sizeM, bottom + sizeM));
        if (cut[0] === null || cut[0] === undefined) continue;
        const whole = cut.filter((ring) => ring !== null).map((ring) => moved(ring, left, bottom));
        tileAt(level, x, y).addArea(number, whole, role);
      }
    }
  }
}

function addPath(number: number, path: readonly number[], role: number, isGreat: boolean, tileAt: TileAt): void {
  for (const level of levels) {
    if (level === 2 && !isGreat) continue;
    const { toleranceM } = detail[level];
    const shape = toleranceM === 0 ? path : simplifyPath(path, toleranceM);
    const sizeM = tileSizeM(level);
    for (const { x, y, piece } of piecesByTile(shape, sizeM)) {
      tileAt(level, x, y).addLine(number, moved(piece, x * sizeM, y * sizeM), role);
    }
  }
}
