/** Whom to send: the suggestion stands first, so that D and Enter are enough. */
import type { Incident } from '@chengyun/contracts';
import { formatDistance } from '../state/format.ts';
import { language, say, sayText } from '../ui/say.ts';
import type { DeskModel } from './desk-model.ts';
import { suggestedOfficers } from './officer-order.ts';
import { sayDesk } from './words/say-desk.ts';

export interface DispatchListProps {
  readonly model: DeskModel;
  readonly incident: Incident | undefined;
  readonly onSend: (officer: string) => void;
}

const SHOWN_MAX = 6;

export function DispatchList({ model, incident, onSend }: DispatchListProps) {
  const officers = suggestedOfficers(model.officers.value).slice(0, SHOWN_MAX);
  const choosing = model.mode.value === 'dispatch';
  return (
    <section class="pane dispatch" data-choosing={choosing} aria-labelledby="dispatch-title">
      <h3 class="pane-title" id="dispatch-title">
        <span>{say('desk.teams')}</span>
        <span class="mid">{say('desk.dispatchHint')}</span>
      </h3>
      <ol>
        {officers.map((officer, index) => {
          const task = incident?.tasks.findLast((one) => one.officer === officer.id && one.state !== 'recalled');
          return (
            <li key={officer.id} data-at={choosing && index === model.officerAt.value}>
              <span class="low number">{index + 1}</span>
              <span class="dispatch-name" data-unskilled={officer.isSkilled === false}>
                {sayText(officer.name)}
              </span>
              <span
                class="number desk-right"
                title={officer.distanceBy === 'straight' ? sayDesk('dispatch.straight') : undefined}
              >
                {officer.distanceBy === 'straight' && '≈ '}
                {officer.distanceM === null ? '' : formatDistance(officer.distanceM, language.value)}
              </span>
              <span class="mid">
                {task ? say(`task.${task.state}`) : say(officer.busy ? 'duty.busy' : 'duty.free')}
              </span>
              <button type="button" disabled={!incident} onClick={() => onSend(officer.id)}>
                {say('verb.dispatch')}
              </button>
            </li>
          );
        })}
        {officers.length === 0 && <li class="mid">{say('desk.nobodyFree')}</li>}
      </ol>
    </section>
  );
}
