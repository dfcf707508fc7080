/** Who, how bad, how true, when: city, counts by level, which timeline this is, and its clock. */
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { formatClock, formatDate } from '../state/format.ts';
import { countLevels, highestFirst } from '../ui/level-counts.ts';
import { LevelGlyph } from '../ui/level-glyph.tsx';
import { LiveNow } from '../ui/live-now.tsx';
import { both } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import { TimelineBadge } from '../ui/timeline-badge.tsx';
import { ResponseLine } from './response-line.tsx';
import type { Speaker } from './speaker.ts';

const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'] as const;
const DAY_MS = 86_400_000;

interface HeaderProps {
  readonly surface: Surface;
  readonly speaker: Speaker;
}

export function Header({ surface, speaker }: HeaderProps) {
  const { live, nowMs } = surface;
  const counts = countLevels([...live.alarms.value.values()]);
  const timeline = live.timeline.value;
  const at = nowMs.value;
  return (
    <header class="header">
      <h1 class="city-name clip">
        {both('wall.city').zh}
        <span class="low" lang="en">
          {both('wall.city').en}
        </span>
      </h1>
      <div class="counts">
        <ul>
          {highestFirst.map((level) => (
            <li key={level} aria-label={`${both(`level.${level}`).zh} ${counts[level]}`}>
              <LevelGlyph level={level} look="filled" pigment={counts[level] > 0 ? 'level' : 'grey'} />
              <span class="numeral low">{LEVEL_FACTS[level].numeral}</span>
              <span class="count number">{counts[level]}</span>
            </li>
          ))}
        </ul>
        {live.replay.value ? <LiveNow surface={surface} /> : <ResponseLine response={live.response.value} nowMs={at} />}
      </div>
      <div class="when">
        <SoundState speaker={speaker} />
        {timeline && <TimelineBadge timeline={timeline} connection={live.connection.value} />}
        {at > 0 && (
          <>
            <span class="mid number date">
              {formatDate(at)} {WEEKDAYS[new Date(Math.floor((at + 8 * 3_600_000) / DAY_MS) * DAY_MS).getUTCDay()]}
            </span>
            <time class="clock number">{formatClock(at)}</time>
          </>
        )}
      </div>
    </header>
  );
}

function SoundState({ speaker }: { readonly speaker: Speaker }) {
  const state = speaker.state.value;
  if (state === 'on') return null;
  return (
    <span class="mid sound">{both(`wall.sound.${state}`, { n: Math.ceil(speaker.silentForMs.value / 1000) }).zh}</span>
  );
}
