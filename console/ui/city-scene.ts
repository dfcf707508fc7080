/**
 * What a surface asks of the picture of the city. The wall and the desk hand in the maker of the Three.js scene; nothing
 * in this folder knows of it, so that the phone, which has no 3D, can share the rest.
 */
import type { BasemapData } from '@chengyun/basemap/data.ts';
import type { LayerDrawing, LayerShape, Level } from '@chengyun/contracts';
import type { ThemeName } from '../state/tokens.ts';

export interface CityAlarm {
  readonly id: string;
  readonly level: Level;
  readonly state: 'new' | 'acked' | 'cleared' | 'stale';
  readonly lonDeg: number;
  readonly latDeg: number;
  /** The real reach of the hazard; drawn to scale. */
  readonly radiusM: number;
  readonly title: string;
  readonly value: string;
}

export interface CityGauge {
  readonly id: string;
  readonly lonDeg: number;
  readonly latDeg: number;
  /** Metres above the local vertical datum. */
  readonly levelM: number;
  readonly marks: readonly { readonly level: Level | null; readonly valueM: number }[];
  readonly crestM?: number;
  readonly unit: string;
  readonly stale: boolean;
}

/** Anything that reports from a fixed place; drawn as a dot, hollow when it is silent. */
export interface CitySensor {
  readonly id: string;
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly stale: boolean;
}

export interface CityRiskCell {
  readonly id: string;
  readonly level: Level;
  readonly ring: readonly number[];
}

/** A rectangle in CSS pixels of the canvas. */
export interface CityBox {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** A thing of a layer; a point has one pair of degrees, a line or the outline of an area has its path. */
export interface CityShape extends LayerShape {
  /** A station; else a feature of the map. */
  readonly isAsset: boolean;
  /** It has nothing new to say. */
  readonly isHollow: boolean;
}

export interface CityLayer {
  readonly id: string;
  readonly draw: LayerDrawing;
  readonly shapes: readonly CityShape[];
}

/** How a road of the map is, there where it is near a place. */
export interface CityRoad {
  readonly id: string;
  readonly state: 'slow' | 'closed';
  readonly near: { readonly lonDeg: number; readonly latDeg: number; readonly withinM: number };
}

/** Something that the picture shows: an alarm, an asset (`gauge`, `sensor`) or a thing of the map. */
export interface CityThing {
  readonly kind: string;
  readonly id: string;
  /** The alarm in whose area it lies. */
  readonly alarm?: string;
}

export interface CityScene {
  readonly setTheme: (theme: ThemeName) => void;
  readonly resize: (widthPx: number, heightPx: number, pixelRatio: number) => void;
  readonly setGauges: (gauges: readonly CityGauge[]) => void;
  readonly setAlarms: (alarms: readonly CityAlarm[]) => void;
  /** Everything that reports, thousands of them. */
  readonly setSensors: (sensors: readonly CitySensor[]) => void;
  /** Places at risk; rings of corners `lon, lat, lon, lat…` in degrees. */
  readonly setRisk: (cells: readonly CityRiskCell[]) => void;
  /** Layers that domains show, by their own descriptors. */
  readonly setLayers: (layers: readonly CityLayer[]) => void;
  /** Roads that are not as they should be. */
  readonly setRoads: (roads: readonly CityRoad[]) => void;
  /** Where no label may lie. */
  readonly setKeepOut: (boxes: readonly CityBox[]) => void;
  /** A key was pressed at this time of the page; where frames take long, its effect is shown before the next one. */
  readonly giveWay: (nowMs: number) => void;
  readonly pick: (x: number, y: number) => Promise<CityThing | null>;
  readonly dispose: () => void;
}

export interface CitySceneOptions {
  readonly canvas: HTMLCanvasElement;
  readonly labels: HTMLElement;
  readonly theme: ThemeName;
  readonly basemap: BasemapData;
  readonly crestWord: string;
}

/** Throws where there is no WebGL. */
export type MakeCityScene<S extends CityScene> = (options: CitySceneOptions) => S;
