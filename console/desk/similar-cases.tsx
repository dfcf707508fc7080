/** Cases of the past most like this one: where, how alike, what was done and how long it took. */
import type { AlarmView, Level } from '@chengyun/contracts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { formatAge, formatClock, formatDate, formatDistance, formatNumber } from '../state/format.ts';
import { LevelGlyph } from '../ui/level-glyph.tsx';
import { language, sayText } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import type { DeskServer } from './desk-server.ts';
import { useAnswer } from './use-answer.ts';
import { sayDesk, sayDone } from './words/say-desk.ts';

/** As the server tells it: console/server/similar-cases.ts. */
interface PastCase {
  readonly alarm: string;
  readonly timeline: string;
  readonly asset: string;
  readonly raisedAt: number;
  readonly tookMs: number | null;
  readonly peak: Level;
  readonly likeness: number;
  readonly isSameAsset: boolean;
  readonly distanceM: number;
  readonly did: readonly string[];
  readonly notes: readonly string[];
}

export interface SimilarCasesProps {
  readonly surface: Surface;
  readonly server: DeskServer;
  readonly alarm: AlarmView;
}

export function SimilarCases({ surface, server, alarm }: SimilarCasesProps) {
  const answer = useAnswer<{ cases: readonly PastCase[] }>(
    alarm.id,
    () => server.get('/api/cases', { alarm: alarm.id }),
    60_000,
    250,
  );
  const cases = answer?.ok ? answer.value.cases : [];
  return (
    <section class="pane">
      <h3 class="pane-title">
        <span>{sayDesk('why.cases')}</span>
      </h3>
      {answer?.ok === false && <p class="mid">{answer.message}</p>}
      {answer?.ok && cases.length === 0 && <p class="mid">{sayDesk('why.noCases')}</p>}
      <ol class="cases">
        {cases.map((past) => {
          const place = surface.live.assets.value.get(past.asset)?.name;
          const where = past.isSameAsset
            ? sayDesk('why.sameStation')
            : sayDesk('why.caseNear', { distance: formatDistance(past.distanceM, language.value) });
          const took =
            past.tookMs === null
              ? sayDesk('why.caseOpen')
              : sayDesk('why.caseTook', { duration: formatAge(past.tookMs, language.value) });
          const did = past.did.length > 0 ? past.did.map(sayDone).join(' → ') : sayDesk('why.didNothing');
          return (
            <li key={past.alarm}>
              <LevelGlyph level={past.peak} look="outlined" pigment="level" />
              <span class="numeral mid">{LEVEL_FACTS[past.peak].numeral}</span>
              <span class="cases-what">
                <span class="clip number">
                  {formatDate(past.raisedAt)} {formatClock(past.raisedAt, false)} {place ? sayText(place) : past.asset}
                </span>
                <span class="mid clip">
                  {where} · {did} · {took}
                  {past.notes[0] ? ` · “${past.notes[0]}”` : ''}
                </span>
              </span>
              <span class="number desk-right">{formatNumber(past.likeness, 2)}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
