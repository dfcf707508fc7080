/**
 * What an incident is led by: who has which role, what is to be reached, what was decided, which places belong to it.
 * Each change is a fact; the server's order decides who was first.
 */
import type { FactBody, Incident, SaidText } from '@chengyun/contracts';
import { INCIDENT_ROLES } from '@chengyun/contracts/incident.ts';
import { formatClock, formatDistance } from '../state/format.ts';
import { nearestStations } from '../state/nearest-stations.ts';
import { language, say, sayText } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import type { DeskModel } from './desk-model.ts';
import { linkedOf } from './linked-places.ts';
import { sayDesk } from './words/say-desk.ts';

export interface IncidentFieldsProps {
  readonly surface: Surface;
  readonly model: DeskModel;
  readonly incident: Incident;
  /** The account at this desk. */
  readonly own: string;
  readonly mayAct: boolean;
  readonly act: (body: FactBody, done: string) => void;
  readonly nameOf: (account: string) => string;
}

const NEAR_OFFERED = 12;
const TEXT_LETTERS_MAX = 1000;

export function IncidentFields(props: IncidentFieldsProps) {
  const { incident, act, nameOf } = props;
  const { alarm } = incident;
  const mayAct = props.mayAct && incident.state !== 'closed';
  const said = { mayAct, nameOf };
  return (
    <div class="incident-fields">
      <p>
        <span class="mid">{sayDesk('incident.owner')}</span>{' '}
        {incident.owner === null ? sayDesk('incident.nobody') : nameOf(incident.owner)}
      </p>
      <Roles {...props} mayAct={mayAct} />
      <Said
        {...said}
        name={sayDesk('incident.objectives')}
        ask={sayDesk('incident.objectiveAsk')}
        texts={incident.objectives}
        onSay={(text) => act({ kind: 'objective', alarm, text }, sayDesk('incident.objectives'))}
      />
      <Said
        {...said}
        name={sayDesk('incident.decisions')}
        ask={sayDesk('incident.decisionAsk')}
        texts={incident.decisions}
        onSay={(text) => act({ kind: 'decision', alarm, text }, sayDesk('incident.decisions'))}
      />
      <Places {...props} mayAct={mayAct} />
    </div>
  );
}

function Roles({ surface, incident, own, mayAct, act, nameOf }: IncidentFieldsProps) {
  const { roles, alarm } = incident;
  const known = [own, ...surface.live.officers.value.map(({ id }) => id)];
  return (
    <div class="incident-roles">
      {INCIDENT_ROLES.map((role) => {
        const holder = roles[role] ?? '';
        const offered = holder === '' || known.includes(holder) ? known : [holder, ...known];
        return (
          <label key={role}>
            <span class="mid">{say(`role.${role}`)}</span>
            <select
              value={holder}
              disabled={!mayAct}
              onChange={({ currentTarget: { value } }) =>
                act({ kind: 'role', alarm, role, account: value === '' ? null : value }, say(`role.${role}`))
              }
            >
              <option value="">{sayDesk('incident.nobody')}</option>
              {offered.map((account) => (
                <option key={account} value={account}>
                  {nameOf(account)}
                </option>
              ))}
            </select>
          </label>
        );
      })}
    </div>
  );
}

interface SaidProps extends Pick<IncidentFieldsProps, 'mayAct' | 'nameOf'> {
  readonly name: string;
  readonly ask: string;
  readonly texts: readonly SaidText[];
  readonly onSay: (text: string) => void;
}

function Said({ name, ask, texts, mayAct, nameOf, onSay }: SaidProps) {
  if (texts.length === 0 && !mayAct) return null;
  return (
    <div class="incident-said">
      <span class="mid">{name}</span>
      {texts.length > 0 && (
        <ul aria-label={name}>
          {texts.map(({ at, by, text }) => (
            <li key={`${at}-${by}-${text}`}>
              {text}{' '}
              <span class="mid number">
                {formatClock(at, false)} {nameOf(by)}
              </span>
            </li>
          ))}
        </ul>
      )}
      {mayAct && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const field = event.currentTarget.elements.namedItem('text') as HTMLInputElement;
            const text = field.value.trim();
            if (text === '') return;
            field.value = '';
            onSay(text);
          }}
        >
          <input name="text" type="text" maxLength={TEXT_LETTERS_MAX} aria-label={ask} placeholder={ask} />
          <button type="submit">{sayDesk('incident.add')}</button>
        </form>
      )}
    </div>
  );
}

/** The place that it began at, and what was linked; nearest places first among those that could be. */
function Places({ surface, model, incident, mayAct, act }: IncidentFieldsProps) {
  const { assets, incidents } = surface.live;
  const parts = incident.alarms.flatMap((alarm) => incidents.value.get(alarm) ?? []);
  const places = linkedOf(incident, parts);
  const home = assets.value.get(incident.asset);
  const near = home
    ? nearestStations(home, assets.value.values(), NEAR_OFFERED).filter(
        ({ asset }) => !places.some(({ place }) => place === asset.id),
      )
    : [];
  const nameOf = (id: string) => {
    const asset = assets.value.get(id);
    return asset ? sayText(asset.name) : id;
  };
  return (
    <div class="incident-said">
      <span class="mid">{sayDesk('incident.places')}</span>
      <ul aria-label={sayDesk('incident.places')} class="incident-places">
        {places.map(({ place, by }) => (
          <li key={place}>
            <button type="button" onClick={() => model.openStation(place)}>
              {nameOf(place)}
            </button>
            {mayAct && by !== null && (
              <button
                type="button"
                class="unlink"
                aria-label={sayDesk('incident.unlink', { place: nameOf(place) })}
                title={sayDesk('incident.unlink', { place: nameOf(place) })}
                onClick={() =>
                  act({ kind: 'unlink', alarm: by, asset: place }, sayDesk('incident.unlink', { place: nameOf(place) }))
                }
              >
                ×
              </button>
            )}
          </li>
        ))}
      </ul>
      {mayAct && near.length > 0 && (
        <select
          value=""
          aria-label={sayDesk('incident.link')}
          onChange={({ currentTarget }) => {
            const asset = currentTarget.value;
            currentTarget.value = '';
            if (asset !== '') act({ kind: 'link', alarm: incident.alarm, asset }, sayDesk('incident.link'));
          }}
        >
          <option value="">{sayDesk('incident.link')}</option>
          {near.map(({ asset, distanceM }) => (
            <option key={asset.id} value={asset.id}>
              {formatDistance(distanceM, language.value)} · {sayText(asset.name)}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
