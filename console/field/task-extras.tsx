/** Beside the three buttons: the way there, a sign that all is well, a picture, a spoken note, the steps, and what came second. */
import type { FactRequest, Incident, OfficerView, Procedure, Task } from '@chengyun/contracts';
import { stepsFor } from '@chengyun/contracts/procedure.ts';
import { useRef } from 'preact/hooks';
import { say, sayList, sayText } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import { sayFactKind } from './fact-words.ts';
import { tickedSteps } from './missing-proof.ts';
import { PositionLine } from './position-line.tsx';
import type { PositionSender } from './position-sender.ts';
import { wayThere } from './way-there.ts';

/** Sender of what the console states itself: contracts/loop-fact.ts. */
const SYSTEM = 'system';

export interface TaskExtrasProps {
  readonly surface: Surface;
  readonly incident: Incident;
  readonly task: Task;
  readonly procedure: Procedure;
  readonly place: string;
  readonly isAccepted: boolean;
  readonly waiting: readonly FactRequest[];
  readonly onPhoto: (file: File) => void;
  readonly onVoice: () => void;
  readonly position: PositionSender;
}

export function TaskExtras(props: TaskExtrasProps) {
  const { surface, incident, task, procedure, place, isAccepted, waiting, onPhoto, onVoice, position } = props;
  const camera = useRef<HTMLInputElement>(null);
  const { lonDeg, latDeg } = incident;
  const ticked = tickedSteps(incident, waiting);
  return (
    <div class="task-extras">
      <div class="task-tools">
        <a href={wayThere({ lonDeg, latDeg, name: place }, navigator.userAgent)}>{say('field.navigate')}</a>
        {isAccepted && (
          <button type="button" onClick={() => void surface.act({ kind: 'check-in', task: task.id })}>
            {say('field.checkIn')}
          </button>
        )}
        {isAccepted && (
          <button type="button" onClick={() => camera.current?.click()}>
            {say('field.photo')}
          </button>
        )}
        {isAccepted && (
          <button type="button" onClick={onVoice}>
            {say('field.voice')}
          </button>
        )}
        <input
          ref={camera}
          class="spoken"
          type="file"
          accept="image/*"
          capture="environment"
          tabIndex={-1}
          aria-label={say('field.photo')}
          onChange={({ currentTarget }) => {
            const file = currentTarget.files?.[0];
            currentTarget.value = '';
            if (file) onPhoto(file);
          }}
        />
      </div>
      <p class="mid">{teamLine(incident, task, surface.live.officers.value)}</p>
      {isAccepted && <PositionLine position={position} />}
      {isAccepted && (
        <ul class="task-steps">
          {stepsFor(procedure, incident).map(({ id, text }) => (
            <li key={id}>
              <label>
                <input
                  type="checkbox"
                  checked={ticked.has(id)}
                  onChange={() =>
                    void surface.act({ kind: 'step', alarm: incident.alarm, step: id, done: !ticked.has(id) })
                  }
                />
                {sayText(text)}
              </label>
            </li>
          ))}
        </ul>
      )}
      {incident.superseded.length > 0 && (
        <p class="mid" role="status">
          {say('field.superseded', { acts: sayList(incident.superseded.map(({ kind }) => sayFactKind(kind))) })}
        </p>
      )}
    </div>
  );
}

/** Who sent this team, and who else was: who is no team sits at a desk. */
function teamLine({ tasks }: Incident, own: Task, officers: readonly OfficerView[]): string {
  const nameOf = (id: string) => {
    const known = officers.find((officer) => officer.id === id);
    return known ? sayText(known.name) : id;
  };
  const isTeam = (id: string) => officers.some((officer) => officer.id === id);
  const others = tasks.filter(({ officer, state }) => officer !== own.officer && state !== 'recalled');
  const names = sayList(others.map(({ officer, state }) => `${nameOf(officer)} (${say(`task.${state}`)})`));
  return [
    own.by === SYSTEM
      ? say('field.passedOn')
      : say('field.sentBy', { who: isTeam(own.by) ? nameOf(own.by) : say('field.theDesk') }),
    ...(names === '' ? [] : [say('field.alsoSent', { names })]),
  ].join(' · ');
}
