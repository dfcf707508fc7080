import type { UnitPlace } from './data.ts';
import { enuFromLonLat } from './project.ts';

/** The ground that is nearest to one street or town centre: flat x, y path in metres, not closed. */
export interface UnitCell {
  readonly id: string;
  readonly ring: readonly number[];
}

const reachM = 60_000;

/** Keeps the part of a convex ring that is nearer to a than to b. */
function clip(ring: readonly number[], ax: number, ay: number, bx: number, by: number): number[] {
  const nx = bx - ax;
  const ny = by - ay;
  const limit = (bx * bx + by * by - ax * ax - ay * ay) / 2;
  const out: number[] = [];
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    const [px, py, qx, qy] = [ring[i]!, ring[i + 1]!, ring[j]!, ring[j + 1]!];
    const p = px * nx + py * ny - limit;
    const q = qx * nx + qy * ny - limit;
    if (p <= 0) out.push(px, py);
    if (p < 0 !== q < 0) {
      const t = p / (p - q);
      out.push(px + (qx - px) * t, py + (qy - py) * t);
    }
  }
  return out;
}

/**
 * Voronoi cells of the unit centres. No open file of town boundaries exists, so
 * areas are drawn this way and must be called schematic where they are shown.
 */
export function unitCells(units: readonly UnitPlace[]): UnitCell[] {
  const centres = units.map((unit) => ({ id: unit.id, ...enuFromLonLat(unit.lonDeg, unit.latDeg) }));
  return centres.map(({ id, xM, yM }) => {
    let ring: number[] = [-reachM, -reachM, reachM, -reachM, reachM, reachM, -reachM, reachM];
    for (const other of centres) if (other.id !== id) ring = clip(ring, xM, yM, other.xM, other.yM);
    return { id, ring };
  });
}
