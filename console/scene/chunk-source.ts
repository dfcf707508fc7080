import type { ChunkIndex } from '@chengyun/basemap/chunks/chunk-index.ts';
import type { FeatureRow } from '@chengyun/basemap/chunks/feature-table.ts';

/** Where the tiles of a map come from. */
export interface ChunkSource {
  readonly index: () => Promise<ChunkIndex>;
  readonly tile: (file: string) => Promise<ArrayBuffer>;
  /** The table of all features, by the numbers that tiles carry; large, so asked for only when a name is needed. */
  readonly features: (file: string) => Promise<readonly FeatureRow[]>;
}

const root = '/api/basemap/chunks';

/** Tiles from the console's own server; their names change with what they hold, so the browser may keep them. */
export function fetchedChunks(version: string): ChunkSource {
  const get = async (path: string): Promise<Response> => {
    const response = await fetch(`${root}/${path}`, { credentials: 'same-origin' });
    if (!response.ok) throw new Error(`The map's ${path} cannot be read (${response.status}).`);
    return response;
  };
  return {
    index: async () => (await (await get(`index.json?v=${version}`)).json()) as ChunkIndex,
    tile: async (file) => (await get(file)).arrayBuffer(),
    features: async (file) => (await (await get(file)).json()) as readonly FeatureRow[],
  };
}
