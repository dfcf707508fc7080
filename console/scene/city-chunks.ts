/**
 * The map as tiles: buildings, areas and strokes of the tiles that the camera
 * needs, at the detail it needs. Invariants: what is shown is replaced only
 * when all of the next is there, so the city never has holes while one flies;
 * at most `heldMax` tiles are kept; a tile that cannot be fetched is left out
 * and counted, and asked for again with the next move of the camera.
 */
import { type Chunk, decodeChunk } from '@chengyun/basemap/chunks/chunk-format.ts';
import type { ChunkEntry, ChunkIndex } from '@chengyun/basemap/chunks/chunk-index.ts';
import type { FeatureRow } from '@chengyun/basemap/chunks/feature-table.ts';
import { Group, type Mesh } from 'three';
import { chunkAreaMaterial } from './chunk-material.ts';
import { areaGeometry, lineBatch, type RowOfRoad, solidMesh, type ThingOf } from './chunk-meshes.ts';
import type { ChunkSource } from './chunk-source.ts';
import { fixedMesh } from './fixed-mesh.ts';
import type { InkLines } from './ink-lines.ts';
import { chunkSolidMaterial } from './ink-solid.ts';
import { makePickable, ranks } from './pickable.ts';
import type { RoadTable } from './road-table.ts';
import type { SharedUniforms } from './shared-uniforms.ts';
import { createTileChoice } from './tile-choice.ts';

export { fetchedChunks } from './chunk-source.ts';

export interface CityChunks {
  readonly group: Group;
  /** Buildings of the whole map, 0 until the index is read. */
  readonly buildings: number;
  /** Tiles that are wanted and not there yet. */
  readonly pending: number;
  /** Tiles that could not be fetched. */
  readonly failed: number;
  /** From the start until everything that the first view needs was there; null until then. */
  readonly readyMs: number | null;
  /** Tells from where the city is seen, metres; the same place again costs nothing. */
  readonly look: (xM: number, yM: number, zM: number) => void;
  /** The table of features, read once; null where it cannot be read. Roads go by their ids from then on. */
  readonly features: () => Promise<readonly FeatureRow[] | null>;
  readonly dispose: () => void;
}

const heldMax = 240;
const fetchesMax = 8;
/** The name under which the browser's own timeline has the loading of the map. */
const timing = 'chengyun-map';

interface Held {
  readonly chunk: Chunk;
  readonly mesh: Mesh | null;
}

export function createCityChunks(
  source: ChunkSource,
  shared: SharedUniforms,
  roads: RoadTable,
  changed: () => void,
): CityChunks {
  performance.mark(`${timing}-start`);
  const group = new Group();
  const solids = chunkSolidMaterial(shared);
  const ground = chunkAreaMaterial(shared);
  const held = new Map<string, Held>();
  let index: ChunkIndex | null = null;
  let choose: ReturnType<typeof createTileChoice> | null = null;
  let eye: readonly [number, number, number] = [0, 0, 0];
  let wanted: readonly ChunkEntry[] = [];
  let flat: { readonly areas: Mesh; readonly lines: InkLines } | null = null;
  let shown = '';
  let fetching = 0;
  let failed = 0;
  let readyMs: number | null = null;
  let disposed = false;
  const asked = new Set<string>();
  /** Rows of the roads that were drawn, by number; what they are called is known when the table was read. */
  const roadRows = new Map<number, number>();
  let table: readonly FeatureRow[] | null = null;
  let reading: Promise<readonly FeatureRow[] | null> | null = null;

  const rowOf: RowOfRoad = (feature, calm) => {
    const row = roadRows.get(feature) ?? roads.add(table?.[feature]?.id ?? `#${feature}`, calm);
    roadRows.set(feature, row);
    return row;
  };
  const features = (): Promise<readonly FeatureRow[] | null> => {
    reading ??= readTable();
    return reading;
  };
  const readTable = async (): Promise<readonly FeatureRow[] | null> => {
    try {
      const { featureFile } = index ?? (await source.index());
      table = await source.features(featureFile);
    } catch {
      // Asked for again with the next question; until then things have numbers and no names.
      reading = null;
      return null;
    }
    for (const [feature, row] of roadRows) roads.rename(row, table[feature]?.id ?? `#${feature}`);
    if (!disposed) changed();
    return table;
  };

  const thingOf: ThingOf = async (feature) => {
    const row = (await features())?.[feature];
    if (!row) return { kind: 'feature', id: `#${feature}` };
    return { kind: row.role === 'buildings' ? 'building' : row.role === 'roads' ? 'road' : 'feature', id: row.id };
  };
  const things = { count: () => index?.features ?? 0, thing: thingOf };

  const missing = (): ChunkEntry[] => wanted.filter(({ file }) => !held.has(file) && !asked.has(file));

  const dropFlat = (): void => {
    if (!flat) return;
    group.remove(flat.areas, flat.lines.mesh);
    flat.areas.geometry.dispose();
    flat.lines.dispose();
    flat = null;
  };

  const show = (): void => {
    const there = wanted.filter(({ file }) => held.has(file));
    const name = there.map(({ file }) => file).join();
    if (!index || name === shown) return;
    shown = name;
    const visible = new Set(there.map(({ file }) => file));
    for (const [file, { mesh }] of held) if (mesh) mesh.visible = visible.has(file);
    dropFlat();
    const chunks = there.map(({ file }) => held.get(file)!.chunk);
    const areas = fixedMesh(areaGeometry(chunks, index.roles), ground, -50);
    makePickable(areas, { ...things, attribute: 'aThing', rank: ranks.area });
    const lines = lineBatch(chunks, index.roles, shared, roads, rowOf, things);
    group.add(areas, lines.mesh);
    flat = { areas, lines };
    readyMs ??= performance.measure(timing, `${timing}-start`).duration;
    for (const [file, { mesh }] of held) {
      if (held.size <= heldMax || visible.has(file)) continue;
      if (mesh) {
        group.remove(mesh);
        mesh.geometry.dispose();
      }
      held.delete(file);
    }
    changed();
  };

  const fetchMore = (): void => {
    for (const entry of missing()) {
      if (fetching >= fetchesMax) return;
      fetching++;
      asked.add(entry.file);
      source.tile(entry.file).then(
        (bytes) => take(entry, bytes),
        () => {
          failed++;
          settle();
        },
      );
    }
  };

  const take = (entry: ChunkEntry, bytes: ArrayBuffer): void => {
    if (!disposed) {
      const chunk = decodeChunk(bytes, entry);
      const mesh = chunk.solidIndices.length > 0 ? solidMesh(chunk, entry.topM, solids, thingOf) : null;
      if (mesh) {
        mesh.visible = false;
        group.add(mesh);
      }
      held.set(entry.file, { chunk, mesh });
      asked.delete(entry.file);
    }
    settle();
  };

  const settle = (): void => {
    fetching--;
    if (disposed) return;
    if (fetching === 0 && missing().length === 0) show();
    else fetchMore();
  };

  const choice = (): void => {
    if (!choose) return;
    wanted = choose(...eye);
    asked.clear();
    if (missing().length === 0 && fetching === 0) show();
    else fetchMore();
  };

  source.index().then(
    (read) => {
      if (disposed) return;
      index = read;
      choose = createTileChoice(read.chunks);
      choice();
    },
    () => {
      failed++;
    },
  );

  return {
    group,
    get buildings() {
      return index?.buildings ?? 0;
    },
    get pending() {
      return index === null ? 1 : fetching + missing().length;
    },
    get failed() {
      return failed;
    },
    get readyMs() {
      return readyMs;
    },
    look(xM, yM, zM) {
      if (eye[0] === xM && eye[1] === yM && eye[2] === zM) return;
      eye = [xM, yM, zM];
      choice();
    },
    features,
    dispose() {
      disposed = true;
      dropFlat();
      for (const { mesh } of held.values()) mesh?.geometry.dispose();
      held.clear();
      solids.dispose();
      ground.dispose();
    },
  };
}
