/**
 * The base map as the browser gets it: one compact JSON, baked by `build.ts`.
 * Paths are flat `lon, lat, lon, lat…` in degrees WGS84. Layers that are shown
 * only when asked for (pipes, drainage, service halls) are fetched by name and
 * are not in it. Types only, so that both the console and the scene may import
 * this file.
 */

/** Anything with a place and two names. */
export interface Place {
  readonly id: string;
  readonly kind: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly lonDeg: number;
  readonly latDeg: number;
}

export interface Line {
  readonly id: string;
  readonly kind: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly path: readonly number[];
  /** Drawn and masked width, where the thing is wider than a hairline. */
  readonly widthM?: number;
}

/** A closed ring; the first point is repeated at the end. */
export type Area = Line;

export interface RoadLine extends Line {
  /** kind is one of ring, expressway, elevated, main, bridge, tunnel. */
  readonly pylonM?: number;
  readonly spanM?: number;
}

export type LandmarkShape =
  | 'tower'
  | 'chamfer'
  | 'step'
  | 'twist'
  | 'opener'
  | 'pagoda'
  | 'pearl'
  | 'low'
  | 'disc'
  | 'globes'
  | 'gate'
  | 'crown'
  | 'stack'
  | 'axis';

export interface Landmark extends Place {
  readonly shape: LandmarkShape;
  /** True height above ground. */
  readonly heightM: number;
  readonly widthM: number;
  readonly depthM: number;
  /** 1 first to be labelled, 3 last; absent = never. */
  readonly label?: number;
}

/** A water level station; levels in metres above Wusong datum. */
export interface GaugePlace extends Place {
  readonly warningM?: number;
  readonly guaranteeM?: number;
  readonly wallCrestM?: number;
}

export interface UnitPlace extends Place {
  readonly populationThousands: number;
}

/** How an overlay of the manifest is drawn, in the scene's own tones. */
export interface OverlayStyle {
  readonly tone: 'faint' | 'low' | 'mid' | 'high' | 'water';
  readonly widthPx: number;
  /** Length of a dash and of the gap after it, metres; 0 or absent = unbroken. */
  readonly dashM?: number;
}

export interface Overlay {
  readonly id: string;
  readonly style: OverlayStyle;
  readonly lines: readonly Line[];
}

export interface MapName {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
}

/** Where a camera rests on this map; fields as the scene's home view. */
export interface MapHome {
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly rangeM: number;
  readonly headingDeg: number;
  readonly elevationDeg: number;
  readonly fovDeg?: number;
}

export interface MapHomes {
  readonly wall?: MapHome;
  readonly desk?: MapHome;
}

/** A name in the plan of the whole map, shifted by ems. */
export interface PlanName {
  readonly text: string;
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly dx: number;
  readonly dy: number;
}

export interface BasemapData {
  readonly version: 2;
  readonly map: MapName;
  /** Origin of the local frame; whoever places things adopts it first. */
  readonly origin: { readonly lonDeg: number; readonly latDeg: number };
  /** Home views of this map; empty for the shipped one, whose surfaces bring their own. */
  readonly homes: MapHomes;
  readonly planNames: readonly PlanName[];
  /** Blocks are invented between the landmarks. */
  readonly hasFabric: boolean;
  /** Version of the chunks to fetch, null where the map has none. */
  readonly chunks: string | null;
  /** Lines that must be shown with the map. */
  readonly credits: readonly string[];
  /** The outline of the whole map; a rectangle around everything where no outline is known. */
  readonly district: Area;
  readonly river: readonly Area[];
  /** An empty path where the map has no sea. */
  readonly sea: Area;
  readonly seaWall: Line;
  readonly lakes: readonly Area[];
  readonly waterways: readonly Line[];
  readonly roads: readonly RoadLine[];
  readonly parks: readonly Area[];
  readonly industryAreas: readonly Area[];
  readonly metroLines: readonly Line[];
  readonly metroStations: readonly Place[];
  readonly landmarks: readonly Landmark[];
  readonly gauges: readonly GaugePlace[];
  readonly rainGauges: readonly Place[];
  readonly underpasses: readonly Place[];
  readonly units: readonly UnitPlace[];
  readonly hospitals: readonly Place[];
  readonly venues: readonly Place[];
  readonly pumps: readonly Place[];
  readonly floodGates: readonly Place[];
  readonly floodWalls: readonly Line[];
  /** Borders inside the map, as areas. */
  readonly boundaries: readonly Area[];
  readonly overlays: readonly Overlay[];
}
