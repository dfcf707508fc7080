/** The alarms of level I and II that an officer should know of, worst first. */
import type { AlarmView, Asset } from '@chengyun/contracts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { compareAlarms } from '../state/alarm-order.ts';
import { formatDuration } from '../state/format.ts';
import { alarmAttributes, glyphLookOf } from '../ui/alarm-look.ts';
import { LevelGlyph } from '../ui/level-glyph.tsx';
import { readingLine, shortTitle } from '../ui/reading.ts';
import { say, sayText } from '../ui/say.ts';

export interface NearbyTabProps {
  readonly alarms: readonly AlarmView[];
  readonly places: ReadonlyMap<string, Asset>;
  readonly nowMs: number;
}

export function NearbyTab({ alarms, places, nowMs }: NearbyTabProps) {
  if (alarms.length === 0) return <p class="no-task">{say('field.noneNearby')}</p>;
  return (
    <ol class="nearby">
      {[...alarms].sort(compareAlarms).map((alarm) => {
        const place = places.get(alarm.asset)?.name;
        return (
          <li key={alarm.id} {...alarmAttributes(alarm)}>
            <LevelGlyph level={alarm.level} look={glyphLookOf(alarm.state, false)} />
            <div>
              <p>
                <span class="numeral mid">{LEVEL_FACTS[alarm.level].numeral}</span>{' '}
                {sayText(shortTitle(alarm.title, place))}
              </p>
              <p class="mid">
                {place ? sayText(place) : alarm.asset} · {readingLine(alarm)}
              </p>
            </div>
            <span class="number">{formatDuration(nowMs - alarm.raisedAt)}</span>
          </li>
        );
      })}
    </ol>
  );
}
