/**
 * 3D Tiles (OGC 22-025): a tileset.json with b3dm or glb contents, read as
 * footprints with heights. The finest tile of each branch counts. Each batch of
 * a b3dm, else each node of a glb, becomes one building: the outline of its
 * faces that look up, or its convex outline where they do not close. Vertices
 * are earth-centred (EPSG:4978), so the datum is known.
 */
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AppError } from '@chengyun/platform/service/service.ts';
import { B3DMLoaderBase } from '3d-tiles-renderer/core';
import { createTilePlace, identity, type Matrix, multiply } from './earth-centred.ts';
import { type GlbMesh, meshesOfGlb } from './read-glb.ts';
import { BYTES_MAX, type OnBytes, type Source, type SourceFeature } from './source.ts';
import { type Corner, hullOf, outlineOf } from './surface-outline.ts';

interface Tile {
  readonly transform?: readonly number[];
  readonly content?: { readonly uri?: string; readonly url?: string };
  readonly contents?: readonly { readonly uri?: string; readonly url?: string }[];
  readonly children?: readonly Tile[];
}

interface Content {
  readonly file: string;
  readonly matrix: Matrix;
}

const TILES_MAX = 20_000;
/** Buildings lower than this are curbs and noise of the model. */
const heightMinM = 0.5;

export async function openTiles(path: string, onBytes: OnBytes): Promise<Source> {
  const contents: Content[] = [];
  collect(path, identity, contents);
  const totalBytes = contents.reduce((sum, { file }) => sum + sizeOf(file), 0);
  if (totalBytes > BYTES_MAX.tiles) {
    throw new AppError(
      'MAP_FILE_SIZE',
      `${basename(path)} has ${Math.round(totalBytes / 1048576)} MiB of tiles, at most ${BYTES_MAX.tiles / 1048576} MiB are read: cut it to the city first.`,
    );
  }
  return {
    format: '3D Tiles',
    declaredDatum: 'wgs84',
    async *features() {
      let doneBytes = 0;
      for (const content of contents) {
        yield* featuresOf(content);
        doneBytes += sizeOf(content.file);
        onBytes(doneBytes, totalBytes);
      }
    },
  };
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch (cause) {
    throw new AppError('MAP_FILE', `The tile ${file} is missing.`, { cause });
  }
}

/** The contents of leaves: coarser tiles above them show the same buildings. */
function collect(path: string, above: Matrix, into: Content[]): void {
  let document: { root?: Tile };
  try {
    document = JSON.parse(readFileSync(path, 'utf8')) as { root?: Tile };
  } catch (cause) {
    throw new AppError('MAP_FILE', `${basename(path)} is not valid JSON.`, { cause });
  }
  if (!document.root) throw new AppError('MAP_FILE', `${basename(path)} is no tileset: it has no root.`);
  const visit = (tile: Tile, matrix: Matrix): void => {
    const here = tile.transform?.length === 16 ? multiply(matrix, tile.transform) : matrix;
    const uris = [tile.content, ...(tile.contents ?? [])].flatMap((c) => c?.uri ?? c?.url ?? []);
    for (const uri of uris) {
      if (/^[a-z]+:/i.test(uri) || uri.startsWith('/')) {
        throw new AppError('MAP_FILE', `${basename(path)} points to ${uri}; only tiles in its own folder are read.`);
      }
      const file = join(dirname(path), uri.split('?')[0]!);
      if (file.endsWith('.json')) collect(file, here, into);
      else if ((tile.children ?? []).length === 0) into.push({ file, matrix: here });
    }
    if (into.length > TILES_MAX)
      throw new AppError('MAP_FILE_SIZE', `${basename(path)} has more than ${TILES_MAX} tiles.`);
    for (const child of tile.children ?? []) visit(child, here);
  };
  visit(document.root, above);
}

async function* featuresOf({ file, matrix }: Content): AsyncGenerator<SourceFeature> {
  const bytes = readFileSync(file);
  const magic = bytes.subarray(0, 4).toString('latin1');
  if (magic !== 'b3dm' && magic !== 'glTF') {
    throw new AppError('MAP_FILE', `The tile ${basename(file)} is "${magic}"; read are b3dm and glb.`);
  }
  let glb: Uint8Array = bytes;
  let centre: readonly number[] = [0, 0, 0];
  let attributeOf = (_batch: number): Record<string, unknown> => ({});
  if (magic === 'b3dm') {
    const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    const parsed = new B3DMLoaderBase().parse(buffer);
    glb = parsed.glbBytes;
    centre = (parsed.featureTable.getData('RTC_CENTER', 1, 'FLOAT', 'VEC3') as unknown as number[] | null) ?? centre;
    attributeOf = (batch) => parsed.batchTable.getDataFromId(batch) as Record<string, unknown>;
  }
  for (const mesh of await meshesOfGlb(glb, basename(file))) {
    const feature = featureFrom(mesh, multiply(matrix, shift(centre)), `${basename(file)}-${mesh.name}`, attributeOf);
    if (feature) yield feature;
  }
}

const shift = ([x = 0, y = 0, z = 0]: readonly number[]): Matrix => [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, x, y, z, 1];

function featureFrom(
  mesh: GlbMesh,
  matrix: Matrix,
  id: string,
  attributeOf: (batch: number) => Record<string, unknown>,
): SourceFeature | null {
  const place = createTilePlace(matrix, mesh.positions[0] ?? [0, 0, 0]);
  const local = mesh.positions.map(place.localFromTile);
  const faces = mesh.triangles.map((t) => t.map((i) => local[i]!) as Corner[]);
  if (faces.length === 0) return null;
  let [lowM, highM] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [, , z] of faces.flat()) [lowM, highM] = [Math.min(lowM, z), Math.max(highM, z)];
  if (highM - lowM < heightMinM) return null;
  const up = faces.filter(([a, b, c]) => (b![0] - a![0]) * (c![1] - a![1]) - (b![1] - a![1]) * (c![0] - a![0]) > 1e-6);
  const found = outlineOf(up);
  const outlines = found.length > 0 ? found : [[hullOf(faces.flat())]];
  return {
    id,
    role: 'buildings',
    properties: {
      ...(mesh.batch === null ? {} : attributeOf(mesh.batch)),
      kind: 'building',
      heightM: Math.round((highM - lowM) * 100) / 100,
      baseM: Math.round(lowM * 100) / 100,
    },
    geometry: {
      type: 'MultiPolygon',
      coordinates: outlines.map((rings) => rings.map((ring) => ring.map(([x, y]) => place.lonLatFromLocal(x, y)))),
    },
  };
}
