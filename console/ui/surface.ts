/**
 * What a surface is built from: the live state, the two things a person can ask of the server, and the base map.
 * The pages make it from the socket, the development pages from made-up data; the surfaces cannot tell the difference.
 */
import type { BasemapData } from '@chengyun/basemap/data.ts';
import type { FactBody, OfficerView } from '@chengyun/contracts';
import { computed, type ReadonlySignal } from '@preact/signals';
import type { LiveState, Travel } from '../state/live.ts';

export interface HistoryPoint {
  /** Timeline time, epoch milliseconds. */
  readonly at: number;
  readonly value: number;
}

export interface HistoryRange {
  readonly asset: string;
  readonly metric: string;
  /** Timeline time, epoch milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
}

export type FactOutcome =
  | { readonly ok: true; readonly id: string }
  /** `queued`: kept in the outbox and sent when the network is back. */
  | { readonly ok: false; readonly queued: boolean; readonly message: string };

export interface Surface {
  readonly live: LiveState;
  /** Timeline time in whole seconds, so that a page is redrawn once a second and not more often. */
  readonly nowMs: ReadonlySignal<number>;
  readonly basemap: ReadonlySignal<BasemapData | null>;
  /** Oldest first, at most about 240 points; empty when nothing is known or nobody answers. */
  readonly history: (range: HistoryRange) => Promise<readonly HistoryPoint[]>;
  /** Who could be sent to an alarm, best first; empty when nobody answers. */
  readonly officersFor: (alarm: string) => Promise<readonly OfficerView[]>;
  readonly travel: Travel;
  /** States what a person did. Never rejects: a dead network is an outcome, and so is that nothing is done in the past. */
  readonly act: (body: FactBody) => Promise<FactOutcome>;
}

export const wholeSeconds = (nowMs: ReadonlySignal<number>): ReadonlySignal<number> =>
  computed(() => Math.floor(nowMs.value / 1000) * 1000);
