/**
 * What has come above the part of the list in view. The chosen row never moves from under the eye, so that something worse
 * may stand out of sight; this line, in the place of the columns' names, says what, and leads there.
 */
import type { AlarmView } from '@chengyun/contracts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { compareAlarms, isUnacknowledged } from '../state/alarm-order.ts';
import { LevelGlyph } from '../ui/level-glyph.tsx';
import { shortTitle } from '../ui/reading.ts';
import { sayText } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import type { DeskRowItem } from './desk-rows.ts';
import { sayDesk } from './words/say-desk.ts';

interface RowsAboveProps {
  /** Those out of sight. */
  readonly rows: readonly DeskRowItem[];
  readonly surface: Surface;
  readonly onOpen: () => void;
}

/** Nothing while nothing unacknowledged is out of sight. */
export function RowsAbove({ rows, surface, onOpen }: RowsAboveProps) {
  const waiting = waitingAlarms(rows);
  const [worst] = waiting;
  if (!worst) return null;
  const place = surface.live.assets.value.get(worst.asset)?.name;
  return (
    <button type="button" class="rows-above" data-pigment={worst.level} tabIndex={-1} onClick={onOpen}>
      <span aria-hidden="true">↑</span>
      <LevelGlyph level={worst.level} look="filled" pigment={worst.level === 'red' ? 'on-red' : 'level'} />
      <span class="numeral">{LEVEL_FACTS[worst.level].numeral}</span>
      <span class="clip">
        {sayText(shortTitle(worst.title, place))}
        {place && ` · ${sayText(place)}`}
      </span>
      <span class="number">{sayDesk('list.above', { n: waiting.length })}</span>
      <kbd>Home</kbd>
    </button>
  );
}

/** Worst first. */
function waitingAlarms(rows: readonly DeskRowItem[]): readonly AlarmView[] {
  const alarms = rows.flatMap((row) => (row.kind === 'group' ? row.alarms : row.isMember ? [] : [row.alarm]));
  return alarms.filter(({ state }) => isUnacknowledged(state)).sort(compareAlarms);
}
