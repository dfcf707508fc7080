/** The desk's head: counts, alarm budget, which timeline this is and its clock, language, theme, who sits here. */
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { formatClock } from '../state/format.ts';
import { countLevels, highestFirst } from '../ui/level-counts.ts';
import { LevelGlyph } from '../ui/level-glyph.tsx';
import { language, say, setLanguage } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import { theme, toggleTheme } from '../ui/theme.ts';
import { TimelineBadge } from '../ui/timeline-badge.tsx';
import { alarmBudget } from './budget.ts';
import { ResponseLine } from './response-line.tsx';

export interface DeskHeaderProps {
  readonly surface: Surface;
  /** Title of the seat, never a person's name. */
  readonly seat: string;
  readonly onConfirmResponse: () => void;
  readonly onSignOut: () => void;
}

export function DeskHeader({ surface, seat, onConfirmResponse, onSignOut }: DeskHeaderProps) {
  const { live, nowMs } = surface;
  const counts = countLevels([...live.alarms.value.values()]);
  const timeline = live.timeline.value;
  const budget = alarmBudget(live.strip.value, nowMs.value);
  const trust = live.trust.value;
  return (
    <header class="desk-header">
      <h1>
        {say('wall.city')}
        <span class="low"> {seat}</span>
      </h1>
      <ul class="desk-counts">
        {highestFirst.map((level) => (
          <li key={level}>
            <LevelGlyph level={level} look="filled" pigment={counts[level] > 0 ? 'level' : 'grey'} />
            <span class="numeral low">{LEVEL_FACTS[level].numeral}</span>
            <span class="number desk-count">{counts[level]}</span>
            <span class="spoken">{say(`level.${level}`)}</span>
          </li>
        ))}
      </ul>
      <p class="budget">
        <span class="mid">{say('desk.budget')}</span>
        <progress max={1} value={budget.share} aria-label={say('desk.budget')} />
        <span class="number">{say('desk.budgetFigures', { n: budget.per10Min, h: budget.perHour })}</span>
      </p>
      <ResponseLine surface={surface} onConfirm={onConfirmResponse} />
      {trust && (
        <p class="mid desk-trust number">
          {trust.down.length > 0 && <strong>{say('trust.down', { names: trust.down.join(' ') })} · </strong>}
          {say('trust.devices', { online: trust.devicesOnline, total: trust.devicesTotal })}
        </p>
      )}
      <div class="desk-when">
        <button type="button" onClick={() => setLanguage(language.value === 'zh' ? 'en' : 'zh')}>
          {language.value === 'zh' ? 'English' : '中文'}
        </button>
        <button type="button" onClick={toggleTheme}>
          {say(theme.value === 'ink' ? 'theme.paper' : 'theme.ink')}
        </button>
        <button type="button" onClick={onSignOut}>
          {say('verb.signOut')}
        </button>
        <span class="desk-standing" data-kind={timeline?.kind ?? 'live'}>
          {live.connection.value !== 'live' && (
            <span class="desk-link" role="status">
              {say(live.connection.value === 'stale' ? 'link.stale' : 'link.offline')}
            </span>
          )}
          {timeline && <TimelineBadge timeline={timeline} connection={live.connection.value} />}
        </span>
        {nowMs.value > 0 && <time class="clock number">{formatClock(nowMs.value)}</time>}
      </div>
    </header>
  );
}
