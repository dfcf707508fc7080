import type { Asset } from './asset.ts';
import type { MapLayer } from './map-layer.ts';
import type { MetricStandard } from './metric.ts';
import type { Procedure } from './procedure.ts';
import type { Bilingual } from './text.ts';

/** One number on the wall that says how the city is. Aggregated over the assets of a kind at the newest good values. */
export interface VitalSign {
  readonly id: string;
  readonly name: Bilingual;
  readonly metric: string;
  /** Restricts the assets; all that report the metric when left out. */
  readonly asset?: string;
  readonly aggregate: 'last' | 'max' | 'min' | 'avg' | 'sum';
  readonly note?: Bilingual;
}

/** What can be harmed in a place, read from the base map. `people` counts in tens of thousands, the others in pieces. */
export const RISK_FEATURES = [
  'people',
  'hospital',
  'metro-station',
  'landmark',
  'underpass',
  'main-road',
  'industry',
  'near-water',
] as const;
export type RiskFeature = (typeof RISK_FEATURES)[number];

/** How hazards of a domain do harm. Numbers are a judgement that the city which uses them must confirm. */
export interface RiskProfile {
  /** Exposure is 1 - exp(-sum of weight x amount). */
  readonly exposure: Partial<Readonly<Record<RiskFeature, number>>>;
  /** Vulnerability of any place, 0 to 1. */
  readonly vulnerabilityBase: number;
  /** Added where the feature is present; the sum ends at 1. */
  readonly vulnerability: Partial<Readonly<Record<RiskFeature, number>>>;
  /** Rules whose alarms harm no place, such as the health of a device. */
  readonly harmless: readonly string[];
  /** Who judged it, or where it is written. */
  readonly source: string;
}

/**
 * A domain of city work: one folder under `domains/`, holding rules/*.yaml and cases/*.yaml beside this value.
 * Pure data and pure functions; the services find the folder's files through `folderUrl`.
 */
export interface Domain {
  readonly id: string;
  readonly name: Bilingual;
  /** `file:` URL of the domain's folder, ending in a slash. */
  readonly folderUrl: string;
  readonly metrics: readonly MetricStandard[];
  /** The assets of the demonstration city; a real city registers its own. */
  readonly assets: readonly Asset[];
  readonly vitals: readonly VitalSign[];
  /** Standard procedures by rule id: what the officer is asked to do. */
  readonly procedures: Readonly<Record<string, Bilingual>>;
  /** Their steps by rule id, as they are ticked off. */
  readonly plans: Readonly<Record<string, Procedure>>;
  /** What people call its kinds (`kind.tide-gauge`), attributes (`attribute.crestM`) and owners (`owner.flood-wall-crew`). */
  readonly names: Readonly<Record<string, Bilingual>>;
  /** What the domain shows on the map. */
  readonly layers: readonly MapLayer[];
  /** Without it the domain's alarms add nothing to the risk of places. */
  readonly risk?: RiskProfile;
}
