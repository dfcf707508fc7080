import { type Blocks, generateBlocks } from '@chengyun/basemap/blocks.ts';
import type { BasemapData } from '@chengyun/basemap/data.ts';
import { isInRing } from '@chengyun/basemap/planar.ts';
import { enuPath } from '@chengyun/basemap/project.ts';
import {
  BufferAttribute,
  Group,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  Mesh,
  Sphere,
  Vector3,
} from 'three';
import { blockMaterial } from './ink-solid.ts';
import { makePickable, ranks } from './pickable.ts';
import type { SharedUniforms } from './shared-uniforms.ts';

/** The fabric of the city: instanced boxes in tiles, so that what is out of view costs nothing. */
export interface Buildings {
  readonly group: Group;
  readonly count: number;
  readonly dispose: () => void;
}

/** Blocks that stand for a fabric which nobody has measured have no feature of the map behind them. */
export const blockPrefix = 'block-';

const seed = 20_260_913;
/** A tile is split until it holds at most this share of the blocks: about 30 to 40 draw calls in all. */
const tileShare = 0.045;
const blockHeightMaxM = 205;

/** Five faces of a unit box standing on the ground: nobody looks from below. */
function boxAttributes(): {
  position: BufferAttribute;
  normal: BufferAttribute;
  uv: BufferAttribute;
  index: BufferAttribute;
} {
  const faces = [
    {
      n: [0, 0, 1],
      c: [
        [-1, -1, 1],
        [1, -1, 1],
        [1, 1, 1],
        [-1, 1, 1],
      ],
    },
    {
      n: [1, 0, 0],
      c: [
        [1, -1, 0],
        [1, 1, 0],
        [1, 1, 1],
        [1, -1, 1],
      ],
    },
    {
      n: [-1, 0, 0],
      c: [
        [-1, 1, 0],
        [-1, -1, 0],
        [-1, -1, 1],
        [-1, 1, 1],
      ],
    },
    {
      n: [0, 1, 0],
      c: [
        [1, 1, 0],
        [-1, 1, 0],
        [-1, 1, 1],
        [1, 1, 1],
      ],
    },
    {
      n: [0, -1, 0],
      c: [
        [-1, -1, 0],
        [1, -1, 0],
        [1, -1, 1],
        [-1, -1, 1],
      ],
    },
  ];
  const position: number[] = [];
  const normal: number[] = [];
  const uv: number[] = [];
  const index: number[] = [];
  for (const { n, c } of faces) {
    const base = position.length / 3;
    for (const [x, y, z] of c) position.push(x! / 2, y! / 2, z!);
    for (let i = 0; i < 4; i++) normal.push(...n);
    uv.push(0, 0, 1, 0, 1, 1, 0, 1);
    index.push(base, base + 1, base + 2, base, base + 2, base + 3);
  }
  return {
    position: new BufferAttribute(new Float32Array(position), 3),
    normal: new BufferAttribute(new Float32Array(normal), 3),
    uv: new BufferAttribute(new Float32Array(uv), 2),
    index: new BufferAttribute(new Uint16Array(index), 1),
  };
}

/** Halves the longer side until a tile is small enough. */
function tilesOf(blocks: Blocks, indices: readonly number[], most: number): (readonly number[])[] {
  if (indices.length <= most) return indices.length > 0 ? [indices] : [];
  const spread = (axis: Float32Array): number => {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const i of indices) {
      low = Math.min(low, axis[i]!);
      high = Math.max(high, axis[i]!);
    }
    return high - low;
  };
  const axis = spread(blocks.xM) > spread(blocks.yM) ? blocks.xM : blocks.yM;
  const sorted = [...indices].sort((a, b) => axis[a]! - axis[b]!);
  const half = sorted.length >> 1;
  return [...tilesOf(blocks, sorted.slice(0, half), most), ...tilesOf(blocks, sorted.slice(half), most)];
}

/** Empty where the map brings buildings of its own: those come as tiles, see city-chunks.ts. */
export function createBuildings(data: BasemapData, count: number, shared: SharedUniforms): Buildings {
  const blocks = generateBlocks({ count: data.hasFabric ? count : 0, seed, data });
  const district = enuPath(data.district.path);
  const box = boxAttributes();
  const material = blockMaterial(shared);
  const group = new Group();
  const geometries: InstancedBufferGeometry[] = [];
  const all = Array.from({ length: blocks.count }, (_, i) => i);
  for (const tile of tilesOf(blocks, all, Math.max(1, Math.ceil(blocks.count * tileShare)))) {
    const geometry = tileGeometry(blocks, tile, box, district);
    geometries.push(geometry);
    const mesh = new Mesh(geometry, material);
    makePickable(mesh, {
      attribute: 'aThing',
      rank: ranks.building,
      count: () => tile.length,
      thing: (i) => ({ kind: 'building', id: `${blockPrefix}${tile[i]}` }),
    });
    mesh.matrixAutoUpdate = false;
    mesh.renderOrder = 20;
    group.add(mesh);
  }
  return {
    group,
    count: blocks.count,
    dispose() {
      for (const geometry of geometries) geometry.dispose();
      material.dispose();
    },
  };
}

function tileGeometry(
  blocks: Blocks,
  tile: readonly number[],
  box: ReturnType<typeof boxAttributes>,
  district: Float64Array,
): InstancedBufferGeometry {
  const place = new Float32Array(tile.length * 4);
  const size = new Float32Array(tile.length * 4);
  const low = new Vector3(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0);
  const high = new Vector3(Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, blockHeightMaxM);
  for (const [k, i] of tile.entries()) {
    const x = blocks.xM[i]!;
    const y = blocks.yM[i]!;
    place.set([x, y, blocks.rotation[i]!, blocks.shade[i]!], k * 4);
    size.set([blocks.widthM[i]!, blocks.depthM[i]!, blocks.heightM[i]!, isInRing(district, x, y) ? 0 : 1], k * 4);
    low.set(Math.min(low.x, x), Math.min(low.y, y), 0);
    high.set(Math.max(high.x, x), Math.max(high.y, y), blockHeightMaxM);
  }
  const geometry = new InstancedBufferGeometry();
  geometry.setAttribute('position', box.position);
  geometry.setAttribute('aNormal', box.normal);
  geometry.setAttribute('aUv', box.uv);
  geometry.setIndex(box.index);
  geometry.setAttribute('aPlace', new InstancedBufferAttribute(place, 4));
  geometry.setAttribute('aSize', new InstancedBufferAttribute(size, 4));
  const numbers = Float32Array.from(tile, (_, i) => i);
  geometry.setAttribute('aThing', new InstancedBufferAttribute(numbers, 1));
  geometry.instanceCount = tile.length;
  const centre = low.clone().add(high).multiplyScalar(0.5);
  geometry.boundingSphere = new Sphere(centre, centre.distanceTo(high) + 120);
  return geometry;
}
