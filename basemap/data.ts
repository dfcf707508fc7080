/**
 * The base map as the browser gets it: one compact JSON, baked by `build.ts`.
 * Paths are flat `lon, lat, lon, lat…` in degrees WGS84. Types only, so that
 * both the console and the scene may import this file.
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

export interface BasemapData {
  readonly version: 1;
  /** Lines that must be shown with the map. */
  readonly credits: readonly string[];
  readonly district: Area;
  readonly river: readonly Area[];
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
}
