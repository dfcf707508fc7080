/** Why a person may not state a fact about an incident, in one sentence that names the thing; null when they may. */
import {
  type Domain,
  type FactBody,
  type Incident,
  type IncidentFactBody,
  openSteps,
  type Procedure,
  REPORTED_PROCEDURE,
  REPORTED_RULE,
  stepsFor,
} from '@chengyun/contracts';
import type { FactRefusal } from '../state/wire.ts';
import type { Session } from './sessions.ts';
import type { TimelineState } from './timeline-state.ts';

export interface Refusal {
  readonly code: FactRefusal;
  readonly message: string;
}

/** What the console knows of accounts and procedures. */
export interface SubjectFacts {
  readonly isOfficer: (account: string) => boolean;
  readonly isPlace: (asset: string) => boolean;
  /** Of a person, and not closed. */
  readonly isAccount: (account: string) => boolean;
  /** On duty, and in a shift of the roster where there is one. */
  readonly isOnDuty: (account: string) => boolean;
  readonly domains: readonly Pick<Domain, 'id' | 'plans'>[];
}

const no = (code: FactRefusal, message: string): Refusal => ({ code, message });

export function procedureOf(domains: SubjectFacts['domains'], { domain, rule }: Pick<Incident, 'domain' | 'rule'>) {
  if (rule === REPORTED_RULE) return REPORTED_PROCEDURE;
  return domains.find(({ id }) => id === domain)?.plans[rule] ?? ([] as Procedure);
}

export function subjectRefusal(
  session: Pick<Session, 'account' | 'role'>,
  body: IncidentFactBody,
  { fold }: Pick<TimelineState, 'fold'>,
  known: SubjectFacts,
): Refusal | null {
  if (body.kind === 'undo') {
    const own = body.fact.startsWith(`${session.account}/`);
    return own ? null : no('forbidden', 'Only one’s own action can be taken back.');
  }
  const alarm = 'alarm' in body ? body.alarm : fold.alarmOfTask(body.task);
  const incident = alarm === null ? null : (fold.get(alarm)?.incident ?? null);
  if (body.kind === 'open') return openRefusal(body, incident, known);
  if ('alarm' in body) {
    if (!incident) return no('unknown-alarm', `There is no alarm ${body.alarm}.`);
    return ownRefusal(session, incident) ?? alarmRefusal(body, incident, fold, known);
  }
  if (!incident) return no('unknown-task', `There is no task ${body.task}.`);
  return body.kind === 'reassign' ? officerRefusal(body.officer, known) : null;
}

function ownRefusal({ account, role }: Pick<Session, 'account' | 'role'>, { tasks }: Incident): Refusal | null {
  if (role !== 'officer' || tasks.some((task) => task.officer === account)) return null;
  return no('forbidden', 'An officer may only note on an own task.');
}

function openRefusal(
  { alarm, domain, asset }: Extract<FactBody, { kind: 'open' }>,
  incident: Incident | null,
  { isPlace, domains }: SubjectFacts,
): Refusal | null {
  if (incident) return no('schema', `There is an incident ${alarm} already.`);
  if (!domains.some(({ id }) => id === domain)) return no('schema', `There is no domain ${domain}.`);
  return isPlace(asset) ? null : no('schema', `There is no place ${asset}.`);
}

type AlarmBody = Extract<FactBody, { readonly alarm: string }>;

function alarmRefusal(
  body: AlarmBody,
  incident: Incident,
  fold: TimelineState['fold'],
  known: SubjectFacts,
): Refusal | null {
  switch (body.kind) {
    case 'dispatch':
      return officerRefusal(body.officer, known);
    case 'merge':
      return mergeRefusal(body.alarm, body.others, incident, fold);
    case 'split':
      return incident.mergedInto === null
        ? no('schema', `Alarm ${body.alarm} is not merged into another incident.`)
        : null;
    case 'step': {
      const isKnown = stepsFor(procedureOf(known.domains, incident), incident).some(({ id }) => id === body.step);
      return isKnown ? null : no('schema', `The procedure of ${incident.rule} asks for no step ${body.step} now.`);
    }
    case 'link':
      return known.isPlace(body.asset) ? null : no('schema', `There is no place ${body.asset}.`);
    case 'unlink': {
      const isLinked = fold.get(body.alarm)?.strand.assets.includes(body.asset);
      return isLinked ? null : no('schema', `Place ${body.asset} is not linked to alarm ${body.alarm}.`);
    }
    case 'role':
      return body.account === null || known.isAccount(body.account)
        ? null
        : no('schema', `There is no account ${body.account} that could take a role.`);
    case 'close':
      return closeRefusal(incident, procedureOf(known.domains, incident));
    default:
      return null;
  }
}

function officerRefusal(officer: string, { isOfficer, isOnDuty }: SubjectFacts): Refusal | null {
  if (!isOfficer(officer)) return no('schema', `There is no officer ${officer}.`);
  return isOnDuty(officer) ? null : no('off-duty', `${officer} is off duty and is not paged.`);
}

function mergeRefusal(
  alarm: string,
  others: readonly string[],
  { mergedInto }: Incident,
  fold: TimelineState['fold'],
): Refusal | null {
  if (mergedInto !== null) return no('schema', `Alarm ${alarm} is a part of incident ${mergedInto}; merge into that.`);
  const unknown = others.find((other) => !fold.get(other));
  if (unknown !== undefined) return no('unknown-alarm', `There is no alarm ${unknown}.`);
  return others.includes(alarm) ? no('schema', `Alarm ${alarm} cannot be merged into itself.`) : null;
}

/** Without the sensor closure needs what a person can show for it. */
function closeRefusal(incident: Incident, procedure: Procedure): Refusal | null {
  const { id, state, evidence } = incident;
  if (state === 'closed') return no('not-proven', `Incident ${id} is closed already.`);
  if (state !== 'resolved') return no('not-proven', `Incident ${id} is ${state}; resolve it before it is closed.`);
  const missing = [
    ...(evidence.some(({ media }) => media === 'photo') ? [] : ['a photo of the place']),
    ...openSteps(procedure, incident).map(({ text }) => `the step “${text.en}”`),
    ...(procedure.length > 0 || incident.steps.length > 0 ? [] : ['a finished checklist']),
  ];
  if (missing.length === 0) return null;
  return no(
    'not-proven',
    `Incident ${id} cannot be closed: its sensor is not back to normal and this is missing: ${missing.join(', ')}.`,
  );
}
