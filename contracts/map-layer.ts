/**
 * What a domain shows on the map, as data: which things, and how they are drawn. The scene draws by it without knowing
 * any domain, and a surface offers what is listed.
 */
import type { Level } from './levels.ts';
import type { Bilingual } from './text.ts';

/** Greys of the drawing, from faint to strong, and the tone of water. Pigment is for what is wrong and is no layer's. */
export const LAYER_TONES = ['low', 'mid', 'high', 'water'] as const;
export type LayerTone = (typeof LAYER_TONES)[number];

/** Shapes of dots; none is the shape of a level. */
export const LAYER_MARKS = ['disc', 'box', 'bar', 'cross'] as const;
export type LayerMark = (typeof LAYER_MARKS)[number];

export type LayerThings =
  /** Features of the base map: a role of `map.json`, of these kinds or of any. */
  | { readonly role: string; readonly kinds?: readonly string[] }
  /** Assets of a kind; where a metric is named, one whose newest value is missing or old is drawn hollow. */
  | { readonly assets: string; readonly metric?: string };

export type LayerDrawing =
  | { readonly as: 'dots'; readonly mark: LayerMark; readonly tone: LayerTone }
  | {
      readonly as: 'lines';
      readonly tone: LayerTone;
      readonly widthPx: number;
      /** Length of a dash and of the gap after it, metres. */
      readonly dashM?: number;
      /** What flows in it flows from the first point to the last: chevrons say so. */
      readonly flows?: true;
    }
  | { readonly as: 'fill'; readonly tone: LayerTone }
  /** The road at the things, this far: as wide as a queue from one level of a rule's alarm on, closed from another. */
  | {
      readonly as: 'roads';
      readonly withinM: number;
      readonly rule: string;
      readonly slowFrom: Level | null;
      readonly closedFrom: Level | null;
    };

export interface MapLayer {
  /** `<domain>.<name>`. */
  readonly id: string;
  readonly name: Bilingual;
  readonly of: LayerThings;
  readonly draw: LayerDrawing;
  /** Always, or only while the domain's layers or this one are asked for. */
  readonly when: 'always' | 'asked';
}

/** A layer as a surface gets it. */
export interface MapLayerView extends MapLayer {
  readonly domain: string;
}

/** A thing of a layer: a point has one pair, an area repeats its first at the end. */
export interface LayerShape {
  readonly id: string;
  /** `lon, lat, lon, lat…` in degrees WGS84. */
  readonly path: readonly number[];
}
