import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { KnownPoint } from '../check/datum-check.ts';
import type { Feature, LonLat } from '../geojson.ts';
import { pointsOf } from '../geometry-parts.ts';
import { loadMap } from '../layers.ts';
import { manifestName, type Role } from '../manifest.ts';
import type { Degrees } from '../project.ts';

const KNOWN_MAX = 50_000;
/** Lines are asked at this spacing, or a long straight border would seem to be far from everything. */
const spacingDeg = 0.0005;

/** What a map already has that a new layer can be held against: named things, and its lines of the same role. */
export function knownPoints(
  folder: string,
  layer: string,
  role: Role | undefined,
): { readonly points: readonly KnownPoint[]; readonly middle: Degrees | null } {
  if (!existsSync(join(folder, manifestName))) return { points: [], middle: null };
  const map = loadMap(folder, true);
  const others = [...map.layers.values()].filter(({ id }) => id !== layer);
  const points: KnownPoint[] = [];
  for (const other of others) {
    for (const feature of other.features) {
      if (points.length >= KNOWN_MAX) break;
      const name = String(feature.properties.nameZh ?? '') || String(feature.properties.nameEn ?? '');
      const isOfRole = other.role === role && feature.geometry.type !== 'Point';
      if (isOfRole) for (const [lonDeg, latDeg] of spaced(feature)) points.push({ lonDeg, latDeg, name: '' });
      if (name === '') continue;
      const [lonDeg, latDeg] = middleOf(feature);
      points.push({ lonDeg, latDeg, name });
    }
  }
  return { points, middle: others.length > 0 ? map.manifest.origin : null };
}

function middleOf(feature: Feature): LonLat {
  const points = pointsOf(feature.geometry);
  const sum = points.reduce(([x, y], p) => [x + p[0], y + p[1]] as const, [0, 0] as LonLat);
  return [sum[0] / points.length, sum[1] / points.length];
}

function spaced(feature: Feature): LonLat[] {
  const points = pointsOf(feature.geometry);
  const out: LonLat[] = [];
  for (let i = 0; i + 1 < points.length; i++) {
    const [a, b] = [points[i]!, points[i + 1]!];
    const steps = Math.max(1, Math.ceil(Math.hypot(b[0] - a[0], b[1] - a[1]) / spacingDeg));
    for (let k = 0; k < steps; k++) out.push([a[0] + ((b[0] - a[0]) * k) / steps, a[1] + ((b[1] - a[1]) * k) / steps]);
  }
  return out;
}
