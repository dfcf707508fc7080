/** The task: how bad, what to do, where, until when, and the three buttons. */
import type { AlarmView, Asset, FactRequest, Incident } from '@chengyun/contracts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { useState } from 'preact/hooks';
import { formatClock, formatDistance, formatDuration } from '../state/format.ts';
import { alarmAttributes, glyphLookOf } from '../ui/alarm-look.ts';
import { LevelGlyph } from '../ui/level-glyph.tsx';
import { readingOf } from '../ui/reading.ts';
import { language, say, sayText } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import { DoneSheet } from './done-sheet.tsx';
import { FieldMap } from './field-map.tsx';
import type { FieldView } from './kept-view.ts';
import { type OwnTask, type Step, stepsOf } from './task-progress.ts';
import { ThumbBar } from './thumb-bar.tsx';

export interface TaskTabProps {
  readonly surface: Surface;
  readonly view: FieldView | null;
  readonly tasks: readonly OwnTask[];
  readonly places: ReadonlyMap<string, Asset>;
  /** Timeline time. */
  readonly nowMs: number;
  /** The phone's clock, like the hops of an incident. */
  readonly wallMs: number;
  readonly waiting: readonly FactRequest[];
}

export function TaskTab({ surface, view, tasks, places, nowMs, wallMs, waiting }: TaskTabProps) {
  const [finishing, setFinishing] = useState(false);
  const own = tasks[0];
  if (!own) {
    return (
      <div class="no-task">
        <p>{say(view ? 'field.noTask' : 'wall.connecting')}</p>
        <p class="mid">{view ? say('field.noTaskHint') : ''}</p>
      </div>
    );
  }
  const { task, incident } = own;
  const alarm = view?.alarms.find((one) => one.id === incident.alarm);
  const place = places.get(incident.asset);
  const name = place ? sayText(place.name) : incident.asset;
  const steps = stepsOf(task, waiting);
  const act = (step: Step) => {
    if (step === 'done') setFinishing(true);
    else void surface.act({ kind: step, task: task.id });
  };
  const other = language.value === 'zh' ? 'en' : 'zh';
  return (
    <div class="task">
      <LevelBanner incident={incident} alarm={alarm} accepted={steps[0]?.done ?? false} wallMs={wallMs} nowMs={nowMs} />
      <div class="task-body">
        <h1>{sayText(task.instruction)}</h1>
        <p class="mid task-second" lang={other === 'en' ? 'en' : 'zh-Hans'}>
          {task.instruction[other]}
        </p>
        <Figures surface={surface} alarm={alarm} />
        {alarm && <p class="task-why">{sayText(alarm.why)}</p>}
        {tasks.length > 1 && <p class="mid">{say('field.more', { n: tasks.length - 1 })}</p>}
      </div>
      <FieldMap
        basemap={surface.basemap.value}
        lonDeg={incident.lonDeg}
        latDeg={incident.latDeg}
        radiusM={alarm?.radiusM ?? 0}
        level={incident.level}
        place={name}
      />
      {finishing ? (
        <DoneSheet
          onBack={() => setFinishing(false)}
          onDone={(note) => {
            setFinishing(false);
            void surface.act({ kind: 'done', task: task.id, ...(note === '' ? {} : { note }) });
          }}
        />
      ) : (
        <ThumbBar steps={steps} onStep={act} onBackup={() => void surface.act({ kind: 'backup', task: task.id })} />
      )}
    </div>
  );
}

interface LevelBannerProps {
  readonly incident: Incident;
  readonly alarm: AlarmView | undefined;
  readonly accepted: boolean;
  readonly wallMs: number;
  readonly nowMs: number;
}

function LevelBanner({ incident, alarm, accepted, wallMs, nowMs }: LevelBannerProps) {
  const { level } = incident;
  const facts = LEVEL_FACTS[level];
  const shown = alarm ?? { id: incident.alarm, level, state: 'active-unacknowledged' as const };
  const sentAtMs = incident.hops.dispatched;
  const leftMs = sentAtMs === null ? null : sentAtMs + facts.responseTargetMs - wallMs;
  const raisedAt = alarm?.raisedAt ?? null;
  return (
    <section class="level-banner" {...alarmAttributes(shown)} data-pigment={level} aria-label={say(`level.${level}`)}>
      <LevelGlyph
        level={level}
        look={accepted ? 'outlined' : glyphLookOf('active-unacknowledged', false)}
        pigment={level === 'red' ? 'on-red' : 'level'}
      />
      <p class="level-word">
        <span class="numeral">{facts.numeral}</span> {say(`level.${level}`)}
      </p>
      <p class="level-left number">
        {!accepted && leftMs !== null ? (
          <>
            {formatDuration(leftMs)} <span>{say('field.toAccept')}</span>
          </>
        ) : (
          raisedAt !== null && (
            <>
              {formatDuration(nowMs - raisedAt)} <span>{say('field.since')}</span>
            </>
          )
        )}
      </p>
    </section>
  );
}

/** Distance when known, the value with its limit, the moment it began: three figures, no more. */
function Figures({ surface, alarm }: { readonly surface: Surface; readonly alarm: AlarmView | undefined }) {
  if (!alarm) return null;
  const reading = readingOf(alarm);
  const distanceM = surface.live.officers.value[0]?.distanceM ?? null;
  return (
    <dl class="figures">
      {distanceM !== null && (
        <div>
          <dt>{say('field.distance')}</dt>
          <dd class="number">
            <Amount text={formatDistance(distanceM, language.value)} />
          </dd>
        </div>
      )}
      <div>
        <dt>{reading.threshold === '' ? say('field.value') : say('field.threshold', { value: reading.threshold })}</dt>
        <dd class="number">
          {reading.value === '' ? '–' : reading.value} <span>{reading.unit}</span>
        </dd>
      </div>
      <div>
        <dt>{say('field.raised')}</dt>
        <dd class="number">{formatClock(alarm.raisedAt, false)}</dd>
      </div>
    </dl>
  );
}

/** A figure large, its unit small: `1.3 km`. */
function Amount({ text }: { readonly text: string }) {
  const [figure, ...unit] = text.split(' ');
  return (
    <>
      {figure} <span>{unit.join(' ')}</span>
    </>
  );
}
