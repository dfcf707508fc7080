/**
 * The one way by which people's actions enter: checked by schema and role, appended to the log, written to the audit
 * trail, folded at once. A repeated delivery is answered like the first one; the log knows (actor, epoch, seq).
 */
import {
  FACT_ROLES,
  type FactBody,
  type FactRecord,
  type FactRequest,
  FactRequestSchema,
  isIncidentFact,
} from '@chengyun/contracts';
import type { Log, LogWriter } from '@chengyun/platform/log/log.ts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { ComponentCounts } from '@chengyun/platform/service/metrics.ts';
import { Check, Errors } from 'typebox/value';
import type { FactAnswer, FactRefusal } from '../state/wire.ts';
import type { AuditEntry } from './audit/audit.ts';
import type { LiveState } from './live-state.ts';
import type { RuleBook } from './rule-book.ts';
import type { Session } from './sessions.ts';
import type { TimelineState } from './timeline-state.ts';

export interface Facts {
  /** Takes the only right to append facts; a second console fences the first one off. */
  start(): Promise<void>;
  submit(session: Session, request: unknown): Promise<FactAnswer>;
  /** False when another console has taken over. */
  ready(): boolean;
}

export interface FactsDeps {
  readonly log: Log;
  readonly owner: string;
  readonly state: LiveState;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counts: ComponentCounts;
  readonly isOfficer: (account: string) => boolean;
  readonly rules: RuleBook;
  readonly audit: (entry: AuditEntry, once: boolean) => Promise<void>;
  /** Told after a fact is durable and folded; again when it is delivered again, because the first time may be lost. */
  readonly onFact: (record: FactRecord) => void;
}

const refuse = (code: FactRefusal, message: string, retryable = false): FactAnswer => ({
  ok: false,
  code,
  message,
  retryable,
});

export function createFacts(deps: FactsDeps): Facts {
  const { log, owner, state, clock, logger, counts, audit, onFact } = deps;
  let writer: LogWriter | null = null;
  let isFenced = false;
  let turn: Promise<unknown> = Promise.resolve();

  async function store(session: Session, request: FactRequest, timeline: TimelineState): Promise<FactAnswer> {
    const { epoch, seq, at, body } = request;
    const { account: actor, role } = session;
    const id = `${actor}/${epoch}/${seq}`;
    const rxAt = Math.round(clock.nowMs());
    const tlAt = timeline.view().nowMs;
    const record: FactRecord = { k: 'fact', tl: timeline.id, id, actor, role, epoch, seq, at, rxAt, tlAt, body };
    if (!writer) return refuse('unavailable', 'The console is still starting.', true);
    const options = { producer: `${actor}/${epoch}`, producerSeq: seq };
    const { duplicate } = await writer.append([JSON.stringify(record)], options);
    if (!duplicate) {
      state.apply(record, true);
      counts.sent();
    }
    onFact(record);
    // After the fold, so that the action is seen at once; a repeated delivery writes the row that a crash left out.
    await audit({ actor, action: `fact.${body.kind}`, subject: id, details: body }, duplicate);
    return { ok: true, id, duplicate };
  }

  return {
    ready: () => writer !== null && !isFenced,
    async start() {
      writer = await log.acquire('facts', 0, owner);
    },
    async submit(session, request) {
      counts.received();
      const refusal = refusalFor(session, request, deps);
      if (refusal) {
        counts.dropped(refusal.ok ? 'none' : refusal.code);
        return refusal;
      }
      const fact = request as FactRequest;
      const timeline = state.timeline(fact.timeline);
      if (!timeline) return refuse('unavailable', `Timeline ${fact.timeline} is not there yet.`, true);
      // One after the other, so that the log's order is the order of arrival.
      const answer = turn.then(() => store(session, fact, timeline));
      turn = answer.catch(() => undefined);
      return answer.catch((error: { code?: string }) => {
        counts.error();
        if (error.code === 'FENCED') isFenced = true;
        logger.error({ err: error }, 'a fact could not be stored');
        return refuse('unavailable', 'The log does not take facts at the moment.', true);
      });
    },
  };
}

/** Why this person may not state this, or null. The only place where it is decided, for HTTP and socket alike. */
function refusalFor(session: Session, request: unknown, { state, isOfficer, rules }: FactsDeps): FactAnswer | null {
  if (!Check(FactRequestSchema, request)) {
    const [error] = Errors(FactRequestSchema, request);
    return refuse('schema', `The fact is not well-formed: ${error?.instancePath || '/'} ${error?.message ?? ''}.`);
  }
  const { body } = request;
  if (!FACT_ROLES[body.kind].includes(session.role)) {
    return refuse('forbidden', `The role ${session.role} may not state ${body.kind}.`);
  }
  const timeline = state.timeline(request.timeline);
  if (!timeline) return refuse('unknown-alarm', `There is no timeline ${request.timeline}.`);
  if (body.kind === 'rule') {
    const refusal = rules.refusal(session, body, `${session.account}/${request.epoch}/${request.seq}`);
    return refusal ? refuse(refusal.code, refusal.message) : null;
  }
  return refusalForSubject(session, body, timeline, isOfficer);
}

function refusalForSubject(
  session: Session,
  body: FactBody,
  { fold }: TimelineState,
  isOfficer: (account: string) => boolean,
): FactAnswer | null {
  if (!isIncidentFact(body)) return null;
  if (body.kind === 'undo') {
    const own = body.fact.startsWith(`${session.account}/`);
    return own ? null : refuse('forbidden', 'Only one’s own action can be taken back.');
  }
  if ('task' in body) {
    return fold.alarmOfTask(body.task) ? null : refuse('unknown-task', `There is no task ${body.task}.`);
  }
  if (!fold.get(body.alarm)) return refuse('unknown-alarm', `There is no alarm ${body.alarm}.`);
  if (session.role === 'officer') {
    const { tasks } = fold.get(body.alarm)?.incident ?? { tasks: [] };
    const own = tasks.some((task) => task.officer === session.account);
    return own ? null : refuse('forbidden', 'An officer may only note on an own task.');
  }
  if (body.kind === 'dispatch' && !isOfficer(body.officer)) {
    return refuse('schema', `There is no officer ${body.officer}.`);
  }
  return null;
}
