/** What the thread of an engine and its workers say to each other. Readings travel as numbers, eight for each. */
import type { MessagePort } from 'node:worker_threads';
import type { AlarmRecord, Asset, Explanation, ForecastRecord, MetricStandard, TickRecord } from '@chengyun/contracts';
import type { ScheduleDefinition } from '../rules/schedule.ts';
import type { StageOne } from './stage-one.ts';
import type { SavedRunner } from './state.ts';

/** series, at, value, quality bit, sent at, epoch (index into `epochs`), seq, item. */
export const READING_CELLS = 8;

export interface ShardSetup {
  readonly timeline: string;
  readonly texts: readonly { readonly file: string; readonly text: string; readonly domain: string }[];
  readonly metrics: readonly MetricStandard[];
  readonly assets: readonly Asset[];
  readonly schedules: readonly ScheduleDefinition[];
  /** Ids of the assets that this worker evaluates. */
  readonly own: readonly string[];
  /** Raised by one after each answer, so that the caller can wait for it. */
  readonly answered: Int32Array;
  readonly port: MessagePort;
}

/** Which alarm: of which binding, its condition or its silence. */
export interface SlotName {
  readonly binding: string;
  readonly isSilence: boolean;
}

/** What people and hygiene made of an alarm since the worker said it. */
export interface SlotPatch extends SlotName {
  readonly record: AlarmRecord | null;
}

export type ShardRequest = { readonly patches: readonly SlotPatch[] } & (
  | {
      readonly kind: 'advance';
      readonly tick: TickRecord;
      readonly forecasts: readonly ForecastRecord[];
      readonly readings: Float64Array<ArrayBuffer>;
      readonly count: number;
      readonly epochs: readonly string[];
    }
  | { readonly kind: 'explain'; readonly rule: string; readonly asset: string }
  | { readonly kind: 'save' }
  | { readonly kind: 'load'; readonly saved: SavedRunner }
);

export interface ShardSaid extends SlotName {
  readonly record: AlarmRecord;
  readonly spokeAtMs: number;
}

export type ShardAnswer =
  | { readonly kind: 'ready'; readonly series: readonly (readonly [asset: string, metric: string])[] }
  | {
      readonly kind: 'said';
      readonly said: readonly ShardSaid[];
      readonly counts: StageOne['counts'];
      /** Given back, to be filled again. */
      readonly readings: Float64Array<ArrayBuffer>;
    }
  | { readonly kind: 'explained'; readonly explanation: Explanation | null }
  | { readonly kind: 'saved'; readonly saved: SavedRunner }
  | { readonly kind: 'loaded' }
  | { readonly kind: 'failed'; readonly message: string };
