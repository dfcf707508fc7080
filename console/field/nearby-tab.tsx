/** The alarms of level I and II that an officer should know of, worst first. */

import type { AlarmView, Asset } from '@chengyun/contracts';
import { distanceM, type LonLat } from '@chengyun/contracts/distance.ts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { compareAlarms } from '../state/alarm-order.ts';
import { formatDistance, formatDuration } from '../state/format.ts';
import { alarmAttributes, glyphLookOf } from '../ui/alarm-look.ts';
import { LevelGlyph } from '../ui/level-glyph.tsx';
import { readingLine, shortTitle } from '../ui/reading.ts';
import { language, say, sayText } from '../ui/say.ts';

export interface NearbyTabProps {
  readonly alarms: readonly AlarmView[];
  readonly places: ReadonlyMap<string, Asset>;
  readonly nowMs: number;
  /** Where this phone is, or its task; null when neither is known. */
  readonly from: LonLat | null;
}

export function NearbyTab({ alarms, places, nowMs, from }: NearbyTabProps) {
  if (alarms.length === 0) return <p class="no-task">{say('field.noneNearby')}</p>;
  const away = (alarm: AlarmView) => (from ? `≈ ${formatDistance(distanceM(from, alarm), language.value)}` : '');
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
                {[place ? sayText(place) : alarm.asset, readingLine(alarm), away(alarm)].filter(Boolean).join(' · ')}
              </p>
            </div>
            <span class="number">{formatDuration(nowMs - alarm.raisedAt)}</span>
          </li>
        );
      })}
    </ol>
  );
}
