import type { MapHome, MapHomes } from './data.ts';
import type { MapManifest } from './manifest.ts';
import { createFrame } from './project.ts';

/** A picture shows about this share of its range across. */
const rangePerDiagonal = 0.62;
const rangeMinM = 250;
const rangeMaxM = 130_000;

/** Home views for a map that names none: its buildings, else its first layer, seen from the south-west. */
export function homesFor(manifest: MapManifest): MapHomes {
  const layers = manifest.layers.filter(({ extent }) => extent !== undefined);
  const shown = layers.find(({ role }) => role === 'buildings') ?? layers[0];
  if (!shown?.extent) return {};
  const [west, south, east, north] = shown.extent;
  const frame = createFrame({ lonDeg: (west + east) / 2, latDeg: (south + north) / 2 });
  const corner = frame.enuFromLonLat(west, south);
  const diagonalM = 2 * Math.hypot(corner.xM, corner.yM);
  const { lonDeg, latDeg } = shown.middle ?? frame.origin;
  const rangeM = Math.round(Math.max(rangeMinM, Math.min(rangeMaxM, diagonalM * rangePerDiagonal)));
  const view = (elevationDeg: number): MapHome => ({
    lonDeg,
    latDeg,
    rangeM,
    headingDeg: 25,
    elevationDeg,
    fovDeg: 30,
  });
  return { wall: view(24), desk: view(36) };
}
