/** A rule after checking: everything that the engine needs, bound to the assets that it watches. */
import type { Asset, Bilingual, Level, Quality } from '@chengyun/contracts';
import type { AssetAttributes, CelExpression } from './cel.ts';
import type { Place } from './rule-error.ts';
import type { Aggregate } from './rule-schema.ts';
import type { Schedule } from './schedule.ts';
import type { Template } from './template.ts';

export interface RuleInput {
  readonly name: string;
  readonly metric: string;
  readonly aggregate: Aggregate;
  readonly windowMs: number;
  /** The series is seen as it was this long ago. */
  readonly delayMs: number;
  /** Medians of three in place of the readings: one spike does not pass. */
  readonly despike: boolean;
  readonly percentile: number;
  readonly minSamples: number;
  readonly maxAgeMs: number;
  readonly fallback: number | null;
  readonly from: FromOthers | null;
  /** Of increase and delta: extended to the edges of the window. */
  readonly extrapolate?: boolean;
  /** Of last: a bad reading is the end of the value, not passed over. */
  readonly endsOnBad?: boolean;
  /** Of predict: so far from now. */
  readonly aheadMs?: number;
  /** Of anomaly: other metrics of the same asset that the series is judged with. */
  readonly beside?: readonly string[];
}

export type Combine = 'max' | 'min' | 'avg' | 'nearest' | 'sum' | 'count' | 'share' | 'histogram';

/** Which other assets are read, and how their values become one. */
export interface FromOthers {
  readonly kind: string;
  readonly relation:
    | { readonly by: 'radius'; readonly withinM: number }
    | { readonly by: 'district' }
    | { readonly by: 'upstream' | 'downstream'; readonly hops: number };
  readonly combine: Combine;
  /** Bounds of `count` and `share`. */
  readonly over: number;
  readonly under: number;
  /** Of `histogram`. */
  readonly quantile?: number;
  readonly bound?: string;
}

/** An input that is not a metric of the log; read after those, in the order in which it is written. */
export type DerivedInput =
  | {
      readonly of: 'rule';
      readonly name: string;
      readonly rule: string;
      readonly gives: 'active' | 'level' | 'heldMin';
      readonly from: FromOthers | null;
      /** Where the other rule is named. */
      readonly place: Place;
    }
  | {
      readonly of: 'sequence';
      readonly name: string;
      readonly first: CelExpression;
      readonly second: CelExpression;
      /** True: the second must follow; false: it must stay away. */
      readonly isFollowed: boolean;
      readonly withinMs: number;
    }
  | { readonly of: 'schedule'; readonly name: string; readonly schedule: Schedule }
  | { readonly of: 'clock'; readonly name: string }
  | EachInput
  | {
      readonly of: 'forecast';
      readonly name: string;
      readonly metric: string;
      readonly ask:
        | { readonly kind: 'at'; readonly aheadMs: number }
        | { readonly kind: 'until'; readonly threshold: CelExpression; readonly isFalling: boolean };
      readonly band: 'p10' | 'p50' | 'p90';
      readonly fallback: number | null;
    };

/** A number made of several inputs of each other asset, then combined. */
export interface EachInput {
  readonly of: 'each';
  readonly name: string;
  readonly inputs: readonly RuleInput[];
  /** Read after `inputs`; a clock or `each` again. */
  readonly derived: readonly DerivedInput[];
  readonly where: CelExpression | null;
  readonly give: CelExpression;
  readonly from: FromOthers;
  readonly fallback: number | null;
}

/** One other asset under an `each`. */
export interface EachSource {
  readonly asset: string;
  readonly attributes: AssetAttributes;
  /** As `sources` and `each` of a watched asset, seen from this one. */
  readonly sources: readonly (readonly string[])[];
  readonly each: readonly (readonly EachSource[])[];
}

export interface RuleLevel {
  readonly level: Level;
  readonly when: CelExpression;
  readonly clear: CelExpression | null;
  readonly threshold: CelExpression | null;
  readonly onDelayMs: number;
  readonly offDelayMs: number;
  /** Once on, it stays on at least this long. */
  readonly minOnMs: number;
  /** In place of the rule's title at this level. */
  readonly title: BilingualTemplate | null;
}

export interface BilingualTemplate {
  readonly zh: Template;
  readonly en: Template;
}

export interface Rule {
  readonly id: string;
  /** Where it is written, and as what. */
  readonly file: string;
  readonly text: string;
  readonly version: number;
  readonly domain: string;
  readonly condition: string;
  readonly name: Bilingual;
  /** Which assets it looks at: of these kinds, where this holds. */
  readonly kinds: readonly string[];
  readonly where: CelExpression | null;
  readonly accept: readonly Quality[];
  readonly inputs: readonly RuleInput[];
  readonly derived: readonly DerivedInput[];
  readonly lets: readonly { readonly name: string; readonly expression: CelExpression }[];
  /** Lowest first. */
  readonly levels: readonly RuleLevel[];
  readonly valueName: string;
  /** The input whose metric is named in the alarm and whose silence counts. */
  readonly primary: RuleInput;
  readonly primaryIndex: number;
  /** Some input moves with time alone, as an age does: the rule must be looked at also when nothing comes. */
  readonly hasAge: boolean;
  /** Some input comes from neighbours: the rule must see all readings of a moment. */
  readonly isWide: boolean;
  readonly unit: string;
  readonly noData: { readonly afterMs: number; readonly level: Level } | null;
  readonly radiusM: number;
  readonly respondWithinMs: number;
  readonly title: BilingualTemplate;
  readonly why: BilingualTemplate;
  readonly cause: Bilingual;
  readonly consequence: Bilingual;
  readonly action: Bilingual;
  readonly source: Bilingual;
  readonly watched: readonly WatchedAsset[];
}

/** One asset under one rule. */
export interface WatchedAsset {
  readonly asset: Asset;
  /** Attributes of the asset with the overrides of the rule. */
  readonly attributes: AssetAttributes;
  /** Levels of the rule for which the asset has all attributes, lowest first. */
  readonly levels: readonly RuleLevel[];
  /** Beside `levels`; null for a level that shows no threshold. */
  readonly thresholds: readonly (number | null)[];
  /** Where each input is read from, nearest first; the asset itself unless the input names neighbours. */
  readonly sources: readonly (readonly string[])[];
  /** Beside `derived` of the rule, as `sources`; empty where it reads no asset. */
  readonly derivedSources: readonly (readonly string[])[];
  /** Beside `derived`; empty for what is not `each`. */
  readonly each: readonly (readonly EachSource[])[];
}
