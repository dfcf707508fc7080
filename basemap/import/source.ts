import type { RawGeometry } from '../geometry-parts.ts';
import type { Role } from '../manifest.ts';

/** One thing of a foreign file, its coordinates still in the datum of the file. */
export interface SourceFeature {
  readonly id?: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly geometry: RawGeometry;
  /** Where the format itself says what a thing is (OSM, CityJSON). */
  readonly role?: Role;
}

/** A feature that cannot even be read: counted, named, left out. */
export interface UnreadableFeature {
  readonly unreadable: string;
}

/** A foreign file that was opened. Features come one by one, so that memory does not grow with the file. */
export interface Source {
  readonly format: string;
  /** What the file says about its datum, as `epsg:28992` or `wgs84`; null where it says nothing. */
  readonly declaredDatum: string | null;
  /** The line that its licence asks to be shown, where the format has only one. */
  readonly credit?: string;
  readonly features: () => AsyncIterable<SourceFeature | UnreadableFeature>;
}

/** Told how many bytes of how many are read. */
export type OnBytes = (doneBytes: number, totalBytes: number) => void;

const MIB = 1024 * 1024;

/** The most that is read of each format. What must be held in memory as a whole has the lower limit. */
export const BYTES_MAX = {
  geojson: 1024 * MIB,
  osm: 1024 * MIB,
  shapefile: 1024 * MIB,
  cityjson: 256 * MIB,
  tiles: 256 * MIB,
} as const;

/** The most that one layer may hold; a city of 25 million people has about a million buildings. */
export const FEATURES_MAX = 2_000_000;
