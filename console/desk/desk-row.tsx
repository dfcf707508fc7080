/** One row of the desk's list, 40 px: level, domain, what and where, age, time left to answer, who and how far. */
import type { AlarmView } from '@chengyun/contracts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { formatDuration } from '../state/format.ts';
import { alarmAttributes, glyphLookOf, isActive, isStale, seriesKeyOf } from '../ui/alarm-look.ts';
import { LevelGlyph } from '../ui/level-glyph.tsx';
import { readingOf, shortTitle, titleSaysReading } from '../ui/reading.ts';
import { language, say, sayDomain, sayText } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import { sayDesk } from './words/say-desk.ts';

export interface DeskRowProps {
  readonly alarm: AlarmView;
  /** Inside of an expanded group. */
  readonly isMember: boolean;
  readonly surface: Surface;
  readonly chosen: boolean;
  readonly topPx: number;
  readonly onChoose: (id: string) => void;
}

export function DeskRow({ alarm, isMember, surface, chosen, topPx, onChoose }: DeskRowProps) {
  const { live } = surface;
  const nowMs = surface.nowMs.value;
  const place = live.assets.value.get(alarm.asset)?.name;
  const title = sayText(shortTitle(alarm.title, place));
  const reading = readingOf(alarm);
  const filled = alarm.level === 'red' && isActive(alarm.state);
  const stale = isStale(live.series(seriesKeyOf(alarm)).value, nowMs);
  const facts = LEVEL_FACTS[alarm.level];
  const incident = live.incidentByAlarm.value.get(alarm.id);
  const owner = live.officers.value.find((officer) => officer.id === incident?.owner);
  const waits = alarm.state === 'active-unacknowledged';
  const leftMs = alarm.raisedAt + facts.responseTargetMs - nowMs;
  return (
    <li
      class="desk-row"
      {...alarmAttributes(alarm)}
      data-filled={filled}
      data-chosen={chosen}
      data-member={isMember}
      style={{ '--top': `${topPx}px` }}
    >
      <button type="button" aria-pressed={chosen} tabIndex={chosen ? 0 : -1} onClick={() => onChoose(alarm.id)}>
        <LevelGlyph level={alarm.level} look={glyphLookOf(alarm.state, stale)} pigment={filled ? 'on-red' : 'level'} />
        <span class="numeral mid">{facts.numeral}</span>
        <span class="mid clip">{sayDomain(alarm.domain)[language.value]}</span>
        <span class="desk-what">
          <span class="clip">
            {title}
            {!titleSaysReading(title, reading) && reading.value !== '' && (
              <span class="number">
                {' '}
                {reading.value} {reading.unit}
              </span>
            )}
            {reading.threshold !== '' && <span class="mid number"> / {reading.threshold}</span>}
          </span>
          <span class="low clip">
            {place ? sayText(place) : alarm.asset}
            {stale ? ` · ${say('quality.staleShort')}` : ''}
            {alarm.isChattering ? ` · ${sayDesk('list.chattering')}` : ''}
            {alarm.inhibitedBy && alarm.reason === null
              ? ` · ${sayDesk('why.quietBy')} ${causeOf(alarm.inhibitedBy, surface)}`
              : ''}
            {alarm.reason ? ` · ${alarm.reason}` : ''}
          </span>
        </span>
        <span class="number mid desk-right">{formatDuration(nowMs - alarm.raisedAt)}</span>
        <span class="number desk-right" data-late={waits && leftMs < 0}>
          {alarm.shelvedUntil !== null && alarm.state === 'shelved'
            ? formatDuration(alarm.shelvedUntil - nowMs)
            : waits
              ? formatDuration(leftMs)
              : ''}
        </span>
        <span class="desk-owner">
          <span class="clip">{owner ? sayText(owner.name) : say(`alarm.${alarm.state}`)}</span>
          <span class="low clip">{incident ? say(`incident.${incident.state}`) : ''}</span>
        </span>
      </button>
    </li>
  );
}

/** The alarm that explains another one, by the name of its place. */
function causeOf(id: string, { live }: Surface): string {
  const cause = live.alarms.value.get(id);
  const name = cause && live.assets.value.get(cause.asset)?.name;
  return name ? sayText(name) : id;
}
