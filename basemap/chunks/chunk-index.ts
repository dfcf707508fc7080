import type { Role } from '../manifest.ts';

/** Where the chunks of a map lie below its folder, and the file that names them. */
export const chunkFolder = 'chunks';
export const chunkIndexName = 'index.json';

/** Edge of a tile at the finest level; each coarser level doubles it. */
export const tileM = 500;
/** Levels of detail: 0 as authored, 1 simplified, 2 boxes of what stands out. */
export const levels = [0, 1, 2] as const;
export type LevelOfDetail = (typeof levels)[number];
export const tileSizeM = (level: LevelOfDetail): number => tileM * 2 ** level;

/** Roles of areas and strokes in tiles; small roads are told apart, since they are drawn fainter. */
export type ChunkRole = Role | 'streets';

export interface ChunkEntry {
  readonly level: LevelOfDetail;
  /** South-west corner in tiles of this level from the origin of the map. */
  readonly x: number;
  readonly y: number;
  readonly file: string;
  readonly bytes: number;
  readonly vertices: number;
  /** Of the tallest solid, metres. */
  readonly topM: number;
}

/** `index.json` beside the chunks: small, and all that a page needs to choose what to fetch. */
export interface ChunkIndex {
  /** Hash over everything, so that a changed map has other names and no cache lies. */
  readonly version: string;
  readonly origin: { readonly lonDeg: number; readonly latDeg: number };
  readonly features: number;
  readonly buildings: number;
  /** Roles of area and line sections, by the number that the chunks carry. */
  readonly roles: readonly ChunkRole[];
  readonly chunks: readonly ChunkEntry[];
  /** Names of the table of features and of its packed R-tree. */
  readonly featureFile: string;
  readonly treeFile: string;
}
