/** The reach of water at a gauge as corners and triangles, from the river or the waterway that it stands at. Pure. */
import { clipRing } from '@chengyun/basemap/chunks/clip-path.ts';
import type { BasemapData } from '@chengyun/basemap/data.ts';
import { isInRing } from '@chengyun/basemap/planar.ts';
import { enuPath } from '@chengyun/basemap/project.ts';
import { createPathIndex } from '@chengyun/basemap/spatial.ts';
import { ShapeUtils, Vector2 } from 'three';

/** How far up and down from its gauge a level is taken to stand: between gauges nobody has measured it. */
export const reachM = 1100;
/** A gauge stands at its water, on a map that is drawn smoothly. */
const besideM = 400;
const stepM = 90;

/** Closed outlines of water, `x, y, x, y…` in metres, the first corner not repeated; each with its triangles. */
export interface ReachPiece {
  readonly ring: readonly number[];
  readonly triangles: readonly (readonly number[])[];
}

export type ReachFinder = (xM: number, yM: number) => readonly ReachPiece[];

export function createReachFinder(data: BasemapData): ReachFinder {
  const rivers = data.river.map((area) => enuPath(area.path));
  const channels = data.waterways.map(({ path, widthM }) => ({
    path: enuPath(path),
    halfM: Math.max(14, (widthM ?? 20) / 2),
  }));
  const banks = createPathIndex(rivers);
  const beds = createPathIndex(channels.map(({ path }) => path));
  return (xM, yM) => {
    // A gauge at the mouth of a creek stands in the river.
    const inside = rivers.findIndex((ring) => isInRing(ring, xM, yM));
    const river = inside === -1 ? banks.nearest(xM, yM, besideM)?.path : inside;
    if (river !== undefined) return riverPieces(rivers[river]!, xM, yM);
    const channel = beds.nearest(xM, yM, besideM);
    return channel === null ? [] : channelPieces(channels[channel.path]!, xM, yM);
  };
}

/** What of a river lies in the square around the gauge. */
function riverPieces(river: Float64Array, xM: number, yM: number): ReachPiece[] {
  const ring = clipRing([...river.slice(0, -2)], xM - reachM, yM - reachM, xM + reachM, yM + reachM);
  if (ring === null) return [];
  const fine = ring.flatMap((_, i) => (i % 2 === 0 ? stepsTo(ring, i, (i + 2) % ring.length) : []));
  const contour: Vector2[] = [];
  for (let i = 0; i < fine.length; i += 2) contour.push(new Vector2(fine[i]!, fine[i + 1]!));
  return [{ ring: fine, triangles: ShapeUtils.triangulateShape(contour, []) }];
}

/** A strip along the channel, in steps, as far as it is near. */
function channelPieces({ path, halfM }: { path: Float64Array; halfM: number }, xM: number, yM: number): ReachPiece[] {
  const pieces: ReachPiece[] = [];
  for (let i = 0; i + 3 < path.length; i += 2) {
    const corners = [...stepsTo(path, i, i + 2), path[i + 2]!, path[i + 3]!];
    for (let k = 0; k + 3 < corners.length; k += 2) {
      const [ax, ay, bx, by] = [corners[k]!, corners[k + 1]!, corners[k + 2]!, corners[k + 3]!];
      if (Math.hypot((ax + bx) / 2 - xM, (ay + by) / 2 - yM) > reachM) continue;
      const lengthM = Math.hypot(bx - ax, by - ay) || 1;
      const [nx, ny] = [((by - ay) / lengthM) * halfM, ((ax - bx) / lengthM) * halfM];
      const ring = [ax - nx, ay - ny, ax + nx, ay + ny, bx + nx, by + ny, bx - nx, by - ny];
      pieces.push({
        ring,
        triangles: [
          [0, 1, 2],
          [0, 2, 3],
        ],
      });
    }
  }
  return pieces;
}

/** From one corner to the next in steps, the last corner left out: height changes along the way. */
function stepsTo(path: ArrayLike<number>, from: number, to: number): number[] {
  const [ax, ay, bx, by] = [path[from]!, path[from + 1]!, path[to]!, path[to + 1]!];
  const steps = Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / stepM));
  return Array.from({ length: steps }, (_, k) => [ax + ((bx - ax) * k) / steps, ay + ((by - ay) * k) / steps]).flat();
}
