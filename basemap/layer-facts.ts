/** What a map says of its layers and of everything in them: for whoever asks what a thing on the map is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chunkFolder } from './chunks/chunk-index.ts';
import { featureRows } from './chunks/feature-rows.ts';
import type { FeatureRow } from './chunks/feature-table.ts';
import { readChunkIndex } from './chunks/write-chunks.ts';
import { loadMap } from './layers.ts';
import type { Role } from './manifest.ts';

/** Where a layer is from, and how far it can be trusted. */
export interface LayerFacts {
  readonly id: string;
  readonly role: Role;
  readonly source: string;
  readonly licence: string;
  /** As `LayerMeta` has it. */
  readonly confidence: string;
  readonly schematic: boolean;
}

export interface MapFacts {
  readonly layers: readonly LayerFacts[];
  /** In the order of the numbers that tiles carry. */
  readonly features: readonly FeatureRow[];
}

/** Reads the table that was built with the tiles; a map without tiles is small and is read itself. */
export function mapFacts(folder: string): MapFacts {
  const map = loadMap(folder);
  const index = readChunkIndex(folder);
  const layers = map.manifest.layers.map((entry): LayerFacts => {
    const said = map.layers.get(entry.id)?.meta;
    return {
      ...{ id: entry.id, role: entry.role },
      source: said?.source ?? entry.source ?? '',
      licence: said?.licence ?? entry.licence ?? '',
      confidence: said?.confidence ?? entry.confidence ?? '',
      schematic: said?.schematic ?? false,
    };
  });
  const features =
    index === null
      ? featureRows(map)
      : (JSON.parse(readFileSync(join(folder, chunkFolder, index.featureFile), 'utf8')) as FeatureRow[]);
  return { layers, features };
}
