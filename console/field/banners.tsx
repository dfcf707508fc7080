/** What must be seen on every tab: no network, and a level I alarm that is somebody else's task. */
import type { AlarmView, Bilingual } from '@chengyun/contracts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { formatAge } from '../state/format.ts';
import { alarmAttributes, glyphLookOf } from '../ui/alarm-look.ts';
import { LevelGlyph } from '../ui/level-glyph.tsx';
import { shortTitle } from '../ui/reading.ts';
import { language, say, sayText } from '../ui/say.ts';

export function OfflineBanner({ waiting, ageMs }: { readonly waiting: number; readonly ageMs: number | null }) {
  const details = [
    say('link.outbox', { n: waiting }),
    ...(ageMs === null ? [] : [say('field.dataAge', { age: formatAge(ageMs, language.value) })]),
  ];
  return (
    <div class="offline" role="status">
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M2 8.5a15 15 0 0 1 20 0M5.5 12.5a10 10 0 0 1 13 0M9 16.4a5 5 0 0 1 6 0M12 20h.01M3 3l18 18" />
      </svg>
      <p>
        {say('field.offline')}
        <span>{details.join(' · ')}</span>
      </p>
    </div>
  );
}

export interface RedBannerProps {
  readonly alarm: AlarmView;
  /** Further reds that the banner stands for. */
  readonly more: number;
  readonly place: Bilingual | undefined;
  readonly onOpen: () => void;
}

/** In the head of the page, where it moves nothing that a thumb is on its way to. */
export function RedBanner({ alarm, more, place, onOpen }: RedBannerProps) {
  return (
    <button
      type="button"
      class="red-banner"
      title={say('field.redNearby')}
      {...alarmAttributes(alarm)}
      onClick={onOpen}
    >
      <LevelGlyph level={alarm.level} look={glyphLookOf(alarm.state, false)} pigment="on-red" />
      <span class="red-words">
        <span class="clip">
          <span class="numeral">{LEVEL_FACTS[alarm.level].numeral}</span> {sayText(shortTitle(alarm.title, place))}
        </span>
        <span class="clip red-second">{place ? sayText(place) : alarm.asset}</span>
      </span>
      {more > 0 && <span class="number">+{more}</span>}
    </button>
  );
}
