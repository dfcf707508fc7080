import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { AppError } from '@chengyun/platform/service/service.ts';
import { open } from 'shapefile';
import type { RawGeometry } from '../geometry-parts.ts';
import { sizeWithin } from './read-bytes.ts';
import { BYTES_MAX, type OnBytes, type Source } from './source.ts';

/**
 * A Shapefile with its .dbf, read record by record; texts in UTF-8 unless the
 * .cpg says otherwise. The .prj is well-known text without a number that could
 * be trusted, so its name is shown but the datum must be given.
 */
export async function openShapefile(path: string, onBytes: OnBytes): Promise<Source> {
  const bytes = sizeWithin(path, BYTES_MAX.shapefile, 'cut it to the city first, for instance ogr2ogr -clipsrc');
  const beside = (extension: string): string => path.replace(/\.shp$/i, extension);
  const text = (extension: string): string | null =>
    existsSync(beside(extension)) ? readFileSync(beside(extension), 'latin1').trim() : null;
  return {
    format: 'Shapefile',
    declaredDatum: datumFromWkt(text('.prj')),
    async *features() {
      const reader = await open(path, beside('.dbf'), { encoding: encodingOf(text('.cpg')) }).catch(
        (cause: unknown) => {
          throw new AppError('MAP_FILE', `${basename(path)} is no Shapefile, or its .dbf is missing.`, { cause });
        },
      );
      for (let n = 0; ; n++) {
        const record = await reader.read().catch((cause: unknown) => {
          throw new AppError('MAP_FILE', `${basename(path)} cannot be read after record ${n}.`, { cause });
        });
        if (record.done) break;
        const { geometry, properties } = record.value;
        if (geometry === null) yield { unreadable: 'has no geometry' };
        else yield { properties: properties ?? {}, geometry: geometry as unknown as RawGeometry };
        // The library does not tell how far it is; a thousand records are a fair step of the bar.
        if (n % 1000 === 0) onBytes(Math.min(bytes, n * 200), bytes);
      }
      onBytes(bytes, bytes);
    },
  };
}

const encodingOf = (cpg: string | null): string => (cpg === null || /utf-?8/i.test(cpg) ? 'utf-8' : cpg);

/** Only what ends in an EPSG authority, or is plainly geographic WGS84 or CGCS2000, is taken from a .prj. */
function datumFromWkt(wkt: string | null): string | null {
  if (wkt === null) return null;
  const code = /AUTHORITY\["EPSG","?(\d+)"?\]\]$/i.exec(wkt)?.[1];
  if (code !== undefined) return `epsg:${code}`;
  if (/^GEOGCS\["GCS_WGS_1984"/i.test(wkt)) return 'wgs84';
  return /^GEOGCS\["(GCS_)?China_Geodetic_Coordinate_System_2000"/i.test(wkt) ? 'cgcs2000' : null;
}
