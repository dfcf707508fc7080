/** Longitude and latitude in degrees, WGS84. */
export type LonLat = readonly [lonDeg: number, latDeg: number];

/** The geometries that a layer of the base map may hold. */
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
  /** Present where features carry levels in metres. */
  readonly verticalDatum?: 'Wusong';
  readonly source: string;
  readonly licence: string;
  /** A checked against a file, B two sources agree, C one source or memory. */
  readonly confidence: string;
  readonly note?: string;
}

export interface Layer {
  readonly meta: LayerMeta;
  readonly features: readonly Feature[];
}
