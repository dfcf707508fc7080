/** The row of a group: how many neighbours stand under the same rule, how bad the worst is, and how long the first waits. */
import { LEVEL_FACTS, LEVELS } from '@chengyun/contracts/levels.ts';
import { isUnacknowledged } from '../state/alarm-order.ts';
import { formatDuration } from '../state/format.ts';
import { alarmAttributes } from '../ui/alarm-look.ts';
import { LevelGlyph } from '../ui/level-glyph.tsx';
import { shortTitle } from '../ui/reading.ts';
import { language, say, sayDomain, sayText } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import type { GroupRowItem } from './desk-rows.ts';
import { sayDesk } from './words/say-desk.ts';

export interface GroupRowProps {
  readonly group: GroupRowItem;
  readonly surface: Surface;
  readonly chosen: boolean;
  readonly topPx: number;
  readonly onChoose: (id: string) => void;
  readonly onOpen: (open: boolean) => void;
}

export function GroupRow({ group, surface, chosen, topPx, onChoose, onOpen }: GroupRowProps) {
  const { lead, alarms, level, isOpen, id } = group;
  const facts = LEVEL_FACTS[level];
  const waiting = alarms.filter((alarm) => isUnacknowledged(alarm.state));
  const filled = level === 'red' && waiting.some((alarm) => alarm.level === 'red');
  const place = surface.live.assets.value.get(lead.asset)?.name;
  const oldest = Math.min(...alarms.map((alarm) => alarm.raisedAt));
  const nowMs = surface.nowMs.value;
  const mix = LEVELS.toReversed().flatMap((each) => {
    const count = alarms.filter((alarm) => alarm.level === each).length;
    return count > 0 ? [`${LEVEL_FACTS[each].numeral} ${count}`] : [];
  });
  return (
    <li
      class="desk-row desk-group"
      {...alarmAttributes({ id, level, state: waiting.length > 0 ? 'active-unacknowledged' : 'active-acknowledged' })}
      data-filled={filled}
      data-chosen={chosen}
      style={{ '--top': `${topPx}px` }}
    >
      <button
        type="button"
        aria-pressed={chosen}
        aria-expanded={isOpen}
        tabIndex={chosen ? 0 : -1}
        onClick={() => (chosen ? onOpen(!isOpen) : onChoose(id))}
      >
        <LevelGlyph
          level={level}
          look={waiting.length > 0 ? 'filled' : 'outlined'}
          pigment={filled ? 'on-red' : 'level'}
        />
        <span class="numeral mid">{facts.numeral}</span>
        <span class="mid clip">{sayDomain(lead.domain)[language.value]}</span>
        <span class="desk-what">
          <span class="clip">
            <span class="group-mark" aria-hidden="true">
              {isOpen ? '▾' : '▸'}
            </span>{' '}
            {sayDesk('group.title', {
              title: place ? sayText(place) : sayText(shortTitle(lead.title, place)),
              n: alarms.length,
            })}
          </span>
          <span class="low clip number">
            {mix.join(' · ')} · {sayText(shortTitle(lead.title, place))}
          </span>
        </span>
        <span class="number mid desk-right">{formatDuration(nowMs - oldest)}</span>
        <span class="number desk-right">
          {waiting.length > 0 &&
            formatDuration(Math.min(...waiting.map((a) => a.raisedAt + LEVEL_FACTS[a.level].responseTargetMs)) - nowMs)}
        </span>
        <span class="desk-owner">
          <span class="clip">
            {waiting.length > 0 ? say('list.unacknowledged', { n: waiting.length }) : say('alarm.active-acknowledged')}
          </span>
          <span class="low clip">{sayDesk('group.count', { n: alarms.length })}</span>
        </span>
      </button>
    </li>
  );
}
