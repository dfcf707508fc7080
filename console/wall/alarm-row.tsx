/** One row of the wall: what, where, how long, who. The red row is filled and says its reason. */
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { formatDuration } from '../state/format.ts';
import { alarmAttributes, glyphLookOf, isActive, isStale, seriesKeyOf } from '../ui/alarm-look.ts';
import { LevelGlyph } from '../ui/level-glyph.tsx';
import { readingOf, shortTitle, titleSaysReading } from '../ui/reading.ts';
import { both } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import { holderOf } from './holder.ts';
import type { WallRow } from './wall-rows.ts';

export interface AlarmRowProps {
  readonly row: WallRow;
  readonly surface: Surface;
  readonly chosen: boolean;
  /** The first red says its reason; the others keep the height of a row. */
  readonly tall: boolean;
  /** From the top of the list. */
  readonly topPx: number;
  readonly onChoose: (id: string) => void;
}

const FRESH_MS = 10_000;
const PLACES_NAMED_MAX = 3;

/** Assets of a row, worst first, each once. */
const placesOf = ({ alarm, behind }: WallRow): string[] => [...new Set([alarm, ...behind].map(({ asset }) => asset))];

/** How many places stand behind a row, or how many alarms where it is one place. */
function manyWord(row: WallRow): string {
  const places = placesOf(row).length;
  return places > 1 ? both('wall.places', { n: places }).zh : both('wall.alarmCount', { n: row.behind.length + 1 }).zh;
}

export function AlarmRow({ row, surface, chosen, tall, topPx, onChoose }: AlarmRowProps) {
  const { alarm, behind, quieted } = row;
  const { live } = surface;
  const nowMs = surface.nowMs.value;
  const pace = live.timeline.value?.pace || 1;
  const stale = isStale(live.series(seriesKeyOf(alarm)).value, nowMs);
  const filled = alarm.level === 'red' && isActive(alarm.state);
  const reading = readingOf(alarm);
  const asset = live.assets.value.get(alarm.asset);
  const holder = holderOf(alarm, live.incidentByAlarm.value.get(alarm.id), live.officers.value);
  const facts = LEVEL_FACTS[alarm.level];
  const title = shortTitle(alarm.title, asset?.name);
  return (
    <li
      class="alarm"
      {...alarmAttributes(alarm)}
      data-filled={filled}
      data-tall={tall}
      style={{ '--top': `${topPx}px` }}
    >
      <button type="button" aria-pressed={chosen} onClick={() => onChoose(alarm.id)}>
        <span class="alarm-mark">
          <LevelGlyph
            level={alarm.level}
            look={glyphLookOf(alarm.state, stale)}
            pigment={filled ? 'on-red' : 'level'}
            fresh={alarm.state === 'active-unacknowledged' && nowMs - alarm.raisedAt < FRESH_MS * pace}
          />
          <span class="numeral">{facts.numeral}</span>
          <span class="spoken">
            {facts.zh} {both(`alarm.${alarm.state}`).zh}
          </span>
        </span>
        <span class="alarm-line">
          <span class="alarm-head">
            <span class="alarm-title clip">
              {title.zh}
              {!titleSaysReading(title.zh, reading) && reading.value !== '' && (
                <span class="number">
                  {' '}
                  {reading.value} {reading.unit}
                </span>
              )}
              {!tall && reading.threshold !== '' && (
                <span class="mid number alarm-against"> / {reading.threshold}</span>
              )}
            </span>{' '}
            {tall && <English text={title.en} />}
          </span>
          {behind.length > 0 && <span class="alarm-places number">{manyWord(row)}</span>}
          <span class="alarm-age number">{formatDuration(nowMs - alarm.raisedAt)}</span>
        </span>
        {tall && <span class="alarm-why">{alarm.why.zh}</span>}
        <span class="alarm-line">
          <span class="alarm-where">
            <span class="alarm-place">
              {placesOf(row)
                .slice(0, PLACES_NAMED_MAX)
                .map((id) => live.assets.value.get(id)?.name.zh ?? id)
                .join('、')}
              {quieted > 0 && ` · ${both('wall.quieted', { n: quieted }).zh}`}
            </span>{' '}
            {!tall && <English text={title.en} />} {behind.length === 0 && <English text={asset?.name.en ?? ''} />}
          </span>
          <span class="alarm-holder clip" data-walled={holder.isWalled}>
            {tall && holder.text === both('task.unanswered').zh && (
              <span class="number">
                {both('alarm.active-unacknowledged').zh} / {facts.responseTargetMs / 1000} s ·{' '}
              </span>
            )}
            {holder.text}
          </span>
        </span>
      </button>
    </li>
  );
}

/** Second to the Chinese: where there is no room for all of it, it is not there. */
function English({ text }: { readonly text: string }) {
  return (
    <span class="alarm-english low" lang="en">
      {text}
    </span>
  );
}
