/** The head of the middle pane: level and what, in both languages, and the time that is left. */
import type { AlarmView } from '@chengyun/contracts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { formatDuration } from '../state/format.ts';
import { alarmAttributes, glyphLookOf } from '../ui/alarm-look.ts';
import { LevelGlyph } from '../ui/level-glyph.tsx';
import { shortTitle } from '../ui/reading.ts';
import { language, say } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';

export function DetailHead({ surface, alarm }: { readonly surface: Surface; readonly alarm: AlarmView | null }) {
  if (!alarm) {
    return (
      <div class="detail-head">
        <p class="mid">{say('desk.chooseHint')}</p>
      </div>
    );
  }
  const facts = LEVEL_FACTS[alarm.level];
  const nowMs = surface.nowMs.value;
  const place = surface.live.assets.value.get(alarm.asset);
  const title = shortTitle(alarm.title, place?.name);
  const first = language.value;
  const second = first === 'zh' ? 'en' : 'zh';
  const leftMs = alarm.raisedAt + facts.responseTargetMs - nowMs;
  const waits = alarm.state === 'active-unacknowledged';
  return (
    <div class="detail-head" {...alarmAttributes(alarm)}>
      <LevelGlyph
        level={alarm.level}
        look={glyphLookOf(alarm.state, false)}
        pigment={alarm.state === 'normal' ? 'grey' : 'level'}
      />
      <div class="detail-words">
        <h2>
          <span class="numeral">{facts.numeral}</span> {say(`level.${alarm.level}`)} · {title[first]} ·{' '}
          {place?.name[first] ?? alarm.asset}
        </h2>
        <p class="mid clip" lang={second === 'en' ? 'en' : 'zh-Hans'}>
          {title[second]} · {place?.name[second] ?? alarm.asset}
          {place?.fictional ? ` · ${say('wall.fictional')}` : ''}
        </p>
      </div>
      <div class="detail-left">
        <span class="number">{formatDuration(waits ? Math.abs(leftMs) : nowMs - alarm.raisedAt)}</span>
        <span class="mid">
          {waits ? say(leftMs < 0 ? 'desk.overdue' : 'desk.leftToAnswer') : say(`alarm.${alarm.state}`)}
        </span>
      </div>
    </div>
  );
}
