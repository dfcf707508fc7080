import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Feature, LayerMeta } from '../geojson.ts';

/** Writes a layer feature by feature beside its place; only `commit` puts it there. */
export interface LayerWriter {
  readonly count: number;
  readonly write: (feature: Feature) => void;
  /** Ends the file. The old layer is still in place. */
  readonly end: () => void;
  readonly commit: () => void;
  readonly discard: () => void;
}

const BUFFER_CHARS = 256 * 1024;

export function createLayerWriter(path: string, meta: LayerMeta): LayerWriter {
  const part = `${path}.part`;
  mkdirSync(dirname(path), { recursive: true });
  let file: number | null = openSync(part, 'w');
  let waiting = `{\n"type": "FeatureCollection",\n"chengyun": ${JSON.stringify(meta)},\n"features": [`;
  let count = 0;
  const flush = (): void => {
    if (file !== null) writeSync(file, waiting);
    waiting = '';
  };
  const close = (): void => {
    if (file !== null) closeSync(file);
    file = null;
  };
  return {
    get count() {
      return count;
    },
    write(feature) {
      waiting += `${count === 0 ? '' : ','}\n${JSON.stringify(feature)}`;
      count++;
      if (waiting.length > BUFFER_CHARS) flush();
    },
    end() {
      waiting += '\n]\n}\n';
      flush();
      close();
    },
    commit: () => renameSync(part, path),
    discard() {
      close();
      if (existsSync(part)) rmSync(part);
    },
  };
}
