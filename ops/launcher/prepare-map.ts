import { buildChunks } from '@chengyun/basemap/chunks/build-chunks.ts';
import { readChunkIndex, writeChunks } from '@chengyun/basemap/chunks/write-chunks.ts';
import { loadMap } from '@chengyun/basemap/layers.ts';

/** Reads a city's map, so that a broken one is named before anything starts, and cuts its tiles if nobody did. */
export async function prepareMap(folder: string): Promise<void> {
  const map = loadMap(folder, true);
  if (readChunkIndex(folder) === null) writeChunks(folder, buildChunks(map));
}
