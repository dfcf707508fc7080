/**
 * What roads look like, one texel a stretch: width, tone, dash and opacity of its stroke. The meshes that draw roads
 * hold the number of a stretch at every vertex and look the rest up, so that a change of state writes texels and no
 * geometry. The roads of the base map and those of tiles share one table.
 *
 * Invariants: a row keeps its number as long as the table lives; a road that is not named is normal; beyond `rowsMax`
 * a stretch has no row and is drawn as it is when nothing is wrong.
 */
import { enuFromLonLat } from '@chengyun/basemap/project.ts';
import { DataTexture, NearestFilter, RGBAFormat, UnsignedByteType } from 'three';
import { type Stroke, tones } from './stroke.ts';
import type { RoadState, SceneRoad } from './types.ts';

/** Where a stretch is, metres; absent for a road that is never more than one stretch. */
export interface StretchMiddle {
  readonly xM: number;
  readonly yM: number;
}

export interface RoadTable {
  /** Rows stand side by side, `tableWidth` in a line. */
  readonly uniform: { readonly value: DataTexture };
  /** Stretches that are not as they should be. */
  readonly wrong: number;
  /** A new stretch of a road and how it is drawn while nothing is wrong; its row, or -1 when the table is full. */
  readonly add: (road: string, calm: Stroke, middle?: StretchMiddle) => number;
  /** The road of a row became known by its id. */
  readonly rename: (row: number, road: string) => void;
  /** Says how roads are. */
  readonly set: (roads: readonly SceneRoad[]) => { readonly changed: boolean; readonly allKnown: boolean };
  /** Drops what is on the GPU, after a lost context. */
  readonly forget: () => void;
  readonly dispose: () => void;
}

export const tableWidth = 256;
const heightFirst = 4;
const heightMax = 1024;
export const rowsMax = tableWidth * heightMax;

/** Steps in which a texel keeps a width in pixels and a dash in metres. */
export const widthsPerPx = 16;
export const dashStepM = 10;

/** Congestion is wider ink; pigment only where nobody can pass. */
export function strokeIn(state: RoadState, calm: Stroke): Stroke {
  if (state === 'slow') return { widthPx: calm.widthPx + 2, tone: 'high', opacity: 0.85 };
  if (state === 'closed') return { widthPx: calm.widthPx + 2.4, tone: 'orange', dashM: 90 };
  return calm;
}

/** The four bytes of a stroke. */
export function texelOf({ widthPx, tone, dashM = 0, opacity = 1 }: Stroke): readonly [number, number, number, number] {
  const byte = (value: number): number => Math.max(0, Math.min(255, Math.round(value)));
  return [byte(widthPx * widthsPerPx), tones[tone], byte(dashM / dashStepM), byte(opacity * 255)];
}

interface Stretch {
  road: string;
  readonly calm: Stroke;
  readonly middle: StretchMiddle | null;
  state: RoadState;
}

const severities: Readonly<Record<RoadState, number>> = { normal: 0, slow: 1, closed: 2 };

export function createRoadTable(): RoadTable {
  const stretches: Stretch[] = [];
  const rowsOf = new Map<string, number[]>();
  let height = heightFirst;
  let texels = new Uint8Array(tableWidth * height * 4);
  let told: readonly SceneRoad[] = [];
  let wrong = 0;
  const texture = new DataTexture(texels, tableWidth, height, RGBAFormat, UnsignedByteType);
  texture.minFilter = NearestFilter;
  texture.magFilter = NearestFilter;

  const write = (row: number): void => {
    const { calm, state } = stretches[row]!;
    texels.set(texelOf(strokeIn(state, calm)), row * 4);
    texture.needsUpdate = true;
  };
  const grow = (): void => {
    height *= 2;
    const before = texels;
    texels = new Uint8Array(tableWidth * height * 4);
    texels.set(before);
    // A texture keeps its size on the GPU: a larger one is a new one there.
    texture.dispose();
    texture.image = { data: texels, width: tableWidth, height };
    texture.needsUpdate = true;
  };
  const list = (road: string, row: number): void => {
    const rows = rowsOf.get(road);
    if (rows) rows.push(row);
    else rowsOf.set(road, [row]);
  };
  /** The worst that is said of a stretch. */
  const stateOf = ({ middle }: Stretch, said: readonly SceneRoad[]): RoadState => {
    let worst: RoadState = 'normal';
    for (const { state, near } of said) {
      if (severities[state] <= severities[worst]) continue;
      if (near && middle) {
        const { xM, yM } = enuFromLonLat(near.lonDeg, near.latDeg);
        if (Math.hypot(middle.xM - xM, middle.yM - yM) > near.withinM) continue;
      }
      worst = state;
    }
    return worst;
  };
  /** Writes the rows of a road anew; true when one of them changed. */
  const tell = (road: string, said: readonly SceneRoad[]): boolean => {
    let changed = false;
    for (const row of rowsOf.get(road) ?? []) {
      const stretch = stretches[row]!;
      const state = stateOf(stretch, said);
      if (state === stretch.state) continue;
      wrong += Number(state !== 'normal') - Number(stretch.state !== 'normal');
      stretch.state = state;
      write(row);
      changed = true;
    }
    return changed;
  };
  const saidOf = (road: string): readonly SceneRoad[] => told.filter(({ id }) => id === road);

  return {
    uniform: { value: texture },
    get wrong() {
      return wrong;
    },
    add(road, calm, middle) {
      const row = stretches.length;
      if (row >= rowsMax) return -1;
      if (row >= tableWidth * height) grow();
      const stretch: Stretch = { road, calm, middle: middle ?? null, state: 'normal' };
      stretch.state = stateOf(stretch, saidOf(road));
      stretches.push(stretch);
      wrong += Number(stretch.state !== 'normal');
      list(road, row);
      write(row);
      return row;
    },
    rename(row, road) {
      const stretch = stretches[row];
      if (!stretch || stretch.road === road) return;
      const rows = rowsOf.get(stretch.road)?.filter((other) => other !== row) ?? [];
      if (rows.length > 0) rowsOf.set(stretch.road, rows);
      else rowsOf.delete(stretch.road);
      stretch.road = road;
      list(road, row);
      tell(road, saidOf(road));
    },
    set(roads) {
      const before = told;
      told = roads;
      let changed = false;
      for (const road of new Set([...before, ...roads].map(({ id }) => id))) {
        if (tell(road, saidOf(road))) changed = true;
      }
      return { changed, allKnown: roads.every(({ id }) => rowsOf.has(id)) };
    },
    forget: () => texture.dispose(),
    dispose: () => texture.dispose(),
  };
}
