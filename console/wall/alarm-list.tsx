/** The list of the wall: never more than eight rows, fewer where the type is large; the rest is counted, not hidden. */
import type { RefObject } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { isActive } from '../ui/alarm-look.ts';
import { browserClock } from '../ui/clock.ts';
import { LevelGlyph } from '../ui/level-glyph.tsx';
import { createPointerHold } from '../ui/pointer-hold.ts';
import { both, sayDomain } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import { AlarmRow } from './alarm-row.tsx';
import type { WallMeasures } from './profiles.ts';
import { countByDomain, type WallList, type WallRow } from './wall-rows.ts';

export const ROWS_MAX = 8;

export interface AlarmListProps {
  readonly surface: Surface;
  readonly list: WallList;
  readonly measures: Pick<WallMeasures, 'rowPx' | 'redRowPx'>;
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
  /** Measured by the wall, which decides how many rows there is room for. */
  readonly rowsRef: RefObject<HTMLDivElement | null>;
}

/** Rows for which there is room. Fewer rows, never smaller text. */
export function capacityOf(heightPx: number, withRed: boolean, measures: WallMeasures): number {
  const extraPx = withRed ? measures.redRowPx - measures.rowPx : 0;
  return Math.max(1, Math.min(ROWS_MAX, Math.floor((heightPx - extraPx) / measures.rowPx)));
}

export function AlarmList({ surface, list, measures, chosen, onChoose, rowsRef }: AlarmListProps) {
  const latest = useRef(list.rows);
  latest.current = list.rows;
  const held = useRef<readonly WallRow[] | null>(null);
  const hold = useMemo(
    () =>
      createPointerHold({
        begin: () => {
          held.current = latest.current;
        },
        end: () => {
          held.current = null;
        },
        monotonicMs: browserClock.monotonicMs,
      }),
    [],
  );
  useEffect(() => hold.release, [hold]);
  const rows = held.current ?? list.rows;
  const isTall = (row: WallRow | undefined) => row?.alarm.level === 'red' && isActive(row.alarm.state);
  const belowFirstPx = isTall(rows[0]) ? measures.redRowPx : measures.rowPx;
  const blue = list.counted.length;
  const { beyond } = list;
  return (
    <section class="alarms" aria-labelledby="alarms-title">
      <h2 class="section-title" id="alarms-title">
        <span>
          {both('wall.alarms').zh} <span class="caps low">{both('wall.alarms').en}</span>
        </span>
        <span class="mid">
          {both('list.unacknowledged', { n: surface.live.unacknowledgedCount.value }).zh} ·{' '}
          {both('list.shelved', { n: surface.live.shelved.value.length }).zh} ·{' '}
          {both('wall.grouped', { n: list.grouped }).zh}
        </span>
      </h2>
      {/* Where no row is, none may appear under the pointer either. */}
      <div class="rows" ref={rowsRef} onPointerMove={hold.onPointerMove} onPointerLeave={hold.release}>
        {rows.length === 0 ? (
          <Calm waiting={surface.live.unacknowledgedCount.value} />
        ) : (
          <ol>
            {rows.map((row, index) => (
              <AlarmRow
                // The tall row is another one: what is laid out anew has not jumped.
                key={`${row.alarm.id}${index === 0 && isTall(row) ? ' tall' : ''}`}
                row={row}
                surface={surface}
                chosen={chosen === row.alarm.id}
                tall={index === 0 && isTall(row)}
                topPx={index === 0 ? 0 : belowFirstPx + (index - 1) * measures.rowPx}
                onChoose={onChoose}
              />
            ))}
          </ol>
        )}
      </div>
      <p class="counted">
        <LevelGlyph level="blue" look="filled" pigment={blue > 0 ? 'level' : 'grey'} />
        <span class="numeral low">IV</span>
        <span class="clip">{both('wall.counted', { n: blue }).zh}</span>
        <span class="mid clip counted-more">
          {beyond > 0
            ? both('list.more', { n: beyond }).zh
            : countByDomain(list.counted)
                .map(([domain, n]) => `${sayDomain(domain).zh} ${n}`)
                .join(' · ')}
        </span>
      </p>
    </section>
  );
}

/** Nothing stands on the list; what is only counted or over, but not acknowledged, is said all the same. */
function Calm({ waiting }: { readonly waiting: number }) {
  const calm = both('wall.calm');
  const unacknowledged = both('list.unacknowledged', { n: waiting });
  return (
    <p class="calm">
      {waiting > 0 ? unacknowledged.zh : calm.zh}
      <span class="low" lang="en">
        {waiting > 0 ? unacknowledged.en : calm.en}
      </span>
    </p>
  );
}
