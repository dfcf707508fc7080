import type { BasemapData } from '@chengyun/basemap/data.ts';
import type { LayerDrawing, LayerShape } from '@chengyun/contracts/map-layer.ts';
import type { ChunkSource } from './chunk-source.ts';
import type { Level, Theme } from './ink.ts';

/** Where the camera rests. The picture is orthographic-like: a narrow field of view from far away. */
export interface HomeView {
  /** Which of the map's own home views takes its place, where the map has them. */
  readonly of?: 'wall' | 'desk';
  /** What is looked at, on the ground. */
  readonly lonDeg: number;
  readonly latDeg: number;
  /** Camera to target. */
  readonly rangeM: number;
  /** Direction of looking, clockwise from north. */
  readonly headingDeg: number;
  /** Of the camera above the horizon of the target. */
  readonly elevationDeg: number;
  /** Vertical field of view, 30 if absent. */
  readonly fovDeg?: number;
}

export interface SceneOptions {
  readonly canvas: HTMLCanvasElement;
  /** Positioned over the canvas, same size; its font size is the body size of the labels. */
  readonly labels: HTMLElement;
  readonly theme: Theme;
  /** Blocks to draw between the landmarks: 2,000 for tests, 9,000 for a wall. */
  readonly buildings: number;
  readonly home: HomeView;
  readonly basemap: BasemapData;
  /** Where the tiles of the map come from; the console's server by default. */
  readonly chunkSource?: ChunkSource;
  /** Injected for tests; the browser's by default. */
  readonly requestFrame?: (draw: (nowMs: number) => void) => number;
  readonly cancelFrame?: (id: number) => void;
  /** Monotonic milliseconds, to say what a frame costs; absent: it is not measured. */
  readonly monotonicMs?: () => number;
  /** Skips camera flights and ring pulses; follows the system setting if absent. */
  readonly reducedMotion?: boolean;
  /** The word for the crest of a flood wall on a gauge staff; 堤顶 if absent. */
  readonly crestWord?: string;
}

export interface GaugeMark {
  /** Null for a mark that is no warning level, such as the crest. */
  readonly level: Level | null;
  readonly valueM: number;
}

export interface SceneGauge {
  readonly id: string;
  readonly lonDeg: number;
  readonly latDeg: number;
  /** Metres above the local vertical datum. */
  readonly levelM: number;
  readonly marks: readonly GaugeMark[];
  readonly crestM?: number;
  readonly unit: string;
  readonly stale: boolean;
}

export type AlarmState = 'new' | 'acked' | 'cleared' | 'stale';

export interface SceneAlarm {
  readonly id: string;
  readonly level: Level;
  readonly state: AlarmState;
  readonly lonDeg: number;
  readonly latDeg: number;
  /** The real impact radius; drawn to scale. */
  readonly radiusM: number;
  readonly title: string;
  readonly value: string;
}

export type RoadState = 'normal' | 'slow' | 'closed';

export interface SceneRoad {
  /** Id of a road of the map, be it drawn from the base map or from tiles. Unknown ids are ignored. */
  readonly id: string;
  readonly state: RoadState;
  /** Only what of it lies this near to a place is so; absent: the whole road. A road may be named for several places. */
  readonly near?: { readonly lonDeg: number; readonly latDeg: number; readonly withinM: number };
}

/** A thing of a layer; a point has one pair of degrees, a line or the outline of an area its path. */
export interface SceneShape extends LayerShape {
  /** A station; else a feature of the map. */
  readonly isAsset: boolean;
  /** Drawn hollow: it has nothing new to say. */
  readonly isHollow: boolean;
}

/** A layer that a domain describes; of `roads` nothing is drawn here, see `setRoads`. */
export interface SceneLayer {
  readonly id: string;
  readonly draw: LayerDrawing;
  readonly shapes: readonly SceneShape[];
}

/** A place at risk, as a ring of corners `lon, lat, lon, lat…` in degrees. */
export interface SceneRiskCell {
  readonly id: string;
  readonly level: Level;
  readonly ring: readonly number[];
}

/** Anything that reports from a fixed place; drawn as a dot. */
export interface SceneSensor {
  readonly id: string;
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly stale: boolean;
}

/** A rectangle in CSS pixels of the canvas. */
export interface ScreenBox {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface Picked {
  /** `feature` is anything else of the map. */
  readonly kind: 'alarm' | 'gauge' | 'sensor' | 'road' | 'landmark' | 'building' | 'feature';
  /** Of the alarm, the asset or the feature of the map; `block-…` for a block that is invented. */
  readonly id: string;
  /** The alarm in whose area it lies, the smallest where there are several. */
  readonly alarm?: string;
}

export interface SceneStats {
  /** Frames drawn since creation. */
  readonly renderCount: number;
  /** Of the last frame. */
  readonly drawCalls: number;
  readonly triangles: number;
  /** Alarm rings on the ground. */
  readonly ringCount: number;
  readonly labelCount: number;
  readonly sensorCount: number;
  /** Stretches of road that are slow or closed. */
  readonly roadStretches: number;
  /** Things of layers that are shown. */
  readonly layerThings: number;
  /** Reaches whose water stands over its warning line. */
  readonly risenReaches: number;
  readonly buildings: number;
  /** Tiles of the map that are wanted and not there yet, and those that could not be fetched. */
  readonly tilesPending: number;
  readonly tilesFailed: number;
  /** From creation until all tiles of the first view were there; null until then, and where the map has none. */
  readonly mapReadyMs: number | null;
  readonly geometries: number;
  readonly textures: number;
  readonly programs: number;
  readonly riskCells: number;
  readonly contextLost: boolean;
  /** Share of the full resolution at which the last frame was drawn. */
  readonly resolution: number;
  /** JavaScript time of a frame in milliseconds, median of the last 120 frames; GPU time is not in it. */
  readonly frameMsMedian: number;
}

export interface FlyTarget {
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly rangeM: number;
  readonly headingDeg?: number;
  readonly elevationDeg?: number;
}

export interface Scene {
  readonly setTheme: (theme: Theme) => void;
  /** CSS pixels and device pixel ratio. */
  readonly resize: (w: number, h: number, dpr: number) => void;
  readonly setGauges: (gauges: readonly SceneGauge[]) => void;
  readonly setAlarms: (alarms: readonly SceneAlarm[]) => void;
  /** All sensors, up to 12,000, as dots in one draw call. */
  readonly setSensors: (sensors: readonly SceneSensor[]) => void;
  readonly setRisk: (cells: readonly SceneRiskCell[]) => void;
  readonly setRoads: (roads: readonly SceneRoad[]) => void;
  /** The layers that are shown, all of them at once. */
  readonly setLayers: (layers: readonly SceneLayer[]) => void;
  /** A key was pressed: where frames take long, the page goes first for a moment. `nowMs` is that of the page's frames. */
  readonly giveWay: (nowMs: number) => void;
  /** Boxes over the canvas (cards, the plan inset) where no label may go. */
  readonly setKeepOut: (boxes: readonly ScreenBox[]) => void;
  /** Resolves when the camera has arrived, at once if another flight replaces it. */
  readonly flyTo: (target: FlyTarget, options?: { readonly durationMs?: number }) => Promise<void>;
  readonly home: (options?: { readonly durationMs?: number }) => Promise<void>;
  /** What is drawn at a place of the canvas, CSS pixels; its name may have to be fetched. */
  readonly pick: (x: number, y: number) => Promise<Picked | null>;
  /** Where a place on the ground is on the canvas, or null when it is behind the camera. */
  readonly project: (lonDeg: number, latDeg: number) => { readonly x: number; readonly y: number } | null;
  /** The ground in view, four corners, for the plan inset. */
  readonly footprint: () => readonly { readonly lonDeg: number; readonly latDeg: number }[];
  readonly stats: SceneStats;
  readonly invalidate: () => void;
  readonly dispose: () => void;
}
