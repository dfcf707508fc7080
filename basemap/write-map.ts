import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CityMap } from './layers.ts';
import { manifestName } from './manifest.ts';

/** Writes a map that was made in memory as a folder, ready for `basemap build` and `up --map`. */
export function writeMap(folder: string, { manifest, layers }: CityMap): void {
  for (const entry of manifest.layers) {
    const layer = layers.get(entry.id);
    if (!layer) throw new Error(`The map has no layer ${entry.id}.`);
    const path = join(folder, entry.file);
    mkdirSync(dirname(path), { recursive: true });
    const document = { type: 'FeatureCollection', chengyun: layer.meta, features: layer.features };
    writeFileSync(path, JSON.stringify(document));
  }
  writeFileSync(join(folder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
}
