/**
 * What the alarms ask of people: calls in windows of ten minutes, after EEMUA 191 and ISA-18.2 (more than ten calls to
 * one operator in ten minutes is a flood).
 */
import type { Episode } from './episodes.ts';

export interface OperatorLoad {
  readonly operators: number;
  readonly calls: number;
  readonly windows: number;
  /** Calls to one operator in ten minutes. */
  readonly avg: number;
  readonly peak: number;
  /** Beginning of the fullest window; null without any call. */
  readonly peakAt: number | null;
  readonly floodWindows: number;
  readonly floodShare: number;
  /** Calls to all operators per window, in order. */
  readonly perWindow: readonly number[];
}

export const LOAD_WINDOW_MS = 600_000;
export const FLOOD_CALLS = 10;

export function operatorLoad(
  episodes: readonly Episode[],
  fromMs: number,
  toMs: number,
  operators: number,
): OperatorLoad {
  const windows = Math.max(1, Math.ceil((toMs - fromMs) / LOAD_WINDOW_MS));
  const perWindow = new Array<number>(windows).fill(0);
  let calls = 0;
  for (const episode of episodes) {
    for (const at of episode.calls) {
      const window = Math.floor((at - fromMs) / LOAD_WINDOW_MS);
      if (window < 0 || window >= windows) continue;
      perWindow[window]! += 1;
      calls += 1;
    }
  }
  const most = perWindow.reduce((a, b) => Math.max(a, b), 0);
  const floodWindows = perWindow.filter((count) => count > FLOOD_CALLS * operators).length;
  return {
    ...{ operators, calls, windows, avg: calls / windows / operators, peak: most / operators },
    peakAt: most > 0 ? fromMs + perWindow.indexOf(most) * LOAD_WINDOW_MS : null,
    ...{ floodWindows, floodShare: floodWindows / windows, perWindow },
  };
}
