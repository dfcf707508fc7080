/** Steps through time as hands take them: from the moment that is shown, and back to live where the past ends. */
import { REPLAY_SPAN_MS, REPLAY_SPEEDS } from '@chengyun/contracts/live.ts';
import type { LiveState, Travel } from './live.ts';

export interface TravelSteps {
  /** By so much earlier or later; a step beyond the past leads back to live. */
  readonly by: (ms: number) => void;
  readonly to: (atMs: number) => void;
  readonly togglePause: () => void;
  /** The next speed up or down. */
  readonly faster: () => void;
  readonly slower: () => void;
  readonly toLive: () => void;
}

const PRESENT_MS = 15_000;

/** Earliest and latest moment that can be asked for, timeline ms. */
export function travelSpan({ replay, nowMs }: Pick<LiveState, 'replay' | 'nowMs'>): { fromMs: number; toMs: number } {
  const known = replay.value;
  if (known) return { fromMs: known.fromMs, toMs: known.toMs };
  return { fromMs: nowMs.value - REPLAY_SPAN_MS, toMs: nowMs.value };
}

export function createTravelSteps(live: Pick<LiveState, 'replay' | 'nowMs'>, travel: Travel): TravelSteps {
  const to = (atMs: number): void => {
    const { fromMs, toMs } = travelSpan(live);
    // The newest seconds are still being written down: who asks for them wants to see now.
    if (atMs > toMs - PRESENT_MS && (live.replay.peek() === null || atMs >= toMs)) travel.toLive();
    else travel.seek(Math.max(fromMs, Math.min(toMs, atMs)));
  };
  const paceBy = (steps: number): void => {
    const known = live.replay.peek();
    if (!known) return;
    const index = (REPLAY_SPEEDS as readonly number[]).indexOf(known.speed) + steps;
    const speed = REPLAY_SPEEDS[Math.max(0, Math.min(REPLAY_SPEEDS.length - 1, index))] ?? 1;
    travel.setPace({ speed, isPaused: known.isPaused });
  };
  return {
    to,
    by: (ms) => to(live.nowMs.peek() + ms),
    togglePause: () => {
      const known = live.replay.peek();
      if (known) travel.setPace({ speed: known.speed, isPaused: !known.isPaused });
    },
    faster: () => paceBy(1),
    slower: () => paceBy(-1),
    toLive: travel.toLive,
  };
}
