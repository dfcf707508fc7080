/** Holds what people state to the limits of their account, and nobody is sent to a place outside of theirs. */
import type { FactBody } from '@chengyun/contracts';
import type { IncidentFold } from '../../state/incident-fold.ts';
import type { Account } from '../accounts.ts';
import type { Session } from '../sessions.ts';
import { isLimited, type Places } from './scope.ts';

export interface FactScopeDeps {
  readonly places: Places;
  /** Null: there is no such officer. */
  readonly officer: (account: string) => Account | null;
}

/** One sentence why the fact lies outside, or null. A kind of fact that names no place is one about the whole city. */
export function outsideOf(session: Session, body: FactBody, fold: IncidentFold, deps: FactScopeDeps): string | null {
  const assets = assetsOf(body, fold);
  if (body.kind === 'dispatch' || body.kind === 'reassign') {
    const sent = deps.officer(body.officer);
    if (sent && assets?.some((asset) => !deps.places.sees(sent.scope, asset))) {
      return `${body.officer} does not work in this district or domain.`;
    }
  }
  if (!isLimited(session.scope)) return null;
  // An officer's task was sent within the limits; taken back is only what was done within them.
  if (body.kind === 'undo' || (session.role === 'officer' && 'task' in body)) return null;
  const isInside = assets?.length && assets.every((asset) => deps.places.sees(session.scope, asset));
  return isInside ? null : 'This lies outside of the districts and domains of this account.';
}

function assetsOf(body: FactBody, fold: IncidentFold): readonly string[] | null {
  if ('assets' in body) return body.assets;
  // Its alarm is not there before it is opened.
  if (body.kind === 'open') return [body.asset];
  const named = 'asset' in body ? [body.asset] : [];
  const others = 'others' in body ? body.others : [];
  const own = 'alarm' in body ? body.alarm : 'task' in body ? fold.alarmOfTask(body.task) : null;
  const alarms = own === null ? others : [own, ...others];
  const assets = [...named, ...alarms.map((alarm) => fold.get(alarm)?.incident.asset)];
  // One that is not known has no place.
  return assets.every((asset) => asset !== undefined) && assets.length > 0 ? assets : null;
}
