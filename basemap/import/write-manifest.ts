import { renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type LayerEntry, type MapManifest, manifestName } from '../manifest.ts';

const rounded = (deg: number): number => Math.round(deg * 1e4) / 1e4;

/** Puts layers into a map's manifest, replacing those of the same name, and makes the map if there was none. */
export function withLayers(
  folder: string,
  before: MapManifest | null,
  entries: readonly LayerEntry[],
  credit: string,
): MapManifest {
  const name = basename(folder);
  const middle = (entries.find(({ role }) => role === 'buildings') ?? entries[0])?.middle;
  const base: MapManifest = before ?? {
    id:
      name
        .toLowerCase()
        .replace(/[^a-z0-9-]+/g, '-')
        .slice(0, 40) || 'map',
    nameZh: name,
    nameEn: name,
    origin: { lonDeg: rounded(middle?.lonDeg ?? 0), latDeg: rounded(middle?.latDeg ?? 0) },
    hasFabric: false,
    credits: [],
    layers: [],
  };
  const replaced = new Set(entries.map(({ id }) => id));
  const manifest: MapManifest = {
    ...base,
    credits: [...new Set([...base.credits, credit])],
    layers: [...base.layers.filter(({ id }) => !replaced.has(id)), ...entries],
  };
  const path = join(folder, manifestName);
  writeFileSync(`${path}.part`, `${JSON.stringify(manifest, null, 2)}\n`);
  renameSync(`${path}.part`, path);
  return manifest;
}
