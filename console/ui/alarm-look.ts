/** How an alarm's state shows: the look of its glyph and the attributes every representation of it carries. */
import type { AlarmState, AlarmView, Level, SeriesView } from '@chengyun/contracts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';

/** Filled = nobody has acknowledged, outlined = acknowledged, ticked = over but not acknowledged, hatched = stale. */
export type GlyphLook = 'filled' | 'outlined' | 'hatched' | 'ticked';

/** The value behind an alarm counts as out of date when older than this, timeline ms: two readings of a 10 min gauge. */
export const STALE_AFTER_MS = 20 * 60_000;

export { isActiveState as isActive } from '@chengyun/contracts/alarm.ts';

export function isStale(newest: SeriesView | null, nowMs: number): boolean {
  return newest !== null && (newest.quality === 'bad' || nowMs - newest.at > STALE_AFTER_MS);
}

export const seriesKeyOf = (alarm: Pick<AlarmView, 'asset' | 'metric'>): string => `${alarm.asset}|${alarm.metric}`;

export function glyphLookOf(state: AlarmState, stale: boolean): GlyphLook {
  if (state === 'cleared-unacknowledged') return 'ticked';
  if (stale) return 'hatched';
  return state === 'active-unacknowledged' ? 'filled' : 'outlined';
}

/** On wall, desk and field alike, so that a test finds an alarm by its id and reads level, shape and numeral. */
export function alarmAttributes(alarm: { readonly id: string; readonly level: Level; readonly state: AlarmState }) {
  const facts = LEVEL_FACTS[alarm.level];
  return {
    'data-alert-id': alarm.id,
    'data-level': alarm.level,
    'data-state': alarm.state,
    'data-shape': facts.shape,
    'data-numeral': facts.numeral,
  } as const;
}
