/** What goes on now, above a picture of the past: the time, how many wait, how many stand at each level. */
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { formatClock } from '../state/format.ts';
import { highestFirst } from './level-counts.ts';
import { LevelGlyph } from './level-glyph.tsx';
import { say } from './say.ts';
import type { Surface } from './surface.ts';

export function LiveNow({ surface }: { readonly surface: Surface }) {
  const counter = surface.live.replay.value?.live;
  if (!counter) return null;
  const isRed = counter.waiting === 'red';
  return (
    <p class="live-now" role="status" data-waiting={counter.waiting ?? 'none'}>
      <span>
        {say('travel.now')} <time class="number">{formatClock(counter.nowMs)}</time>
      </span>
      <span class="number">{say('travel.liveUnacknowledged', { n: counter.unacknowledged })}</span>
      {highestFirst.map((level) => (
        <span class="live-now-level" key={level}>
          <LevelGlyph
            level={level}
            look="filled"
            pigment={counter.standing[level] === 0 ? 'grey' : isRed ? 'on-red' : 'level'}
          />
          <span class="numeral">{LEVEL_FACTS[level].numeral}</span>{' '}
          <span class="number">{counter.standing[level]}</span>
        </span>
      ))}
    </p>
  );
}
