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
  SYSTEM,
} from '@chengyun/contracts';
import type { Log, LogWriter } from '@chengyun/platform/log/log.ts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { ComponentCounts } from '@chengyun/platform/service/metrics.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { Check, Errors } from 'typebox/value';
import type { FactAnswer, FactRefusal } from '../state/wire.ts';
import { type FactScopeDeps, outsideOf } from './access/fact-scope.ts';
import type { AuditEntry } from './audit/audit.ts';
import { type SubjectFacts, subjectRefusal } from './fact-refusal.ts';
import type { LiveState } from './live-state.ts';
import type { RuleBook } from './rule-book.ts';
import type { Session } from './sessions.ts';
import type { TimelineState } from './timeline-state.ts';

export interface Facts {
  /** Takes the only right to append facts; a second console fences the first one off. */
  start(): Promise<void>;
  submit(session: Session, request: unknown): Promise<FactAnswer>;
  /** What the console itself has to say, in its own name. Rejects when the log does not take it. */
  stateOwn(timeline: string, body: FactBody): Promise<void>;
  /** False when another console has taken over. */
  ready(): boolean;
}

export interface FactsDeps {
  readonly log: Log;
  readonly state: LiveState;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counts: ComponentCounts;
  readonly subjects: SubjectFacts;
  readonly limits: FactScopeDeps;
  /** Names this start of the console: the epoch of what it states itself, 16 hex digits. */
  readonly epoch: string;
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
  const { log, epoch: ownEpoch, state, clock, logger, counts, audit, onFact } = deps;
  let writer: LogWriter | null = null;
  let isFenced = false;
  let ownSeq = 0;
  let turn: Promise<unknown> = Promise.resolve();

  /** Appends and folds; true when it was there already. */
  async function append(record: FactRecord): Promise<boolean> {
    if (!writer) throw new AppError('FACTS', 'The console is still starting.');
    const options = { producer: `${record.actor}/${record.epoch}`, producerSeq: record.seq };
    const { duplicate } = await writer.append([JSON.stringify(record)], options);
    if (!duplicate) {
      state.apply(record, true);
      counts.sent();
    }
    onFact(record);
    return duplicate;
  }

  async function store(session: Session, request: FactRequest, timeline: TimelineState): Promise<FactAnswer> {
    const { epoch, seq, at, body } = request;
    const { account: actor, role } = session;
    const id = `${actor}/${epoch}/${seq}`;
    const rxAt = Math.round(clock.nowMs());
    const tlAt = timeline.view().nowMs;
    if (!writer) return refuse('unavailable', 'The console is still starting.', true);
    const duplicate = await append({ k: 'fact', tl: timeline.id, id, actor, role, epoch, seq, at, rxAt, tlAt, body });
    // After the fold, so that the action is seen at once; a repeated delivery writes the row that a crash left out.
    await audit({ actor, action: `fact.${body.kind}`, subject: id, details: body }, duplicate);
    return { ok: true, id, duplicate };
  }

  async function storeOwn(timeline: TimelineState, body: FactBody): Promise<void> {
    ownSeq += 1;
    const at = Math.round(clock.nowMs());
    const who = { actor: SYSTEM, role: SYSTEM, epoch: ownEpoch, seq: ownSeq } as const;
    const id = `${SYSTEM}/${ownEpoch}/${ownSeq}`;
    await append({ k: 'fact', tl: timeline.id, id, ...who, at, rxAt: at, tlAt: timeline.view().nowMs, body });
  }

  /** One after the other, so that the log's order is the order of arrival. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  }
  const noteFailure = (error: { code?: string }): void => {
    counts.error();
    if (error.code === 'FENCED') isFenced = true;
    logger.error({ err: error }, 'a fact could not be stored');
  };

  return {
    ready: () => writer !== null && !isFenced,
    async start() {
      writer = await log.acquire('facts', 0, `console-${ownEpoch}`);
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
      return inTurn(() => store(session, fact, timeline)).catch((error: { code?: string }) => {
        noteFailure(error);
        return refuse('unavailable', 'The log does not take facts at the moment.', true);
      });
    },
    async stateOwn(id, body) {
      const timeline = state.timeline(id);
      if (!timeline) throw new AppError('FACTS', `There is no timeline ${id}.`);
      await inTurn(() => storeOwn(timeline, body)).catch((error: { code?: string }) => {
        noteFailure(error);
        throw error;
      });
    },
  };
}

/** Why this person may not state this, or null. The only place where it is decided, for HTTP and socket alike. */
function refusalFor(session: Session, request: unknown, deps: FactsDeps): FactAnswer | null {
  const { state, subjects, rules, limits } = deps;
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
  const outside = outsideOf(session, body, timeline.fold, limits);
  if (outside) return refuse('forbidden', outside);
  if (body.kind === 'rule') {
    const refusal = rules.refusal(session, body, `${session.account}/${request.epoch}/${request.seq}`);
    return refusal ? refuse(refusal.code, refusal.message) : null;
  }
  const refusal = isIncidentFact(body) ? subjectRefusal(session, body, timeline, subjects) : null;
  return refusal ? refuse(refusal.code, refusal.message) : null;
}
