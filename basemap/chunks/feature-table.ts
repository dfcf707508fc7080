/**
 * The table of all features of a map and the packed R-tree over their boxes:
 * one index that rules, simulators and the scene ask alike, built with the
 * chunks and read back without being computed again.
 */
import Flatbush from 'flatbush';
import type { Role } from '../manifest.ts';
import { createFrame, type Degrees } from '../project.ts';

export interface FeatureRow {
  readonly id: string;
  readonly layer: string;
  readonly role: Role;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly heightM?: number;
  /** West, south, east, north in metres from the origin of the map. */
  readonly box: readonly [number, number, number, number];
}

/** The R-tree over the boxes of the rows, as bytes. */
export function featureTree(rows: readonly FeatureRow[]): Uint8Array {
  if (rows.length === 0) return new Uint8Array();
  const tree = new Flatbush(rows.length, 16, Float32Array);
  for (const { box } of rows) tree.add(...box);
  tree.finish();
  return new Uint8Array(tree.data as ArrayBuffer);
}

export interface FoundFeature {
  readonly row: FeatureRow;
  /** From the point to the box of the feature; 0 inside. */
  readonly distanceM: number;
}

export interface FeatureIndex {
  readonly size: number;
  /** Features whose box is within the radius, nearest first. */
  readonly near: (lonDeg: number, latDeg: number, radiusM: number, role?: Role, limit?: number) => FoundFeature[];
  /** Features whose box touches a rectangle of degrees. */
  readonly within: (west: number, south: number, east: number, north: number, role?: Role) => FeatureRow[];
}

const LIMIT_DEFAULT = 100;

/** Opens what `featureTree` wrote, or computes it where only rows are at hand. */
export function openFeatureIndex(rows: readonly FeatureRow[], tree: Uint8Array | null, origin: Degrees): FeatureIndex {
  const bytes = tree ?? featureTree(rows);
  const packed = rows.length === 0 ? null : Flatbush.from(bytes.slice().buffer);
  const { enuFromLonLat } = createFrame(origin);
  return {
    size: rows.length,
    near(lonDeg, latDeg, radiusM, role, limit = LIMIT_DEFAULT) {
      const { xM, yM } = enuFromLonLat(lonDeg, latDeg);
      const filter = role === undefined ? undefined : (i: number) => rows[i]!.role === role;
      return (packed?.neighbors(xM, yM, limit, radiusM, filter) ?? []).map((i) => {
        const row = rows[i]!;
        const [west, south, east, north] = row.box;
        const gapX = Math.max(west - xM, 0, xM - east);
        const gapY = Math.max(south - yM, 0, yM - north);
        return { row, distanceM: Math.hypot(gapX, gapY) };
      });
    },
    within(west, south, east, north, role) {
      const low = enuFromLonLat(west, south);
      const high = enuFromLonLat(east, north);
      const filter = role === undefined ? undefined : (i: number) => rows[i]!.role === role;
      return (packed?.search(low.xM, low.yM, high.xM, high.yM, filter) ?? []).map((i) => rows[i]!);
    },
  };
}
