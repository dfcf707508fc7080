import type { Asset } from './asset.ts';
import type { MetricStandard } from './metric.ts';
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
}
