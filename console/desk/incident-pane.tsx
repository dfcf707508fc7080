/** The incident behind the chosen alarm: steps to tick, who was sent and who is late, what it is merged with, its end. */
import type { FactBody, Incident, OfficerView, Procedure } from '@chengyun/contracts';
import { stepsFor } from '@chengyun/contracts/procedure.ts';
import { formatAge, formatClock, formatDistance } from '../state/format.ts';
import { language, say, sayText } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import type { DeskModel } from './desk-model.ts';
import type { DeskServer } from './desk-server.ts';
import type { DeskVerbs } from './desk-verbs.ts';
import { FieldEvidence } from './field-evidence.tsx';
import { IncidentFields } from './incident-fields.tsx';
import { suggestedOfficers } from './officer-order.ts';
import { useAnswer } from './use-answer.ts';
import { sayDesk } from './words/say-desk.ts';
import './incident.css';

export interface IncidentPaneProps {
  readonly surface: Surface;
  readonly model: DeskModel;
  readonly server: DeskServer;
  readonly verbs: DeskVerbs;
  readonly incident: Incident;
}

export function IncidentPane({ surface, model, server, verbs, incident }: IncidentPaneProps) {
  const answer = useAnswer<Readonly<Record<string, Procedure>>>('procedures', () => server.get('/api/procedures'));
  const procedure = answer?.ok ? (answer.value[incident.rule] ?? []) : [];
  const act = (body: FactBody, done: string) => void verbs.acts.act([body], done);
  const nameOf = (id: string) => {
    const officer = surface.live.officers.value.find((one) => one.id === id);
    return officer ? sayText(officer.name) : id === server.who.account ? sayText(server.who.name) : id;
  };
  const mayAct = server.who.role === 'operator' || server.who.role === 'dispatcher';
  const parts = { surface, model, incident, act, nameOf };
  return (
    <section class="pane incident-pane">
      <h3 class="pane-title">
        <span>{sayDesk('incident.title')}</span>
        <span class="mid">
          {say(`incident.${incident.state}`)}
          {incident.alarms.length > 1 && ` · ${sayDesk('incident.merged', { n: incident.alarms.length })}`}
        </span>
      </h3>
      <Steps {...parts} procedure={procedure} />
      <Teams {...parts} />
      {incident.escalations.map(({ at, hop, to }) => (
        <p key={`${at}-${hop}-${to}`} class="incident-late">
          <span class="number">{formatClock(at)}</span>{' '}
          {to === 'wall'
            ? sayDesk('incident.toWall', { hop: say(`hop.${hop}`).toLowerCase() })
            : sayDesk('incident.passedOn', { hop: say(`hop.${hop}`).toLowerCase(), who: nameOf(to) })}
        </p>
      ))}
      <IncidentFields {...parts} own={server.who.account} mayAct={mayAct} />
      <FieldEvidence key={incident.id} {...{ server, incident, nameOf }} />
      <Merging {...parts} />
    </section>
  );
}

interface PartProps {
  readonly surface: Surface;
  readonly model: DeskModel;
  readonly incident: Incident;
  readonly act: (body: FactBody, done: string) => void;
  readonly nameOf: (account: string) => string;
}

function Steps({ incident, procedure, act, nameOf }: PartProps & { readonly procedure: Procedure }) {
  const ticked = new Map(incident.steps.map((tick) => [tick.step, tick]));
  const steps = stepsFor(procedure, incident);
  if (steps.length === 0) return null;
  return (
    <ol class="incident-steps">
      {steps.map(({ id, kind, text }) => {
        const tick = ticked.get(id);
        return (
          <li key={id}>
            <label>
              <input
                type="checkbox"
                checked={tick !== undefined}
                disabled={incident.state === 'closed'}
                onChange={() => act({ kind: 'step', alarm: incident.alarm, step: id, done: !tick }, sayText(text))}
              />
              <span>
                <span class="mid">{say(`step.${kind}`)}</span> {sayText(text)}
              </span>
            </label>
            {tick && (
              <span class="mid number">
                {formatClock(tick.at, false)} {nameOf(tick.by)}
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** Only what is open can be called back or given to somebody else. */
function Teams({ surface, model, incident, act, nameOf }: PartProps) {
  const open = incident.tasks.filter(({ state }) => state !== 'done' && state !== 'recalled');
  const ranked = new Map(model.officers.value.map((officer) => [officer.id, officer]));
  const next = suggestedOfficers(model.officers.value).find(({ id }) => !open.some(({ officer }) => officer === id));
  return (
    <ul class="incident-teams">
      {open.map((task) => (
        <li key={task.id} data-late={task.isUnreachable || task.isCheckInMissed}>
          <span>
            {nameOf(task.officer)}{' '}
            <span class="mid">
              {say(task.isUnreachable ? 'task.unreachable' : `task.${task.state}`)}
              {task.isCheckInMissed && ` · ${say('task.checkInMissed')}`}
              {task.state === 'accepted' && <UnderWay {...{ surface }} officer={ranked.get(task.officer)} />}
            </span>
          </span>
          {next && (
            <button
              type="button"
              onClick={() => act({ kind: 'reassign', task: task.id, officer: next.id }, sayText(next.name))}
            >
              {sayDesk('incident.reassign', { who: sayText(next.name) })}
            </button>
          )}
          <button type="button" onClick={() => act({ kind: 'recall', task: task.id }, say('task.recalled'))}>
            {sayDesk('incident.recall')}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** How far a team still has to go, by the place that its phone tells during the task; nothing when it tells none. */
function UnderWay({ surface, officer }: Pick<PartProps, 'surface'> & { readonly officer: OfficerView | undefined }) {
  if (!officer || officer.placeAt === null || officer.distanceM === null) return null;
  const ageMs = Math.max(0, (surface.live.timeline.value?.nowWallMs ?? officer.placeAt) - officer.placeAt);
  const distance = formatDistance(officer.distanceM, language.value);
  return (
    <span class="number">
      {' · '}
      {sayDesk('incident.underWay', {
        distance: officer.distanceBy === 'straight' ? `≈ ${distance}` : distance,
        age: formatAge(ageMs, language.value),
      })}
    </span>
  );
}

function Merging({ surface, incident, act }: PartProps) {
  const { alarm, alarms } = incident;
  const others = [...surface.live.incidents.value.values()].filter(
    (other) => other.alarm !== alarm && other.mergedInto === null && other.state !== 'closed',
  );
  const titleOf = (id: string) => {
    const known = surface.live.incidents.value.get(id);
    return known ? sayText(known.title) : id;
  };
  return (
    <div class="incident-merge">
      {alarms.slice(1).map((id) => (
        <button type="button" key={id} onClick={() => act({ kind: 'split', alarm: id }, sayDesk('incident.split'))}>
          {sayDesk('incident.split')} {titleOf(id)}
        </button>
      ))}
      {others.length > 0 && incident.state !== 'closed' && (
        <label>
          <span class="mid">{sayDesk('incident.merge')}</span>
          <select
            value=""
            onChange={({ currentTarget }) => {
              const other = currentTarget.value;
              currentTarget.value = '';
              if (other !== '') act({ kind: 'merge', alarm, others: [other] }, sayDesk('incident.merge'));
            }}
          >
            <option value="">{sayDesk('incident.choose')}</option>
            {others.map((other) => (
              <option key={other.id} value={other.alarm}>
                {sayText(other.title)}
              </option>
            ))}
          </select>
        </label>
      )}
      {incident.state === 'resolved' && (
        <button
          type="button"
          onClick={() => act({ kind: 'close', alarm, reason: sayDesk('incident.closeReason') }, say('incident.closed'))}
        >
          {sayDesk('incident.close')}
        </button>
      )}
    </div>
  );
}
