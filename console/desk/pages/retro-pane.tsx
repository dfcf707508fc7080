/** Alarms that would have been, had late data come in time: told to nobody, listed for whoever tunes the rules. */
import type { Bilingual, Level } from '@chengyun/contracts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { formatClock, formatDate } from '../../state/format.ts';
import { LevelGlyph } from '../../ui/level-glyph.tsx';
import { sayText } from '../../ui/say.ts';
import type { PageProps } from '../page-host.tsx';
import { useAnswer } from '../use-answer.ts';
import { sayPage } from './words/say-page.ts';

interface RetroLine {
  readonly id: string;
  readonly rule: string;
  readonly asset: string;
  readonly level: Level;
  readonly raisedAt: number;
  readonly title: Bilingual;
}

const SHOWN_MAX = 8;

export function RetroPane({ surface, server }: PageProps) {
  const timeline = surface.live.timeline.value?.id ?? '';
  const answer = useAnswer<{ alarms: readonly RetroLine[] }>(
    `retro|${timeline}`,
    () => server.get('/api/retro', { timeline }),
    60_000,
  );
  const alarms = answer?.ok ? answer.value.alarms : [];
  return (
    <section class="pane">
      <h3 class="pane-title">
        <span>{sayPage('alarms.retro')}</span>
        <span class="mid number">{alarms.length}</span>
      </h3>
      {answer?.ok === false && <p class="mid">{answer.message}</p>}
      {answer?.ok && alarms.length === 0 && <p class="mid">{sayPage('alarms.noRetro')}</p>}
      <ol class="list-rows quiet-list">
        {alarms.slice(0, SHOWN_MAX).map((alarm) => (
          <li key={alarm.id}>
            <LevelGlyph level={alarm.level} look="outlined" pigment="level" />
            <span class="clip">
              {LEVEL_FACTS[alarm.level].numeral} {sayText(alarm.title)}
            </span>
            <span class="number mid desk-right">
              {formatDate(alarm.raisedAt)} {formatClock(alarm.raisedAt, false)}
            </span>
            <span class="mid clip quiet-why">{alarm.rule}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
