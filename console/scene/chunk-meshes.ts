import type { Chunk } from '@chengyun/basemap/chunks/chunk-format.ts';
import { areaStride, lineStride, solidStride, stepM } from '@chengyun/basemap/chunks/chunk-format.ts';
import type { ChunkRole } from '@chengyun/basemap/chunks/chunk-index.ts';
import { type LevelOfDetail, tileSizeM } from '@chengyun/basemap/chunks/chunk-index.ts';
import {
  BufferAttribute,
  BufferGeometry,
  InterleavedBuffer,
  InterleavedBufferAttribute,
  Mesh,
  type ShaderMaterial,
  Sphere,
  Vector3,
} from 'three';
import { createInkLines, type InkLines } from './ink-lines.ts';
import { makePickable, type Pickable, ranks } from './pickable.ts';
import type { RoadTable } from './road-table.ts';
import type { SharedUniforms } from './shared-uniforms.ts';
import type { Stroke } from './stroke.ts';
import type { Picked } from './types.ts';

/** What a feature of the map is, by its number in the table of features. */
export type ThingOf = (feature: number) => Promise<Picked | null>;

/** The buildings of a tile as one mesh: the bytes of the tile go to the GPU as they are. */
export function solidMesh(chunk: Chunk, topM: number, material: ShaderMaterial, thingOf: ThingOf): Mesh {
  const geometry = new BufferGeometry();
  const vertices = new InterleavedBuffer(chunk.solids, solidStride);
  geometry.setAttribute('position', new InterleavedBufferAttribute(vertices, 3, 0));
  geometry.setAttribute('aFeature', new InterleavedBufferAttribute(vertices, 1, 3));
  geometry.setAttribute('aSide', new InterleavedBufferAttribute(vertices, 4, 4));
  geometry.setIndex(new BufferAttribute(chunk.solidIndices, 1));
  const sizeM = tileSizeM(chunk.level as LevelOfDetail);
  // A building leans out of its tile by half of its own length at most.
  const radiusM = Math.hypot(sizeM, sizeM, topM) / 2 + 300;
  const middle = new Vector3(sizeM / 2, sizeM / 2, topM / 2).divideScalar(stepM);
  geometry.boundingSphere = new Sphere(middle, radiusM / stepM);
  const mesh = new Mesh(geometry, material);
  mesh.matrixAutoUpdate = false;
  mesh.renderOrder = 20;
  makePickable(mesh, {
    attribute: 'aFeature',
    rank: ranks.building,
    count: () => chunk.features.length,
    thing: (i) => thingOf(chunk.features[i]!),
  });
  mesh.matrixWorld.makeScale(stepM, stepM, stepM).setPosition(chunk.x * sizeM, chunk.y * sizeM, 0);
  return mesh;
}

/** How an area of a role is filled: 0 water, 1 green, 2 paved. Others are not filled. */
const fills: Partial<Record<ChunkRole, number>> = {
  water: 0,
  river: 0,
  coast: 0,
  parks: 1,
  roads: 2,
  'industry-areas': 2,
};
/** Green below paving below water, whatever order the layers came in. */
const fillOrder = [1, 2, 0];

/** All areas of the tiles in one geometry. */
export function areaGeometry(chunks: readonly Chunk[], roles: readonly ChunkRole[]): BufferGeometry {
  const positions: number[] = [];
  const kinds: number[] = [];
  const numbers: number[] = [];
  const indices: number[] = [];
  for (const fill of fillOrder) {
    for (const { level, x, y, features, areas, areaIndices } of chunks) {
      const sizeM = tileSizeM(level as LevelOfDetail);
      const base = positions.length / 3;
      for (let i = 0; i < areas.length; i += areaStride) {
        positions.push(x * sizeM + areas[i]! * stepM, y * sizeM + areas[i + 1]! * stepM, 0);
        kinds.push(fill);
        numbers.push(features[areas[i + 2]!]!);
      }
      for (let i = 0; i < areaIndices.length; i += 3) {
        const role = roles[areas[areaIndices[i]! * areaStride + 3]!];
        if (role === undefined || fills[role] !== fill) continue;
        for (let k = 0; k < 3; k++) indices.push(base + areaIndices[i + k]!);
      }
    }
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(positions), 3));
  geometry.setAttribute('aKind', new BufferAttribute(new Float32Array(kinds), 1));
  geometry.setAttribute('aThing', new BufferAttribute(new Float32Array(numbers), 1));
  geometry.setIndex(new BufferAttribute(new Uint32Array(indices), 1));
  return geometry;
}

const strokes: Partial<Record<ChunkRole, Stroke>> = {
  roads: { widthPx: 1.7, tone: 'mid', opacity: 0.75 },
  streets: { widthPx: 1, tone: 'low', opacity: 0.6 },
  waterways: { widthPx: 1.6, tone: 'water' },
  coast: { widthPx: 2, tone: 'high', opacity: 0.75, brushed: true },
  'flood-walls': { widthPx: 1.6, tone: 'high', opacity: 0.7 },
  'metro-lines': { widthPx: 1.2, tone: 'low', dashM: 40, opacity: 0.6 },
  boundaries: { widthPx: 1.4, tone: 'mid', dashM: 120, opacity: 0.7 },
};
const otherStroke: Stroke = { widthPx: 1.1, tone: 'low', opacity: 0.6 };

/** The row of a road by its number in the table of features. */
export type RowOfRoad = (feature: number, calm: Stroke) => number;

/** All strokes of the tiles in one draw call. */
export function lineBatch(
  chunks: readonly Chunk[],
  roles: readonly ChunkRole[],
  shared: SharedUniforms,
  roads: RoadTable,
  rowOf: RowOfRoad,
  things: Pick<Pickable, 'count' | 'thing'>,
): InkLines {
  const capacity = chunks.reduce((sum, { lines }) => sum + lines.length / lineStride, 0);
  const batch = createInkLines(shared, {
    capacity,
    renderOrder: 1,
    depthTest: false,
    roads,
    things: { ...things, rank: ranks.line },
  });
  let n = 0;
  for (const { level, x, y, features, lines } of chunks) {
    const sizeM = tileSizeM(level as LevelOfDetail);
    for (let i = 0; i < lines.length; i += lineStride, n++) {
      const at = (k: number, tile: number): number => tile * sizeM + lines[i + k]! * stepM;
      batch.setSegment(n, at(0, x), at(1, y), 0, at(2, x), at(3, y), 0);
      const role = roles[lines[i + 5]!];
      const stroke = (role && strokes[role]) ?? otherStroke;
      batch.setStroke(n, stroke);
      batch.setThing(n, features[lines[i + 4]!]!);
      if (role === 'roads' || role === 'streets') batch.setRow(n, rowOf(features[lines[i + 4]!]!, stroke));
    }
  }
  batch.setCount(n);
  return batch;
}
