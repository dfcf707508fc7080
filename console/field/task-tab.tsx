/** The task: how bad, what to do, where, until when, and the three buttons. */

import type { AlarmView, Asset, Evidence, FactRequest, Incident, Procedure } from '@chengyun/contracts';
import { distanceM } from '@chengyun/contracts/distance.ts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { useState } from 'preact/hooks';
import { formatClock, formatDistance, formatDuration } from '../state/format.ts';
import { alarmAttributes, glyphLookOf } from '../ui/alarm-look.ts';
import { LevelGlyph } from '../ui/level-glyph.tsx';
import { readingOf, shortTitle } from '../ui/reading.ts';
import { language, say, sayText } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import { type AcceptLimits, acceptLeftMs } from './accept-time.ts';
import { DoneSheet } from './done-sheet.tsx';
import { FieldMap } from './field-map.tsx';
import type { FieldView } from './kept-view.ts';
import { Late } from './late.tsx';
import { missingProof } from './missing-proof.ts';
import type { PositionSender } from './position-sender.ts';
import { TaskExtras } from './task-extras.tsx';
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
  readonly procedures: Readonly<Record<string, Procedure>>;
  readonly limits: AcceptLimits;
  readonly position: PositionSender;
  /** Keeps the picture or the note until it has been sent. */
  readonly onEvidence: (task: string, media: Evidence['media'], bytes: Blob) => void;
}

export function TaskTab(props: TaskTabProps) {
  const { surface, view, tasks, places, nowMs, wallMs, waiting, procedures, limits, position, onEvidence } = props;
  const [finishing, setFinishing] = useState(false);
  const [photo, setPhoto] = useState<File | null>(null);
  const [speaking, setSpeaking] = useState(false);
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
  const here = position.place.value;
  const act = (step: Step) => {
    if (step === 'done') setFinishing(true);
    else void surface.act({ kind: step, task: task.id });
  };
  const other = language.value === 'zh' ? 'en' : 'zh';
  return (
    <div class="task">
      <LevelBanner
        {...{ incident, alarm, nowMs }}
        accepted={steps[0]?.done ?? false}
        leftMs={acceptLeftMs(task, incident.level, limits, { nowMs: wallMs, pace: view?.timeline.pace ?? 0 })}
      />
      <div class="task-body">
        <p class="task-what">
          {sayText(shortTitle(incident.title, place?.name))} · {name}
        </p>
        <h1>{sayText(task.instruction)}</h1>
        <p class="mid task-second" lang={other === 'en' ? 'en' : 'zh-Hans'}>
          {task.instruction[other]}
        </p>
        <Figures alarm={alarm} distanceM={here ? distanceM(here, incident) : null} />
        {alarm && <p class="task-why">{sayText(alarm.why)}</p>}
        <TaskExtras
          {...{ surface, incident, task, waiting, position, place: name, onPhoto: setPhoto }}
          onVoice={() => setSpeaking(true)}
          procedure={procedures[incident.rule] ?? []}
          isAccepted={steps[0]?.done ?? false}
        />
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
      {photo ? (
        <Late>
          {({ PhotoSheet }) => (
            <PhotoSheet
              file={photo}
              onBack={() => setPhoto(null)}
              onUse={(made) => {
                setPhoto(null);
                onEvidence(task.id, 'photo', made);
              }}
            />
          )}
        </Late>
      ) : speaking ? (
        <Late>
          {({ VoiceSheet }) => (
            <VoiceSheet
              onBack={() => setSpeaking(false)}
              onUse={(note) => {
                setSpeaking(false);
                onEvidence(task.id, 'voice', note);
              }}
            />
          )}
        </Late>
      ) : finishing ? (
        <DoneSheet
          missing={missingProof(incident, procedures[incident.rule] ?? [], waiting)}
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
  /** Until the task goes to the next one; null: nobody waits. */
  readonly leftMs: number | null;
  readonly nowMs: number;
}

function LevelBanner({ incident, alarm, accepted, leftMs, nowMs }: LevelBannerProps) {
  const { level } = incident;
  const facts = LEVEL_FACTS[level];
  const shown = alarm ?? { id: incident.alarm, level, state: 'active-unacknowledged' as const };
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

interface FiguresProps {
  readonly alarm: AlarmView | undefined;
  /** In a straight line; null while the phone does not know where it is. */
  readonly distanceM: number | null;
}

/** Distance when known, the value with its limit, the moment it began: three figures, no more. */
function Figures({ alarm, distanceM }: FiguresProps) {
  if (!alarm) return null;
  const reading = readingOf(alarm);
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
      {(reading.value !== '' || reading.threshold !== '') && (
        <div>
          <dt>
            {reading.threshold === '' ? say('field.value') : say('field.threshold', { value: reading.threshold })}
          </dt>
          <dd class="number">
            {reading.value === '' ? '–' : reading.value} <span>{reading.unit}</span>
          </dd>
        </div>
      )}
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
