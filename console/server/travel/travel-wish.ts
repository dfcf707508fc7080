/** What a browser may ask of the past, checked at the border. */
import { REPLAY_SPEEDS, type TravelWish } from '@chengyun/contracts';
import type { Pace } from '../../state/wire.ts';

export function isPace(value: unknown): value is Pace {
  if (typeof value !== 'object' || value === null) return false;
  const { speed, isPaused } = value as Partial<Record<keyof Pace, unknown>>;
  return REPLAY_SPEEDS.some((one) => one === speed) && typeof isPaused === 'boolean';
}

export function isTravelWish(value: unknown): value is TravelWish {
  if (!isPace(value)) return false;
  const { at } = value as Partial<Record<keyof TravelWish, unknown>>;
  return at === null || Number.isFinite(at);
}
