/** What hangs together with the chosen alarm: who keeps it quiet, whom it keeps quiet, and its neighbours in the group. */
import type { AlarmView } from '@chengyun/contracts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { glyphLookOf } from '../ui/alarm-look.ts';
import { LevelGlyph } from '../ui/level-glyph.tsx';
import { readingLine, shortTitle } from '../ui/reading.ts';
import { say, sayText } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import type { DeskModel } from './desk-model.ts';
import { type DeskWordKey, sayDesk } from './words/say-desk.ts';

export interface RelatedAlarmsProps {
  readonly surface: Surface;
  readonly model: DeskModel;
  readonly alarm: AlarmView;
}

export interface Related {
  readonly cause: AlarmView | null;
  readonly children: readonly AlarmView[];
  readonly members: readonly AlarmView[];
}

/** Pure, so that it can be tested without a page. */
export function relatedTo(alarm: AlarmView, all: Iterable<AlarmView>): Related {
  const others = [...all].filter(({ id }) => id !== alarm.id);
  return {
    cause: others.find(({ id }) => id === alarm.inhibitedBy) ?? null,
    children: others.filter(({ inhibitedBy }) => inhibitedBy === alarm.id),
    members: alarm.group === null ? [] : others.filter(({ group }) => group === alarm.group),
  };
}

const SHOWN_MAX = 8;

export function RelatedAlarms({ surface, model, alarm }: RelatedAlarmsProps) {
  const { cause, children, members } = relatedTo(alarm, surface.live.alarms.value.values());
  const list = (word: DeskWordKey, alarms: readonly AlarmView[]) => (
    <section class="pane">
      <h3 class="pane-title">
        <span>{sayDesk(word)}</span>
        <span class="mid number">{alarms.length}</span>
      </h3>
      <ol class="related">
        {alarms.slice(0, SHOWN_MAX).map((other) => (
          <RelatedRow key={other.id} surface={surface} model={model} alarm={other} />
        ))}
      </ol>
      {alarms.length > SHOWN_MAX && <p class="low">{say('list.more', { n: alarms.length - SHOWN_MAX })}</p>}
    </section>
  );
  return (
    <>
      {(cause || alarm.reason || alarm.state === 'suppressed') && (
        <section class="pane">
          <h3 class="pane-title">
            <span>{sayDesk('why.quietBy')}</span>
            <span class="mid">{say(`alarm.${alarm.state}`)}</span>
          </h3>
          {cause ? (
            <ol class="related">
              <RelatedRow surface={surface} model={model} alarm={cause} />
            </ol>
          ) : (
            <p>{[alarm.by, alarm.reason].filter(Boolean).join(' · ') || alarm.inhibitedBy}</p>
          )}
        </section>
      )}
      {children.length > 0 && list('why.children', children)}
      {members.length > 0 && list('why.members', members)}
    </>
  );
}

function RelatedRow({ surface, model, alarm }: RelatedAlarmsProps) {
  const place = surface.live.assets.value.get(alarm.asset)?.name;
  return (
    <li>
      <button type="button" onClick={() => model.reveal(alarm.id)}>
        <LevelGlyph level={alarm.level} look={glyphLookOf(alarm.state, false)} pigment="level" />
        <span class="numeral mid">{LEVEL_FACTS[alarm.level].numeral}</span>
        <span class="clip">
          {place ? sayText(place) : alarm.asset} <span class="mid">{sayText(shortTitle(alarm.title, place))}</span>
        </span>
        <span class="number mid desk-right">{readingLine(alarm)}</span>
      </button>
    </li>
  );
}
