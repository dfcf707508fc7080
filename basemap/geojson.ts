import type { Role } from './manifest.ts';

/** Longitude and latitude in degrees, WGS84. */
export type LonLat = readonly [lonDeg: number, latDeg: number];

/** The geometries that a layer of the base map may hold. Of a polygon the first ring is the outline, others are holes. */
export type Geometry =
  | { readonly type: 'Point'; readonly coordinates: LonLat }
  | { readonly type: 'LineString'; readonly coordinates: readonly LonLat[] }
  | { readonly type: 'Polygon'; readonly coordinates: readonly (readonly LonLat[])[] };

/** Properties are open: each layer documents its own; `id` is always there. */
export type Properties = Readonly<Record<string, unknown>> & { readonly id: string };

export interface Feature {
  readonly type: 'Feature';
  readonly properties: Properties;
  readonly geometry: Geometry;
}

/** What a layer says about itself. A layer that does not is refused. */
export interface LayerMeta {
  readonly layer: string;
  readonly datum: 'WGS84';
  /** The datum that the source was in, where it was converted. */
  readonly fromDatum?: string;
  /** Present where features carry levels in metres. */
  readonly verticalDatum?: 'Wusong';
  readonly source: string;
  readonly licence: string;
  /** A checked against a file, B two sources agree, C one source or memory. */
  readonly confidence: string;
  /** True where courses and positions are invented to be plausible. */
  readonly schematic?: boolean;
  readonly note?: string;
}

export interface Layer {
  readonly meta: LayerMeta;
  readonly features: readonly Feature[];
}

/** A layer in its map. */
export interface MapLayer extends Layer {
  readonly id: string;
  readonly role: Role;
}
